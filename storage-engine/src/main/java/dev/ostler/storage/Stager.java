// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes in bodies: small ones into memory, larger ones into files.
 *
 * <p>A body begins in memory if its announced length fits there; when it outgrows the inline limit, what was read becomes
 * the start of a file. Runs on the caller's thread; only forces and renames run on the disk-sync threads, and the hashers
 * of a long body on one of its own.
 */
final class Stager {
    /** The CRC32C lies in front of a body that goes into the index. */
    static final int FRAME_BYTES = Integer.BYTES;

    private static final int FIRST_GUESS_BYTES = 8 << 10;
    private static final int COPY_BUFFER_BYTES = 128 << 10;

    /** From here on the time of a thread that hashes beside the reader is worth its start. */
    static final long HASHED_BESIDE_FROM_BYTES = 512 << 10;

    /** Bounds the buffers of hashing threads; with more bodies than this on their way the cores have enough to do. */
    static final int MAX_HASHING_THREADS = 32;

    private static final int END = -1;

    private final EngineParts parts;
    private final BlobIds ids;
    private final BlobFiles files;
    private final DiskSync diskSync;
    private final StagedBodies bodies;
    private final Semaphore hashingThreads = new Semaphore(MAX_HASHING_THREADS);
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean deletedUnforced;

    Stager(EngineParts parts, BlobIds ids, BlobFiles files, DiskSync diskSync) {
        this.parts = parts;
        this.ids = ids;
        this.files = files;
        this.diskSync = diskSync;
        this.bodies = new StagedBodies(parts.options().maxStagedBytes());
    }

    /** See {@link StorageEngine#stage}. */
    StagedBlob stage(InputStream body, StageOptions options) throws IOException {
        parts.failStop().requireWorking();
        if (options.expectedLengthBytes() > options.maxLengthBytes()) {
            throw new BodyTooLargeException(options.maxLengthBytes());
        }
        parts.freeSpace()
                .take(
                        Math.max(0, options.expectedLengthBytes()),
                        parts.options().minFreeBytes());
        Intake intake = new Intake(body, options);
        if (options.expectedLengthBytes() > options.inlineLimitBytes()) {
            return toFile(intake, new byte[0], 0);
        }
        int reserved =
                options.expectedLengthBytes() >= 0 ? (int) options.expectedLengthBytes() : options.inlineLimitBytes();
        if (!bodies.tryReserve(reserved)) {
            return toFile(intake, new byte[0], 0);
        }
        try {
            return toMemory(intake, options, reserved);
        } finally {
            bodies.release(reserved);
        }
    }

    /** A body that is in memory already, behind its checksum; the array becomes the staged blob's own. */
    StagedBlob stageFramed(byte[] framed, int crc32c) {
        int length = framed.length - FRAME_BYTES;
        bodies.reserve(length);
        return waiting(new BlobRef(ids.nextBody(), BlobRef.Place.INDEX, length, crc32c), framed);
    }

    /** A new file whose bytes {@code writer} provides. */
    StagedBlob stageFile(FileWriter writer) throws IOException {
        parts.failStop().requireWorking();
        StagedFile file = new StagedFile(parts, ids.nextFile(), files, diskSync);
        try (file) {
            writer.write(file);
            return waiting(file.finish(), null);
        }
    }

    /** Writes all of a new file. */
    interface FileWriter {
        void write(StagedFile file) throws IOException;
    }

    /** Deletes what nobody adopted. */
    void discard(BlobRef blob) {
        if (blob.place() == BlobRef.Place.FILE) {
            deletedUnforced = true;
            files.deleteQuietly(blob.id());
        }
    }

    /** A staged blob was committed or closed. */
    void left(BlobRef blob) {
        waiting.decrementAndGet();
        if (blob.place() == BlobRef.Place.INDEX) {
            bodies.release(blob.lengthBytes());
        }
    }

    /** Whether files of this run may be there, or come back after power loss, that no row owns. */
    boolean mayLeaveOrphans() {
        return waiting.get() > 0 || deletedUnforced;
    }

    long reservedBytes() {
        return bodies.reservedBytes();
    }

    private StagedBlob toMemory(Intake intake, StageOptions options, int reserved) throws IOException {
        int guess = options.expectedLengthBytes() >= 0 ? reserved : Math.min(reserved, FIRST_GUESS_BYTES);
        byte[] framed = new byte[FRAME_BYTES + guess];
        int end = FRAME_BYTES;
        while (true) {
            int read = intake.read(framed, end, framed.length - end);
            if (read == END) {
                break;
            }
            end += read;
            if (end < framed.length) {
                continue;
            }
            int next = intake.read();
            if (next == END) {
                break;
            }
            if (end - FRAME_BYTES >= reserved) {
                byte[] start = Arrays.copyOfRange(framed, FRAME_BYTES, end + 1);
                start[start.length - 1] = (byte) next;
                return toFile(intake, start, start.length);
            }
            framed = Arrays.copyOf(framed, FRAME_BYTES + Math.min(reserved, 4 * (end - FRAME_BYTES)));
            framed[end++] = (byte) next;
        }
        byte[] exact = end == framed.length ? framed : Arrays.copyOf(framed, end);
        int crc32c = Checksums.frame(exact);
        return stageFramed(exact, crc32c);
    }

    private StagedBlob toFile(Intake intake, byte[] start, int startLength) throws IOException {
        return stageFile(file -> {
            file.append(start, 0, startLength);
            if (intake.mayBeLong() && hashingThreads.tryAcquire()) {
                try {
                    copyHashingBeside(intake, file);
                } finally {
                    hashingThreads.release();
                }
            } else {
                copy(intake, file);
            }
        });
    }

    private static void copy(Intake intake, StagedFile file) throws IOException {
        byte[] buffer = new byte[COPY_BUFFER_BYTES];
        int read = intake.read(buffer, 0, buffer.length);
        while (read != END) {
            file.append(buffer, 0, read);
            read = intake.read(buffer, 0, buffer.length);
        }
    }

    private static void copyHashingBeside(Intake intake, StagedFile file) throws IOException {
        try (HashingThread hashing = new HashingThread(intake.hashers())) {
            byte[] buffer = hashing.freeBuffer();
            int count = intake.fillUnhashed(buffer);
            while (count > 0) {
                hashing.hash(count);
                file.append(buffer, 0, count);
                buffer = hashing.freeBuffer();
                count = intake.fillUnhashed(buffer);
            }
            hashing.finish();
        }
    }

    private StagedBlob waiting(BlobRef blob, byte @Nullable [] framed) {
        waiting.incrementAndGet();
        return new Staged(this, blob, framed);
    }

    /** The body, with everything read passed to the hashers and counted against the greatest length. */
    private static final class Intake {
        private final InputStream body;
        private final StageOptions options;
        private long length;

        Intake(InputStream body, StageOptions options) {
            this.body = body;
            this.options = options;
        }

        List<? extends StageOptions.Hasher> hashers() {
            return options.hashers();
        }

        /** Whether so much may come that another thread is worth its while. */
        boolean mayBeLong() {
            long expected = options.expectedLengthBytes();
            return expected < 0 || expected >= HASHED_BESIDE_FROM_BYTES;
        }

        int read(byte[] into, int offset, int max) throws IOException {
            int read = readUnhashed(into, offset, max);
            if (read > 0) {
                for (StageOptions.Hasher hasher : options.hashers()) {
                    hasher.update(into, offset, read);
                }
            }
            return read;
        }

        /** Fills the buffer, or as much of it as there is left; the caller passes the bytes to the hashers. */
        int fillUnhashed(byte[] buffer) throws IOException {
            int count = 0;
            while (count < buffer.length) {
                int read = readUnhashed(buffer, count, buffer.length - count);
                if (read == END) {
                    break;
                }
                count += read;
            }
            return count;
        }

        private int readUnhashed(byte[] into, int offset, int max) throws IOException {
            int read = max == 0 ? 0 : body.read(into, offset, max);
            if (read > 0) {
                count(read);
            }
            return read;
        }

        int read() throws IOException {
            byte[] one = new byte[1];
            int read = read(one, 0, 1);
            return read == END ? END : one[0] & 0xFF;
        }

        private void count(int read) {
            length += read;
            if (length > options.maxLengthBytes()) {
                throw new BodyTooLargeException(options.maxLengthBytes());
            }
        }
    }
}
