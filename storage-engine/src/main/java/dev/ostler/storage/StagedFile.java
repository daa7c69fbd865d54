// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file on its way to becoming a blob: written, forced behind the writer, forced at its end, renamed, its directory forced.
 *
 * <p>Closing it before {@link #finish} has returned deletes the file. Used by one thread; forces run on the disk-sync threads.
 */
final class StagedFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StagedFile.class);

    /** So much may wait for the disk behind the writer; then the end of a large body has little left to wait for. */
    private static final long FORCE_EVERY_BYTES = 16L << 20;

    private final EngineParts parts;
    private final BlobFiles files;
    private final DiskSync diskSync;
    private final long id;
    private final Disk.DiskFile file;
    private final CRC32C crc = new CRC32C();
    private final boolean forces;
    private long length;
    private long forcedLength;
    private @Nullable Future<?> forceUnderWay;
    private boolean finished;

    /** Failing to create a file says nothing about what is on disk: it refuses this body and no other. */
    StagedFile(EngineParts parts, long id, BlobFiles files, DiskSync diskSync) {
        this.parts = parts;
        this.files = files;
        this.diskSync = diskSync;
        this.id = id;
        this.forces = parts.options().forcesFiles();
        try {
            this.file = files.createStaged(id);
        } catch (IOException e) {
            parts.freeSpace().look(parts.options().minFreeBytes());
            throw new UncheckedIOException("no file for a body could be created", e);
        }
    }

    void append(byte[] bytes, int offset, int count) {
        if (count == 0) {
            return;
        }
        crc.update(bytes, offset, count);
        writing(() -> file.append(bytes, offset, count));
        grown(count);
    }

    /** Appends a whole file without passing it through the heap; the checksum is taken from what has been written. */
    void appendAll(FileChannel source) throws IOException {
        long count = source.size();
        writing(() -> file.appendAll(source));
        try (FileChannel written = files.openStaged(id)) {
            Checksums.update(crc, written, length, count);
        }
        grown(count);
    }

    /** Returns when the bytes and the name of the file are on disk. */
    BlobRef finish() {
        awaitForce();
        forcing(() -> diskSync.run(() -> {
            if (forces) {
                file.force();
            }
            file.close();
            files.settle(id);
            return true;
        }));
        finished = true;
        return new BlobRef(id, BlobRef.Place.FILE, length, (int) crc.getValue());
    }

    @Override
    public void close() {
        if (finished) {
            return;
        }
        try (file) {
            awaitForce();
            files.deleteStaged(id);
            files.deleteQuietly(id);
        } catch (IOException e) {
            // The start after a crash empties staging; this is no more than a crash.
            LOG.warn("The staged file {} stays until the next start", Long.toHexString(id), e);
        }
    }

    private void grown(long count) {
        length += count;
        parts.freeSpace().take(count, parts.options().minFreeBytes());
        parts.failStop().requireWorking();
        if (forces && length - forcedLength >= FORCE_EVERY_BYTES) {
            awaitForce();
            forcedLength = length;
            forceUnderWay = diskSync.start(() -> {
                file.force();
                return true;
            });
        }
    }

    private void awaitForce() {
        Future<?> running = forceUnderWay;
        forceUnderWay = null;
        if (running != null) {
            forcing(() -> Uninterrupted.get(running));
        }
    }

    /** A write that fails for want of space is refused like one that was not tried; any other failure ends all writing. */
    private void writing(DiskWork work) {
        forcing(() -> {
            try {
                work.run();
            } catch (IOException e) {
                parts.freeSpace().look(parts.options().minFreeBytes());
                throw e;
            }
        });
    }

    /** After a failed force nobody knows what is on disk: it is never tried again. */
    private void forcing(DiskWork work) {
        try {
            work.run();
        } catch (IOException e) {
            throw parts.failStop().because(e);
        }
    }

    private interface DiskWork {
        void run() throws IOException;
    }
}
