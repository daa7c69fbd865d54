// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.time.Duration;
import java.util.Arrays;
import org.rocksdb.RocksIterator;

/** A cursor over an iterator's own snapshot. Keys and values are copied out only when asked for, into buffers used again. */
final class RocksCursor<K, V> implements Cursor<K, V>, AutoCloseable {
    private static final int ROWS_BETWEEN_LOOKS_AT_THE_CLOCK = 64;

    private final Table<K, V> table;
    private final KeySpan span;
    private final Index.Walk walk;
    private final RocksIterator iterator;
    private final long maxRows;
    private final long deadlineNanos;
    private final Duration maxTime;
    private byte[] buffer = new byte[512];
    private long rowsLookedAt;
    private Position position;

    private enum Position {
        /** The iterator stands on the row that {@code next} will make current, or at the end. */
        BEFORE_ROW,
        ON_ROW,
        PAST_END
    }

    RocksCursor(Index index, Table<K, V> table, KeySpan span, EngineOptions options) {
        this.table = table;
        this.span = span;
        this.maxRows = options.maxScanRows();
        this.maxTime = options.maxScanTime();
        this.deadlineNanos = System.nanoTime() + maxTime.toNanos();
        this.walk = index.walk(span.column(), span.from(), span.to(), true);
        this.iterator = walk.iterator();
        this.position = Position.BEFORE_ROW;
    }

    @Override
    public boolean next() {
        switch (position) {
            case BEFORE_ROW -> {}
            case ON_ROW -> iterator.next();
            case PAST_END -> {
                return false;
            }
        }
        boolean onRow = walk.isValid();
        position = onRow ? Position.ON_ROW : Position.PAST_END;
        countRow();
        return onRow;
    }

    @Override
    public void seek(KeyPrefix<K> start) {
        seekTo(Bytes.later(start.bytes(), span.from()));
    }

    @Override
    public void seekPast(KeyPrefix<K> prefix) {
        seekTo(Bytes.later(Bytes.after(prefix.bytes()), span.from()));
    }

    @Override
    public K key() {
        requireRow();
        int length = iterator.key(buffer);
        if (length > buffer.length) {
            grow(length);
            iterator.key(buffer);
        }
        return table.keys().read(new KeyReader(buffer, 1, length));
    }

    @Override
    public V value() {
        requireRow();
        int length = iterator.value(buffer);
        if (length > buffer.length) {
            grow(length);
            iterator.value(buffer);
        }
        return table.values().read(new ValueReader(buffer, 0, length));
    }

    @Override
    public void close() {
        walk.close();
    }

    private void seekTo(byte[] target) {
        countRow();
        if (Arrays.compareUnsigned(target, span.to()) >= 0) {
            position = Position.PAST_END;
            return;
        }
        iterator.seek(target);
        position = Position.BEFORE_ROW;
    }

    private void grow(int length) {
        buffer = new byte[Math.max(length, 2 * buffer.length)];
    }

    private void requireRow() {
        if (position != Position.ON_ROW) {
            throw new IllegalStateException("the cursor is on no row: call next first");
        }
    }

    private void countRow() {
        rowsLookedAt++;
        if (rowsLookedAt > maxRows) {
            throw new ScanLimitException("a scan of " + table.name() + " looked at more than " + maxRows + " rows");
        }
        if (rowsLookedAt % ROWS_BETWEEN_LOOKS_AT_THE_CLOCK == 0 && System.nanoTime() - deadlineNanos > 0) {
            throw new ScanLimitException("a scan of " + table.name() + " took longer than " + maxTime);
        }
    }
}
