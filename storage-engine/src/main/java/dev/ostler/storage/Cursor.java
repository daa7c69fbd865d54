// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/**
 * Steps through the rows of a range in key order. Used on the scan thread only, inside the reader.
 *
 * <p>Starts before the first row: call {@link #next} before {@link #key}.
 */
public interface Cursor<K, V> {
    /** Moves to the next row; false when the range has no more. */
    boolean next();

    /** Makes {@link #next} land on the first row of the range that is at or after {@code start}. */
    void seek(KeyPrefix<K> start);

    /** Makes {@link #next} land on the first row after all those that begin with {@code prefix}. */
    void seekPast(KeyPrefix<K> prefix);

    /** Decoded anew at each call. */
    K key();

    /** Decoded anew at each call. */
    V value();
}
