// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps RocksDB from ever meeting a full disk. Asks the file system once a second, and again before it refuses; between
 * two answers it counts down what was taken in.
 */
final class FreeSpace {
    private static final long VALID_NANOS = 1_000_000_000L;

    private final Disk disk;
    private final Path directory;
    private final AtomicLong leftBytes = new AtomicLong();
    private volatile long askedAtNanos;

    FreeSpace(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
        ask();
    }

    /**
     * Counts {@code bytes} as written.
     *
     * @throws DiskNearlyFullException fewer than {@code minBytes} would be left
     */
    void take(long bytes, long minBytes) {
        long left = leftBytes.addAndGet(-bytes);
        if (left >= minBytes && System.nanoTime() - askedAtNanos < VALID_NANOS) {
            return;
        }
        ask();
        left = leftBytes.addAndGet(-bytes);
        if (left < minBytes) {
            throw new DiskNearlyFullException(left + bytes, minBytes);
        }
    }

    /** As {@link #take} of nothing, but asks the file system whatever it said last. */
    void look(long minBytes) {
        ask();
        take(0, minBytes);
    }

    private void ask() {
        try {
            leftBytes.set(disk.freeBytes(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("the free space of " + directory + " is unknown", e);
        }
        askedAtNanos = System.nanoTime();
    }
}
