// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that frees what nobody can see any more, then runs the sweeps of others, then asks for flushes.
 *
 * <p>INVARIANT: a blob is freed only if it was discarded at or before {@link Leases#sweepableUpTo}.
 *
 * <p>INVARIANT: files go first, durably, then the rows that name them: a crash in between repeats the deletion, and no file is
 * ever left without a row. These batches are not synced; what a crash undoes is done again.
 *
 * <p>A round that throws is logged and tried again with the next one; only a failed write of the index stops the engine.
 */
final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int BLOBS_PER_SLICE = 500;
    private static final int SLICES_PER_ROUND = 200;

    /** Space comes back by flush and compaction: deleting large bodies calls for them sooner. */
    private static final int BODY_BYTES_PER_DELETE = 8 << 10;

    private final EngineParts parts;
    private final BlobFiles files;
    private final DamagedBlobs damaged;
    private final OrphanCheck orphanCheck;
    private final DeletePressure deletes;
    private final int currentRun;
    private final StorageEngine engine;
    private final long intervalNanos;
    private final List<Sweep> sweeps = new CopyOnWriteArrayList<>();
    private final ReentrantLock freeing = new ReentrantLock();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("ostler-sweeper").unstarted(this::run);
    private boolean orphansChecked;
    private long sweptUpTo;
    private volatile long roundsWanted;
    private volatile long roundsDone;
    private volatile boolean flushWanted;
    private volatile boolean closing;

    Sweeper(
            EngineParts parts,
            BlobFiles files,
            DamagedBlobs damaged,
            OrphanCheck orphanCheck,
            DeletePressure deletes,
            int currentRun,
            StorageEngine engine) {
        this.parts = parts;
        this.files = files;
        this.damaged = damaged;
        this.orphanCheck = orphanCheck;
        this.deletes = deletes;
        this.currentRun = currentRun;
        this.engine = engine;
        this.intervalNanos = atLeastAMillisecond(parts.options().sweepInterval());
    }

    void start() {
        thread.start();
    }

    void add(Sweep sweep) {
        sweeps.add(sweep);
    }

    /** Called by the committer when a table has met many deletes. */
    void wantFlush() {
        flushWanted = true;
        LockSupport.unpark(thread);
    }

    /** Waits for a round that begins after this call. */
    void sweepNow() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a sweep cannot wait for the sweeper");
        }
        long mine;
        synchronized (this) {
            mine = ++roundsWanted;
        }
        while (roundsDone < mine && !closing) {
            LockSupport.unpark(thread);
            LockSupport.parkNanos(this, 1_000_000);
        }
    }

    /** Held while blobs are being freed: under it, a blob's row and its file are both there or both gone. */
    ReentrantLock freeing() {
        return freeing;
    }

    /** Waits for the round under way. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        Uninterrupted.join(thread);
    }

    private void run() {
        while (!closing) {
            long wanted = roundsWanted;
            boolean more = round();
            roundsDone = wanted;
            if (!more && roundsWanted == wanted && !flushWanted && !closing) {
                LockSupport.parkNanos(this, intervalNanos);
            }
        }
    }

    /** True when something is left that could be done at once. */
    private boolean round() {
        if (parts.failStop().hasFailed()) {
            return false;
        }
        boolean more = false;
        try {
            checkOrphans();
            more = freeGarbage();
            flush();
        } catch (IOException | RuntimeException e) {
            LOG.warn("A round of the sweeper failed; the next one tries again", e);
            LockSupport.parkNanos(this, intervalNanos);
        } catch (RocksDBException e) {
            parts.failStop().because(e);
        }
        for (Sweep sweep : sweeps) {
            more |= runSlices(sweep);
        }
        return more;
    }

    private void checkOrphans() throws IOException, RocksDBException {
        if (!orphansChecked) {
            orphanCheck.run();
            orphansChecked = true;
        }
    }

    private boolean freeGarbage() throws IOException, RocksDBException {
        long limit = parts.leases().sweepableUpTo();
        for (int slice = 0; slice < SLICES_PER_ROUND && !closing; slice++) {
            List<EngineRows.Garbage> garbage = nextGarbage(limit);
            free(garbage);
            if (garbage.size() < BLOBS_PER_SLICE) {
                return false;
            }
        }
        return true;
    }

    /** Starts where the last slice ended: the rows before it are gone, and an iterator would step over their tombstones. */
    private List<EngineRows.Garbage> nextGarbage(long limit) {
        List<EngineRows.Garbage> garbage = new ArrayList<>();
        byte[] from = EngineRows.garbageKey(sweptUpTo, 0);
        byte[] to = EngineRows.garbageAfter(limit);
        try (Index.Walk walk = parts.index().walk(Column.ENGINE, from, to, true)) {
            while (garbage.size() < BLOBS_PER_SLICE && walk.isValid()) {
                garbage.add(EngineRows.garbage(
                        walk.iterator().key(), walk.iterator().value()));
                walk.iterator().next();
            }
        }
        return garbage;
    }

    private void free(List<EngineRows.Garbage> garbage) throws IOException, RocksDBException {
        if (garbage.isEmpty()) {
            return;
        }
        freeing.lock();
        try (WriteBatch batch = new WriteBatch()) {
            List<Long> inFiles = garbage.stream()
                    .map(EngineRows.Garbage::blob)
                    .filter(blob -> blob.place() == BlobRef.Place.FILE)
                    .map(BlobRef::id)
                    .toList();
            files.deleteAll(inFiles, currentRun);
            for (EngineRows.Garbage item : garbage) {
                forget(batch, item);
            }
            parts.disk().aboutToWriteIndex();
            parts.index().write(batch, false);
            parts.disk().wroteIndex();
        } finally {
            freeing.unlock();
        }
        sweptUpTo = garbage.getLast().sequence();
        deletes.add(Column.ENGINE, garbage.size());
    }

    private void forget(WriteBatch batch, EngineRows.Garbage item) throws RocksDBException {
        BlobRef blob = item.blob();
        switch (blob.place()) {
            case FILE -> parts.index().delete(batch, Column.ENGINE, EngineRows.fileKey(blob.id()));
            case INDEX -> {
                parts.index().delete(batch, Column.BODIES, EngineRows.bodyKey(blob.id()));
                deletes.add(Column.BODIES, 1 + (int) (blob.lengthBytes() / BODY_BYTES_PER_DELETE));
            }
        }
        damaged.remove(batch, blob.id());
        parts.index().delete(batch, Column.ENGINE, EngineRows.garbageKey(item.sequence(), blob.id()));
    }

    private void flush() throws RocksDBException {
        flushWanted = false;
        for (Column column : deletes.takeDue()) {
            parts.index().flushInBackground(column);
        }
    }

    private boolean runSlices(Sweep sweep) {
        try {
            for (int slice = 0; slice < SLICES_PER_ROUND; slice++) {
                if (closing || !sweep.run(engine)) {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException | Error e) {
            LOG.warn("A sweep failed; the next round tries it again", e);
            return false;
        }
    }

    private static long atLeastAMillisecond(Duration interval) {
        return Math.max(1_000_000, interval.toNanos());
    }
}
