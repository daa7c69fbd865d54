// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one change reads and writes, kept apart from its batch until it has returned: dropping it undoes the change. */
final class ChangeRows implements Rows {
    private static final byte[] DELETED = new byte[0];

    private final Batch batch;
    private final Stager stager;
    private final long sequence;
    private final int maxRows;
    private long lastSequence;
    private final Map<RowKey, byte[]> own = new HashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Staged> adopted = new ArrayList<>();
    private final List<BlobRef> discarded = new ArrayList<>();
    private boolean over;

    ChangeRows(Batch batch, Stager stager, long sequence, int maxRows) {
        this.batch = batch;
        this.stager = stager;
        this.sequence = sequence;
        this.lastSequence = sequence;
        this.maxRows = maxRows;
    }

    /** One step of a change, in the order in which it was made. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    sealed interface Write {
        record Put(RowKey row, byte[] value) implements Write {}

        record Delete(RowKey row) implements Write {}

        record DeleteSpan(KeySpan span) implements Write {}
    }

    @Override
    public <K, V> Optional<V> get(Table<K, V> table, K key) {
        requireRunning();
        byte[] value = current(RowKey.of(table, key));
        return value == null
                ? Optional.empty()
                : Optional.of(table.values().read(new ValueReader(value, 0, value.length)));
    }

    @Override
    public <K, V> void put(Table<K, V> table, K key, V value) {
        requireRoom();
        ValueWriter out = new ValueWriter();
        table.values().write(value, out);
        byte[] bytes = out.toBytes();
        RowKey row = RowKey.of(table, key);
        own.put(row, bytes);
        writes.add(new Write.Put(row, bytes));
    }

    @Override
    public <K, V> void delete(Table<K, V> table, K key) {
        requireRoom();
        RowKey row = RowKey.of(table, key);
        own.put(row, DELETED);
        writes.add(new Write.Delete(row));
    }

    @Override
    public <K> void deleteRange(Table<K, ?> table, KeyRange<K> range) {
        requireRoom();
        KeySpan span = KeySpan.of(table, range);
        if (own.keySet().stream().anyMatch(span::contains)) {
            throw new IllegalStateException("a change wrote into a range of " + table.name() + " before deleting it");
        }
        if (!span.isEmpty()) {
            writes.add(new Write.DeleteSpan(span));
        }
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long furtherSequence() {
        requireRunning();
        return ++lastSequence;
    }

    /** The next change begins above it. */
    long lastSequence() {
        return lastSequence;
    }

    @Override
    public BlobRef adopt(StagedBlob blob) {
        requireRunning();
        if (!(blob instanceof Staged staged) || !staged.isOf(stager)) {
            throw new IllegalArgumentException("the blob was staged by another engine");
        }
        staged.adopt();
        adopted.add(staged);
        return staged.blob();
    }

    @Override
    public void discard(BlobRef blob) {
        requireRunning();
        discarded.add(blob);
    }

    /** The change has returned or thrown: nobody may use these rows any more. */
    void end() {
        over = true;
    }

    void rollBack() {
        adopted.forEach(Staged::giveBack);
    }

    List<Write> writes() {
        return writes;
    }

    List<Staged> adopted() {
        return adopted;
    }

    List<BlobRef> discarded() {
        return discarded;
    }

    private byte @Nullable [] current(RowKey row) {
        byte[] value = own.get(row);
        if (value != null) {
            return value == DELETED ? null : value;
        }
        for (Write write : writes) {
            if (write instanceof Write.DeleteSpan(KeySpan span) && span.contains(row)) {
                return null;
            }
        }
        return batch.get(row);
    }

    private void requireRoom() {
        requireRunning();
        if (writes.size() >= maxRows) {
            throw new IllegalStateException("a change writes more than " + maxRows + " rows; work in slices");
        }
    }

    private void requireRunning() {
        if (over) {
            throw new IllegalStateException("the rows of a change are valid only while it runs");
        }
    }
}
