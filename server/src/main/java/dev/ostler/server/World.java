// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.operation.Dispatcher;
import dev.ostler.storage.StorageEngine;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One state of everything: an engine and all that works on it. Requests lease it; once it is retired it closes when the
 * last lease is given back.
 */
final class World {
    private final Domain domain;
    private final Dispatcher dispatcher;
    /** One for being current, one a lease; the world is closed at zero and never comes back from there. */
    private final AtomicLong holders = new AtomicLong(1);

    private final CountDownLatch closed = new CountDownLatch(1);

    World(Domain domain, Dispatcher dispatcher) {
        this.domain = domain;
        this.dispatcher = dispatcher;
    }

    StorageEngine engine() {
        return domain.engine;
    }

    Domain domain() {
        return domain;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** False when it is closed already: then there is a newer one. */
    boolean tryLease() {
        long current = holders.get();
        while (current > 0) {
            if (holders.compareAndSet(current, current + 1)) {
                return true;
            }
            current = holders.get();
        }
        return false;
    }

    /** Gives back one lease, or, called once by the owner, retires the world. */
    void release() {
        if (holders.decrementAndGet() == 0) {
            // Closing waits for the committer: not on the event loop that may have sent the last byte.
            Thread.ofPlatform().name("close-world").start(this::close);
        }
    }

    private void close() {
        try {
            engine().close();
        } finally {
            closed.countDown();
        }
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** False when a lease is still out after {@code patience}. */
    boolean awaitClosed(Duration patience) {
        try {
            return closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
