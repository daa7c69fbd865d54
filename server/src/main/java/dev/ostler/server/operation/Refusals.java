// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The last refusals, newest last. Safe for any thread. */
public final class Refusals {
    /** A refusal holds its request's head, at most some 50 KiB: this bounds what a hostile client can pin. */
    static final int MAX_KEPT = 500;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final ArrayDeque<Refusal> kept = new ArrayDeque<>(MAX_KEPT);
    private final Consumer<Refusal> listener;
    /** Refusals so far; the newest has this number less one. */
    private long total;

    /** @param listener hears of each refusal at once, on the thread that refuses */
    public Refusals(Consumer<Refusal> listener) {
        this.listener = listener;
    }

    void add(Refusal refusal) {
        lock.lock();
        try {
            if (kept.size() == MAX_KEPT) {
                kept.removeFirst();
            }
            kept.addLast(refusal);
            total++;
            added.signalAll();
        } finally {
            lock.unlock();
        }
        listener.accept(refusal);
    }

    /** The newest refusals, at most {@code count}, oldest first. */
    public List<Refusal> last(int count) {
        lock.lock();
        try {
            return kept.stream().skip(Math.max(0, kept.size() - count)).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The newest refusal whose id, or whose id after the colon, begins with {@code prefix}. */
    public Optional<Refusal> find(String prefix) {
        return last(MAX_KEPT).reversed().stream()
                .filter(refusal -> refusal.requestId().startsWith(prefix)
                        || refusal.requestId()
                                .startsWith(prefix, refusal.requestId().indexOf(':') + 1))
                .findFirst();
    }

    /**
     * Refusals after the one of {@code requestId}; all that are kept when that is empty; only new ones when it is unknown.
     * Waits for the first of them.
     */
    public List<Refusal> awaitAfter(String requestId, Duration patience) {
        lock.lock();
        try {
            long from = numberAfter(requestId);
            long nanos = patience.toNanos();
            while (total <= from && nanos > 0) {
                nanos = added.awaitNanos(nanos);
            }
            return kept.stream().skip(Math.max(0, from - firstKept())).toList();
        } catch (InterruptedException e) {
            throw new IllegalStateException("INVARIANT: nobody interrupts a request thread", e);
        } finally {
            lock.unlock();
        }
    }

    private long numberAfter(String requestId) {
        if (requestId.isEmpty()) {
            return 0;
        }
        long number = firstKept();
        for (Refusal refusal : kept) {
            number++;
            if (refusal.requestId().equals(requestId)) {
                return number;
            }
        }
        return total;
    }

    private long firstKept() {
        return total - kept.size();
    }
}
