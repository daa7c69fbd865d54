// SPDX-License-Identifier: Apache-2.0
/**
 * The storage engine. Public is only its contract: {@link dev.ostler.storage.DataDirectory} opens a
 * {@link dev.ostler.storage.StorageEngine}, and the types that its methods name.
 *
 * <p>Behind it {@code RocksEngine} joins the parts: {@code Stager} takes in bodies ({@code Staged}, {@code StagedFile},
 * {@code BlobFiles}); {@code Committer} runs changes ({@code Submission}, {@code Batch}, {@code ChangeRows}); {@code Leases} and
 * {@code Sweeper} decide when bytes go; {@code BlobReader}, {@code RocksCursor} and {@code Scrubber} read. {@code Index} is
 * RocksDB, set up by {@code IndexTuning}; {@code Disk} is the file system.
 */
@NullMarked
package dev.ostler.storage;

import org.jspecify.annotations.NullMarked;
