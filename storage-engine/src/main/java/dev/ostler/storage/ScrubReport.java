// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.List;

/**
 * What a scrub read and found.
 *
 * @param blobs how many were read
 * @param bytes how many bytes they had
 * @param damagedBlobs how many do not match their checksum, or are missing
 * @param damaged the first {@value #MAX_LISTED} of them
 */
public record ScrubReport(long blobs, long bytes, long damagedBlobs, List<Damage> damaged) {
    /** Beyond this many damaged blobs are only counted. */
    public static final int MAX_LISTED = 10_000;

    public ScrubReport {
        damaged = List.copyOf(damaged);
    }

    /** One damaged blob and what is wrong with it. */
    public record Damage(BlobRef blob, String what) {}
}
