// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import java.util.Optional;

/**
 * Which part of a bucket's names to list.
 *
 * @param prefix names begin with it; may be empty
 * @param delimiter names that hold it after the prefix are rolled up into one common prefix each
 * @param after only entries after this one, in the order of UTF-8 bytes
 * @param maxEntries 0 to {@link Limits#MAX_LIST_ENTRIES}; objects and common prefixes both count
 */
public record ListQuery(String prefix, Optional<String> delimiter, Optional<String> after, int maxEntries) {}
