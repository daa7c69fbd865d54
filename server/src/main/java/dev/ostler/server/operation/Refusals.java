// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The last refusals, and the last requests that were served on an assumption, newest last. Safe for any thread. */
public final class Refusals {
    /** A refusal holds its request's head, some 50 KiB at most, or a form's fields: this bounds what a hostile client can pin. */
    static final int MAX_KEPT = 500;

    static final int MAX_ASSUMPTIONS_KEPT = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final ArrayDeque<Refusal> kept = new ArrayDeque<>(MAX_KEPT);
    private final ArrayDeque<Assumption> assumptions = new ArrayDeque<>(MAX_ASSUMPTIONS_KEPT);
    private final Consumer<Refusal> listener;
    /** Refusals so far; the newest has this number less one. */
    private long total;

    private boolean ended;

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

    void add(Assumption assumption) {
        lock.lock();
        try {
            if (assumptions.size() == MAX_ASSUMPTIONS_KEPT) {
                assumptions.removeFirst();
            }
            assumptions.addLast(assumption);
        } finally {
            lock.unlock();
        }
    }

    /** Those kept, oldest first. */
    public List<Assumption> assumptions() {
        lock.lock();
        try {
            return List.copyOf(assumptions);
        } finally {
            lock.unlock();
        }
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
                .filter(refusal -> isPrefix(prefix, refusal.requestId()))
                .findFirst();
    }

    /** The same of requests that were served on an assumption. */
    public Optional<Assumption> findAssumption(String prefix) {
        return assumptions().reversed().stream()
                .filter(assumption -> isPrefix(prefix, assumption.requestId()))
                .findFirst();
    }

    private static boolean isPrefix(String prefix, String requestId) {
        return requestId.startsWith(prefix) || requestId.startsWith(prefix, requestId.indexOf(':') + 1);
    }

    /**
     * Refusals after the one of {@code requestId}; all that are kept when that is empty; only new ones when it is unknown.
     * Waits for the first of them, but not beyond {@link #end}.
     */
    public List<Refusal> awaitAfter(String requestId, Duration patience) {
        lock.lock();
        try {
            long from = numberAfter(requestId);
            long nanos = patience.toNanos();
            while (total <= from && nanos > 0 && !ended) {
                nanos = added.awaitNanos(nanos);
            }
            return kept.stream().skip(Math.max(0, from - firstKept())).toList();
        } catch (InterruptedException e) {
            throw new IllegalStateException("INVARIANT: nobody interrupts a request thread", e);
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits for a refusal has waited long enough: the server stops. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            added.signalAll();
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
