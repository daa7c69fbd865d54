// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The live leases, oldest first.
 *
 * <p>INVARIANT: a lease carries the last sequence that was visible when it was taken. A blob discarded at sequence D can
 * still be seen only through a lease with a number below D: one with D or more was taken when the blob's row was gone.
 *
 * <p>INVARIANT: {@link #sweepableUpTo} reads the visible sequence and the oldest lease under the lock that leases are
 * taken under. A lease that comes later reads its rows later, so it sees at least that sequence.
 */
final class Leases {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long visibleSequence;
    private @Nullable Lease oldest;
    private @Nullable Lease newest;

    Leases(long visibleSequence) {
        this.visibleSequence = visibleSequence;
    }

    ReadLease take() {
        lock.lock();
        try {
            var lease = new Lease(visibleSequence);
            lease.older = newest;
            if (newest == null) {
                oldest = lease;
            } else {
                newest.newer = lease;
            }
            newest = lease;
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /** Called by the committer when the rows of this change, and of all before it, can be read. */
    void visible(long sequence) {
        visibleSequence = sequence;
    }

    /** What was discarded at this sequence or before is seen by nobody any more. */
    long sweepableUpTo() {
        lock.lock();
        try {
            return oldest == null ? visibleSequence : oldest.sequence;
        } finally {
            lock.unlock();
        }
    }

    /** @throws IllegalStateException the lease is closed, or another engine's */
    void requireLive(ReadLease lease) {
        if (!(lease instanceof Lease ours) || ours.owner() != this) {
            throw new IllegalStateException("the lease belongs to another engine");
        }
        if (ours.closed) {
            throw new IllegalStateException("the lease is closed");
        }
    }

    private final class Lease implements ReadLease {
        private final long sequence;
        private @Nullable Lease older;
        private @Nullable Lease newer;
        private volatile boolean closed;

        Lease(long sequence) {
            this.sequence = sequence;
        }

        Leases owner() {
            return Leases.this;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    unlink();
                }
            } finally {
                lock.unlock();
            }
        }

        private void unlink() {
            if (older == null) {
                oldest = newer;
            } else {
                older.newer = newer;
            }
            if (newer == null) {
                newest = older;
            } else {
                newer.older = older;
            }
        }
    }
}
