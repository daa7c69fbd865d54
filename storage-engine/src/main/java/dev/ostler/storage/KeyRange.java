// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/**
 * The rows of one table from {@code from} on that begin with {@code within}.
 *
 * @param within every row of the range begins with it: no range is without an upper end
 * @param from the first row is at or after it
 */
public record KeyRange<K>(KeyPrefix<K> within, KeyPrefix<K> from) {
    public static <K> KeyRange<K> of(KeyPrefix<K> within) {
        return new KeyRange<>(within, within);
    }
}
