// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.rocksdb.RocksDBException;

/**
 * Reads every blob against its checksum: files by their FILE rows, then the bodies in the index.
 *
 * <p>Works in slices: files on the caller's thread, iterators on a scan thread. It holds no lease, for a scrub can take hours:
 * a file that looks damaged counts only if its row is still there when no sweep can run. One object is one scrub.
 */
final class Scrubber {
    private static final int FILES_PER_SLICE = 16;
    private static final long BODY_BYTES_PER_SLICE = 4L << 20;

    /** Where the index itself cannot be read, blob numbers are tried one by one, so many at most. */
    private static final int MAX_PROBES = 100_000;

    private final EngineParts parts;
    private final BlobReader reader;
    private final DamagedBlobs damaged;
    private final ScanThreads scanThreads;
    private final ReentrantLock freeing;
    private final int currentRun;
    private final ScrubProgress progress;
    private final long expected;
    private final List<ScrubReport.Damage> found = new ArrayList<>();
    private long blobs;
    private long bytes;
    private long damagedBlobs;

    Scrubber(
            EngineParts parts,
            BlobReader reader,
            DamagedBlobs damaged,
            ScanThreads scanThreads,
            ReentrantLock freeing,
            int currentRun,
            ScrubProgress progress) {
        this.parts = parts;
        this.reader = reader;
        this.damaged = damaged;
        this.scanThreads = scanThreads;
        this.freeing = freeing;
        this.currentRun = currentRun;
        this.progress = progress;
        this.expected =
                parts.index().estimatedRows(Column.ENGINE) + parts.index().estimatedRows(Column.BODIES);
    }

    /** Does the next slice; false when all is done. The caller makes sure that the index stays open meanwhile. */
    interface Slice {
        boolean run();
    }

    /** The two halves of a scrub, each to be run until it says that it is done. */
    List<Slice> halves() {
        return List.of(new Files(), new Bodies());
    }

    ScrubReport report() {
        return new ScrubReport(blobs, bytes, damagedBlobs, found);
    }

    private final class Files implements Slice {
        private long nextId;

        @Override
        public boolean run() {
            List<BlobRef> slice = scanThreads.run(() -> filesFrom(nextId));
            for (BlobRef blob : slice) {
                check(blob);
                nextId = blob.id() + 1;
            }
            progress.checked(report(), expected);
            return slice.size() == FILES_PER_SLICE;
        }

        private List<BlobRef> filesFrom(long id) {
            List<BlobRef> slice = new ArrayList<>();
            byte[] from = EngineRows.fileKey(id);
            try (Index.Walk walk = parts.index().walk(Column.ENGINE, from, EngineRows.fileKeysEnd(), false)) {
                for (;
                        slice.size() < FILES_PER_SLICE && walk.isValid();
                        walk.iterator().next()) {
                    slice.add(EngineRows.blob(walk.iterator().value()));
                }
            }
            return slice;
        }

        private void check(BlobRef blob) {
            blobs++;
            bytes += blob.lengthBytes();
            String what = damageOf(blob);
            if (what.isEmpty()) {
                return;
            }
            freeing.lock();
            try {
                if (parts.index().get(Column.ENGINE, EngineRows.fileKey(blob.id())) != null) {
                    add(new ScrubReport.Damage(blob, what));
                }
            } finally {
                freeing.unlock();
            }
        }

        private String damageOf(BlobRef blob) {
            try (FileChannel file = reader.file(blob)) {
                CRC32C crc = new CRC32C();
                Checksums.update(crc, file, 0, blob.lengthBytes());
                return (int) crc.getValue() == blob.crc32c() ? "" : "its bytes do not match its checksum";
            } catch (DamagedBlobException e) {
                return e.what();
            } catch (IOException e) {
                return "its file cannot be read: " + e.getMessage();
            }
        }
    }

    private final class Bodies implements Slice {
        private long nextId;
        private long sliceBytes;

        @Override
        public boolean run() {
            sliceBytes = 0;
            boolean more = scanThreads.run(this::checkSlice);
            progress.checked(report(), expected);
            return more;
        }

        private boolean checkSlice() {
            byte[] from = EngineRows.bodyKey(nextId);
            byte[] to = EngineRows.bodyKey(BlobIds.first(currentRun + 1));
            try (Index.Walk walk = parts.index().walk(Column.BODIES, from, to, false)) {
                while (walk.isValid()) {
                    if (sliceBytes >= BODY_BYTES_PER_SLICE) {
                        return true;
                    }
                    long id = EngineRows.bodyId(walk.iterator().key());
                    nextId = id + 1;
                    check(id, walk.iterator().value());
                    walk.iterator().next();
                }
                return false;
            } catch (UnreadableIndexException e) {
                return probe();
            }
        }

        private void check(long id, byte[] framed) {
            int length = Math.max(0, framed.length - Stager.FRAME_BYTES);
            int crc = framed.length < Stager.FRAME_BYTES ? 0 : Checksums.stored(framed);
            blobs++;
            bytes += length;
            sliceBytes += length + 1;
            if (!Checksums.matches(framed, crc)) {
                var blob = new BlobRef(id, BlobRef.Place.INDEX, length, crc);
                add(new ScrubReport.Damage(blob, "its bytes in the index do not match its checksum"));
            }
        }

        /** The iterator cannot pass a broken block. Numbers are dense within a run: try one after another to the next good one. */
        private boolean probe() {
            for (int probes = 0; probes < MAX_PROBES; probes++) {
                try {
                    if (parts.index().get(Column.BODIES, EngineRows.bodyKey(nextId)) != null) {
                        return true;
                    }
                } catch (UnreadableIndexException e) {
                    blobs++;
                    var blob = new BlobRef(nextId, BlobRef.Place.INDEX, 0, 0);
                    add(new ScrubReport.Damage(blob, "the index cannot read it: " + e.getMessage()));
                }
                nextId++;
            }
            nextId = BlobIds.first(BlobIds.runOf(nextId) + 1);
            return BlobIds.runOf(nextId) <= currentRun;
        }
    }

    private void add(ScrubReport.Damage damage) {
        damagedBlobs++;
        if (found.size() < ScrubReport.MAX_LISTED) {
            found.add(damage);
        }
        try {
            parts.failStop().requireWorking();
            damaged.add(damage.blob());
        } catch (RocksDBException e) {
            throw parts.failStop().because(e);
        }
    }
}
