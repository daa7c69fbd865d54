// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the threads that use the index, so that it is never closed under one of them: that would crash the JVM.
 *
 * <p>INVARIANT: entering counts first and looks at {@code closed} second, closing does it the other way round; so a thread
 * that got in is always seen. Enters and exits are summed apart, exits first: a sum of differences could miss a thread that
 * enters here and leaves there while it is being summed.
 */
final class UseCount {
    private static final long LOOK_AGAIN_NANOS = 100_000;

    private final LongAdder entered = new LongAdder();
    private final LongAdder exited = new LongAdder();
    private volatile boolean closed;

    /** @throws IllegalStateException the engine is closed */
    void enter() {
        entered.increment();
        if (closed) {
            exited.increment();
            throw new IllegalStateException("the storage engine is closed");
        }
    }

    void exit() {
        exited.increment();
    }

    /** Lets nobody in any more and waits until everybody is out. */
    void closeAndWait() {
        closed = true;
        while (true) {
            long out = exited.sum();
            if (entered.sum() == out) {
                return;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
