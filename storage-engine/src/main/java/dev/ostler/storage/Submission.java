// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A change on its way through the committer, and the thread that waits for it.
 *
 * <p>The committer alone sets result and failure, then {@code done}; the waiter reads them after it has seen {@code done}.
 */
final class Submission<T> {
    private final Change<T> change;
    private final int maxRows;
    private final Thread waiter = Thread.currentThread();
    private @Nullable T result;
    private @Nullable Throwable failure;
    private volatile boolean done;

    Submission(Change<T> change, int maxRows) {
        this.change = change;
        this.maxRows = maxRows;
    }

    int maxRows() {
        return maxRows;
    }

    /** By the committer. */
    void run(Rows rows) {
        result = change.apply(rows);
    }

    void failed(Throwable thrown) {
        failure = thrown;
    }

    /** Wakes the waiter; nothing may be set afterwards. */
    void complete() {
        done = true;
        LockSupport.unpark(waiter);
    }

    /** On the thread that made the submission: waits, then returns what the change returned or throws what it threw. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // T itself says whether the change may return null
    T await() {
        Uninterrupted.parkUntil(this, () -> done);
        switch (failure) {
            case null -> {
                return result;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
