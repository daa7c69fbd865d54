// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open world: rows and small bodies in RocksDB, larger bodies in files.
 *
 * <p>The order of every durable write: bytes on disk ({@link Stager}), one synced index batch ({@link Committer}), the answer,
 * sweeping later ({@link Sweeper}).
 *
 * <p>This class only joins the parts, counts the threads that are inside the index, and ends everything in the right order.
 */
final class RocksEngine implements StorageEngine {
    private static final Logger LOG = LoggerFactory.getLogger(RocksEngine.class);

    private final EngineParts parts;
    private final Runs runs;
    private final BlobFiles files;
    private final Stager stager;
    private final DiskSync diskSync;
    private final Committer committer;
    private final ScanThreads scanThreads;
    private final DamagedBlobs damaged;
    private final BlobReader reader;
    private final Sweeper sweeper;
    private final UseCount users = new UseCount();
    private final Runnable afterClose;
    private boolean closed;

    /** Opens the world in {@code directory}, which must exist. {@code afterClose} runs when everything is closed. */
    static RocksEngine open(Path directory, EngineOptions options, Disk disk, Runnable afterClose) throws IOException {
        return open(directory, options, disk, Index.open(directory.resolve("index"), options), afterClose);
    }

    /** As above with an index that is open already; it is closed with the engine, or now if this fails. */
    static RocksEngine open(Path directory, EngineOptions options, Disk disk, Index index, Runnable afterClose)
            throws IOException {
        try {
            return new RocksEngine(directory, options, disk, index, afterClose);
        } catch (RocksDBException e) {
            index.close();
            throw new IOException("the world in " + directory + " cannot be opened: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    private RocksEngine(Path directory, EngineOptions options, Disk disk, Index index, Runnable afterClose)
            throws IOException, RocksDBException {
        files = new BlobFiles(directory, disk, options.forcesFiles());
        runs = Runs.begin(index);
        long firstSequence = BlobIds.first(runs.current());
        FreeSpace freeSpace = new FreeSpace(disk, directory);
        parts = new EngineParts(options, disk, index, new Leases(firstSequence), new FailStop(), freeSpace);
        DeletePressure deletes = new DeletePressure();
        diskSync = new DiskSync(options.diskSyncThreads());
        stager = new Stager(parts, new BlobIds(runs.current()), files, diskSync);
        scanThreads = new ScanThreads(options.scanThreads());
        damaged = new DamagedBlobs(index);
        reader = new BlobReader(index, files, damaged);
        OrphanCheck orphanCheck = new OrphanCheck(index, files, runs);
        sweeper = new Sweeper(parts, files, damaged, orphanCheck, deletes, runs.current(), this);
        committer = new Committer(parts, stager, firstSequence, deletes, sweeper::wantFlush);
        this.afterClose = afterClose;
        committer.start();
        sweeper.start();
    }

    @Override
    public ReadLease lease() {
        return parts.leases().take();
    }

    @Override
    public StagedBlob stage(InputStream body, StageOptions options) throws IOException {
        return stager.stage(body, options);
    }

    @Override
    public StagedBlob copy(ReadLease lease, BlobRef source) throws IOException {
        parts.leases().requireLive(lease);
        parts.failStop().requireWorking();
        parts.freeSpace().take(source.lengthBytes(), parts.options().minFreeBytes());
        damaged.refuse(source);
        return switch (source.place()) {
            case INDEX -> stager.stageFramed(inUse(() -> reader.framedBody(source)), source.crc32c());
            case FILE -> copyFile(source);
        };
    }

    @Override
    public <T> T commit(Change<T> change) {
        parts.freeSpace().take(0, parts.options().minFreeBytes());
        return inUse(() -> committer.commit(change, parts.options().maxRowsPerChange()));
    }

    @Override
    public <T> T commitUnsliced(Change<T> change) {
        parts.freeSpace().take(0, parts.options().minFreeBytes());
        return inUse(() -> committer.commit(change, MAX_ROWS_UNSLICED));
    }

    @Override
    public <T> T commitFreeing(Change<T> change) {
        parts.freeSpace().take(0, parts.options().minFreeBytesToDelete());
        return inUse(() -> committer.commit(change, parts.options().maxRowsPerChange()));
    }

    @Override
    public <K, V> Optional<V> get(Table<K, V> table, K key) {
        RowKey row = RowKey.of(table, key);
        byte[] value = inUse(() -> parts.index().get(row.column(), row.key()));
        return value == null
                ? Optional.empty()
                : Optional.of(table.values().read(new ValueReader(value, 0, value.length)));
    }

    @Override
    public <K, V, R> R scan(Table<K, V> table, KeyRange<K> range, Function<Cursor<K, V>, R> reader) {
        KeySpan span = KeySpan.of(table, range);
        return inUse(() -> scanThreads.run(() -> {
            try (RocksCursor<K, V> cursor = new RocksCursor<>(parts.index(), table, span, parts.options())) {
                return reader.apply(cursor);
            }
        }));
    }

    @Override
    public BlobSlice open(ReadLease lease, BlobRef blob, long offset, long length) throws IOException {
        parts.leases().requireLive(lease);
        users.enter();
        try {
            return reader.open(blob, offset, length);
        } finally {
            users.exit();
        }
    }

    @Override
    public void addSweep(Sweep sweep) {
        sweeper.add(sweep);
    }

    @Override
    public void sweepNow() {
        inUse(() -> {
            sweeper.sweepNow();
            return true;
        });
    }

    @Override
    public ScrubReport scrub(ScrubProgress progress) {
        Scrubber scrubber = inUse(
                () -> new Scrubber(parts, reader, damaged, scanThreads, sweeper.freeing(), runs.current(), progress));
        for (Scrubber.Slice half : scrubber.halves()) {
            boolean more = true;
            while (more) {
                more = inUse(half::run);
            }
        }
        return scrubber.report();
    }

    @Override
    public boolean hasFailed() {
        return parts.failStop().hasFailed();
    }

    /** The sweeper ends first, then all callers leave, then the threads that served them end, then RocksDB. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        stopThreads();
        endRun();
        parts.index().close();
        afterClose.run();
    }

    /** Where the file of a blob is; for tests and tools. */
    Path path(BlobRef blob) {
        return files.path(blob.id());
    }

    /** Memory taken by small bodies that wait for their commit. */
    long stagedBytes() {
        return stager.reservedBytes();
    }

    /** Ends all writing, as after a failed write. */
    EngineFailedException stopWriting(Throwable reason) {
        return parts.failStop().because(reason);
    }

    /** Leaves everything as if the process had died here; for tests of what a start finds then. */
    void abandon() {
        synchronized (this) {
            closed = true;
        }
        stopThreads();
        parts.index().close();
    }

    private void stopThreads() {
        sweeper.close();
        users.closeAndWait();
        committer.close();
        scanThreads.close();
        diskSync.close();
    }

    private void endRun() {
        if (parts.failStop().hasFailed() || parts.options().durability() == EngineOptions.Durability.EPHEMERAL) {
            return;
        }
        try {
            if (!stager.mayLeaveOrphans()) {
                runs.endedCleanly();
            }
            parts.index().flushAll();
        } catch (RocksDBException e) {
            LOG.warn("The index was closed without a last flush; the next start replays its log", e);
        }
    }

    private StagedBlob copyFile(BlobRef source) throws IOException {
        try (FileChannel from = reader.file(source)) {
            StagedBlob copy = stager.stageFile(file -> file.appendAll(from));
            if (((Staged) copy).blob().crc32c() != source.crc32c()) {
                copy.close();
                throw new DamagedBlobException(source, "its bytes do not match its checksum");
            }
            return copy;
        }
    }

    private <T extends @Nullable Object> T inUse(Use<T> use) {
        users.enter();
        try {
            return use.run();
        } finally {
            users.exit();
        }
    }

    private interface Use<T extends @Nullable Object> {
        T run();
    }
}
