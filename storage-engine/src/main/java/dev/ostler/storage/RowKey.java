// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a row lies: its column and encoded key; equal by content. */
final class RowKey {
    private final Column column;
    private final byte[] key;
    private final int hash;

    private RowKey(Column column, byte[] key) {
        this.column = column;
        this.key = key;
        this.hash = 31 * Arrays.hashCode(key) + column.hashCode();
    }

    static <K> RowKey of(Table<K, ?> table, K key) {
        KeyWriter out = new KeyWriter(table.prefix());
        table.keys().write(key, out);
        return new RowKey(Column.of(table), out.toBytes());
    }

    Column column() {
        return column;
    }

    byte[] key() {
        return key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowKey row && row.column == column && Arrays.equals(row.key, key);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
