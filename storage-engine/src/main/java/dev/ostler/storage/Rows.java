// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.Optional;

/** The rows as a {@link Change} sees them: all earlier changes and its own. Valid only while the change runs. */
public interface Rows {
    <K, V> Optional<V> get(Table<K, V> table, K key);

    <K, V> void put(Table<K, V> table, K key, V value);

    <K, V> void delete(Table<K, V> table, K key);

    /**
     * Deletes all rows of a range that earlier changes wrote. The change must not have written into the range itself.
     * Blobs that those rows own are not discarded: the caller does that first, in slices.
     */
    <K> void deleteRange(Table<K, ?> table, KeyRange<K> range);

    /** The number of this change: rises with every commit, never reused, the order of everything that happened. */
    long sequence();

    /** A further number of the same order, for a change that makes several things which need one each. Never reused. */
    long furtherSequence();

    /** Makes a staged blob part of this change; a row that the change writes must own the reference. */
    BlobRef adopt(StagedBlob staged);

    /** Gives up a blob that a row owned until now; it is swept when no lease can see it any more. */
    void discard(BlobRef blob);
}
