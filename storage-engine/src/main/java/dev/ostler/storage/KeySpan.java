// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.Arrays;

/** Encoded keys from {@code from} (inclusive) to {@code to} (exclusive) of one column. */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record KeySpan(Column column, byte[] from, byte[] to) {
    static <K> KeySpan of(Table<K, ?> table, KeyRange<K> range) {
        byte[] within = range.within().bytes();
        return new KeySpan(Column.of(table), Bytes.later(within, range.from().bytes()), Bytes.after(within));
    }

    boolean isEmpty() {
        return Arrays.compareUnsigned(from, to) >= 0;
    }

    boolean contains(RowKey row) {
        return row.column() == column
                && Arrays.compareUnsigned(row.key(), from) >= 0
                && Arrays.compareUnsigned(row.key(), to) < 0;
    }
}
