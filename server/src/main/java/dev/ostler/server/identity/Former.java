// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a row was before a change that takes force later than it was saved: until then it is this that counts.
 *
 * @param number of the changes of one row: they take force in this order
 * @param savedAtMillis when the change was saved
 * @param untilMillis when the change takes force
 * @param row empty: there was none
 */
record Former<V extends Row>(String rowId, long number, long savedAtMillis, long untilMillis, Optional<V> row)
        implements Row {
    @Override
    public String id() {
        return rowId + "/" + label();
    }

    @Override
    public String ownerId() {
        return rowId;
    }

    /** Sorts by number. */
    @Override
    public String label() {
        return String.format(Locale.ROOT, "%019d", number);
    }

    static <V extends Row> Table.ValueCodec<Former<V>> values(Table.ValueCodec<V> rows) {
        return new Table.ValueCodec<>() {
            @Override
            public void write(Former<V> former, ValueWriter out) {
                out.version(1)
                        .text(former.rowId)
                        .number(former.number)
                        .number(former.savedAtMillis)
                        .number(former.untilMillis)
                        .bool(former.row.isPresent());
                former.row.ifPresent(row -> rows.write(row, out));
            }

            @Override
            public Former<V> read(ValueReader in) {
                in.version(1);
                return new Former<>(
                        in.text(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.bool() ? Optional.of(rows.read(in)) : Optional.empty());
            }
        };
    }
}
