// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The changes that go to disk together, and the rows as they will be then. Used by the committer thread. */
final class Batch implements AutoCloseable {
    static final int MAX_CHANGES = 256;
    static final int MAX_ROWS = 2_000;
    static final long MAX_BYTES = 8L << 20;

    private static final byte[] DELETED = new byte[0];

    /** A range delete costs its readers about as much as this many deletes of a row. */
    private static final int RANGE_DELETE_WEIGHT = 500;

    private final Index index;
    private final WriteBatch writes = new WriteBatch();
    private final Map<RowKey, byte[]> rows = new HashMap<>();
    private final List<KeySpan> deletedSpans = new ArrayList<>();
    private final List<Staged> adopted = new ArrayList<>();
    private final Map<Column, Integer> deletes = new EnumMap<>(Column.class);
    private int changeCount;
    private int rowCount;
    private long byteCount;
    private long lastSequence;

    Batch(Index index) {
        this.index = index;
    }

    boolean hasRoom() {
        return changeCount < MAX_CHANGES && rowCount < MAX_ROWS && byteCount < MAX_BYTES;
    }

    boolean isEmpty() {
        return writes.count() == 0;
    }

    byte @Nullable [] get(RowKey row) {
        byte[] value = rows.get(row);
        if (value != null) {
            return value == DELETED ? null : value;
        }
        for (KeySpan span : deletedSpans) {
            if (span.contains(row)) {
                return null;
            }
        }
        return index.get(row.column(), row.key());
    }

    /** Takes over everything a change wrote. */
    void add(ChangeRows change) throws RocksDBException {
        for (ChangeRows.Write write : change.writes()) {
            switch (write) {
                case ChangeRows.Write.Put(RowKey row, byte[] value) -> put(row, value);
                case ChangeRows.Write.Delete(RowKey row) -> delete(row);
                case ChangeRows.Write.DeleteSpan(KeySpan span) -> deleteSpan(span);
            }
        }
        for (Staged staged : change.adopted()) {
            adopt(staged);
        }
        for (BlobRef blob : change.discarded()) {
            byte[] key = EngineRows.garbageKey(change.sequence(), blob.id());
            putRaw(Column.ENGINE, key, EngineRows.blobValue(blob));
        }
        changeCount++;
        lastSequence = change.sequence();
    }

    WriteBatch writes() {
        return writes;
    }

    List<Staged> adopted() {
        return adopted;
    }

    long lastSequence() {
        return lastSequence;
    }

    /** Tells how many deletes each column met, for whoever decides on flushes. */
    void countDeletes(DeletePressure pressure) {
        deletes.forEach(pressure::add);
    }

    void clear() {
        writes.clear();
        rows.clear();
        deletedSpans.clear();
        adopted.clear();
        deletes.clear();
        changeCount = 0;
        rowCount = 0;
        byteCount = 0;
    }

    @Override
    public void close() {
        writes.close();
    }

    private void put(RowKey row, byte[] value) throws RocksDBException {
        putRaw(row.column(), row.key(), value);
        rows.put(row, value);
        rowCount++;
    }

    private void delete(RowKey row) throws RocksDBException {
        index.delete(writes, row.column(), row.key());
        rows.put(row, DELETED);
        deletes.merge(row.column(), 1, Integer::sum);
        rowCount++;
    }

    private void deleteSpan(KeySpan span) throws RocksDBException {
        index.deleteRange(writes, span.column(), span.from(), span.to());
        rows.replaceAll((row, value) -> span.contains(row) ? DELETED : value);
        deletedSpans.add(span);
        deletes.merge(span.column(), RANGE_DELETE_WEIGHT, Integer::sum);
        rowCount++;
    }

    private void adopt(Staged staged) throws RocksDBException {
        BlobRef blob = staged.blob();
        byte[] body = staged.framedBody();
        if (body == null) {
            putRaw(Column.ENGINE, EngineRows.fileKey(blob.id()), EngineRows.blobValue(blob));
        } else {
            putRaw(Column.BODIES, EngineRows.bodyKey(blob.id()), body);
        }
        adopted.add(staged);
    }

    private void putRaw(Column column, byte[] key, byte[] value) throws RocksDBException {
        index.put(writes, column, key, value);
        byteCount += key.length + value.length;
    }
}
