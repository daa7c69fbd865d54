// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the small bodies that wait in memory for their commit. */
final class StagedBodies {
    private final long maxBytes;
    private final AtomicLong reservedBytes = new AtomicLong();

    StagedBodies(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** False when there is no room; nobody waits here, because whoever holds the room may wait for a slow sender. */
    boolean tryReserve(long bytes) {
        boolean fits = reservedBytes.addAndGet(bytes) <= maxBytes;
        if (!fits) {
            release(bytes);
        }
        return fits;
    }

    /** Takes room for a body that is in memory already, whatever the bound says. */
    void reserve(long bytes) {
        reservedBytes.addAndGet(bytes);
    }

    void release(long bytes) {
        reservedBytes.addAndGet(-bytes);
    }

    long reservedBytes() {
        return reservedBytes.get();
    }
}
