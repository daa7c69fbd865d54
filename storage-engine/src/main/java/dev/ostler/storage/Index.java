// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB as the engine sees it: columns of bytes.
 *
 * <p>Whoever calls must make sure that nobody closes it meanwhile; see {@link UseCount}.
 */
final class Index implements AutoCloseable {
    private static final long MAX_SKIPPED_DELETIONS = 2_000_000;

    static {
        loadLibrary();
    }

    private final IndexTuning tuning;
    private final RocksDB database;
    private final Map<Column, ColumnFamilyHandle> handles;
    private final ReadOptions reading = new ReadOptions();
    private final WriteOptions synced;
    private final WriteOptions unsynced;

    /**
     * RocksDB unpacks its library among the temporary files and deletes it at an orderly end. Once it is loaded nobody
     * needs the file: deleted now, it does not outlive a process that is killed.
     */
    private static void loadLibrary() {
        try {
            Path folder = Files.createTempDirectory("ostler-native-");
            try {
                NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
            } finally {
                new RealDisk().deleteTree(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("RocksDB's library cannot be unpacked", e);
        }
        RocksDB.loadLibrary();
    }

    private Index(
            IndexTuning tuning,
            RocksDB database,
            Map<Column, ColumnFamilyHandle> handles,
            EngineOptions.Durability durability) {
        this.tuning = tuning;
        this.database = database;
        this.handles = handles;
        boolean noLog = durability == EngineOptions.Durability.EPHEMERAL;
        this.synced = new WriteOptions()
                .setSync(durability == EngineOptions.Durability.FSYNC)
                .setDisableWAL(noLog);
        this.unsynced = new WriteOptions().setSync(false).setDisableWAL(noLog);
    }

    static Index open(Path directory, EngineOptions options) throws IOException {
        return open(directory, options, new IndexTuning(options));
    }

    /** The index owns {@code tuning} from now on. */
    static Index open(Path directory, EngineOptions options, IndexTuning tuning) throws IOException {
        List<Column> columns = List.of(Column.values());
        List<ColumnFamilyDescriptor> descriptors = columns.stream()
                .map(column -> new ColumnFamilyDescriptor(Bytes.ascii(column.storedName()), tuning.column(column)))
                .toList();
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            RocksDB database = RocksDB.open(tuning.database(options), directory.toString(), descriptors, opened);
            Map<Column, ColumnFamilyHandle> handles = new EnumMap<>(Column.class);
            for (int i = 0; i < columns.size(); i++) {
                handles.put(columns.get(i), opened.get(i));
            }
            return new Index(tuning, database, handles, options.durability());
        } catch (RocksDBException e) {
            tuning.close();
            throw new IOException("the index in " + directory + " cannot be opened: " + e.getMessage(), e);
        }
    }

    byte @Nullable [] get(Column column, byte[] key) {
        try {
            return database.get(handle(column), reading, key);
        } catch (RocksDBException e) {
            throw new UnreadableIndexException(e);
        }
    }

    /** Opens an iterator over keys from {@code from} (inclusive) to {@code to} (exclusive); the caller closes it. */
    Walk walk(Column column, byte[] from, byte[] to, boolean fillCache) {
        return new Walk(column, from, to, fillCache);
    }

    /** With {@code durable}, returns when the batch, and all before it, is on disk as far as the durability promises. */
    void write(WriteBatch batch, boolean durable) throws RocksDBException {
        database.write(durable ? synced : unsynced, batch);
    }

    void put(WriteBatch batch, Column column, byte[] key, byte[] value) throws RocksDBException {
        batch.put(handle(column), key, value);
    }

    void delete(WriteBatch batch, Column column, byte[] key) throws RocksDBException {
        batch.delete(handle(column), key);
    }

    void deleteRange(WriteBatch batch, Column column, byte[] from, byte[] to) throws RocksDBException {
        batch.deleteRange(handle(column), from, to);
    }

    /** Asks for the column's newest rows to be written to a table file, without waiting for it. */
    void flushInBackground(Column column) throws RocksDBException {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(false).setAllowWriteStall(true)) {
            database.flush(flush, handle(column));
        }
    }

    /** Writes everything to table files, so that the next opening has no log to replay. */
    void flushAll() throws RocksDBException {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true)) {
            database.flush(flush, List.copyOf(handles.values()));
        }
    }

    /** About how many rows a column has. */
    long estimatedRows(Column column) {
        try {
            return database.getLongProperty(handle(column), "rocksdb.estimate-num-keys");
        } catch (RocksDBException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        handles.values().forEach(ColumnFamilyHandle::close);
        database.close();
        reading.close();
        synced.close();
        unsynced.close();
        tuning.close();
    }

    private ColumnFamilyHandle handle(Column column) {
        ColumnFamilyHandle handle = handles.get(column);
        if (handle == null) {
            throw new IllegalStateException("no column " + column);
        }
        return handle;
    }

    /** An iterator with an upper bound, and what it holds on to. Used by one thread. */
    final class Walk implements AutoCloseable {
        private final Slice end;
        private final ReadOptions options;
        private final RocksIterator iterator;

        private Walk(Column column, byte[] from, byte[] to, boolean fillCache) {
            end = new Slice(to);
            options = new ReadOptions()
                    .setIterateUpperBound(end)
                    .setFillCache(fillCache)
                    .setMaxSkippableInternalKeys(MAX_SKIPPED_DELETIONS);
            iterator = database.newIterator(handle(column), options);
            iterator.seek(from);
        }

        /** False at the end; throws when the end was reached because of a failure. */
        boolean isValid() {
            if (iterator.isValid()) {
                return true;
            }
            try {
                iterator.status();
            } catch (RocksDBException e) {
                if (e.getStatus() != null && e.getStatus().getCode() == Status.Code.Incomplete) {
                    throw new ScanLimitException("a scan met more than " + MAX_SKIPPED_DELETIONS + " deleted rows");
                }
                throw new UnreadableIndexException(e);
            }
            return false;
        }

        RocksIterator iterator() {
            return iterator;
        }

        @Override
        public void close() {
            iterator.close();
            options.close();
            end.close();
        }
    }
}
