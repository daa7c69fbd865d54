// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers the first failure of the disk; nothing is written after it. */
final class FailStop {
    private static final Logger LOG = LoggerFactory.getLogger(FailStop.class);

    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    /** Ends writing and returns what to throw; logs the first time only. */
    EngineFailedException because(Throwable failure) {
        if (first.compareAndSet(null, failure)) {
            LOG.error(
                    "The disk failed. Nothing is written any more; reads go on. Check the disk, then restart.",
                    failure);
        }
        Throwable known = first.get();
        return new EngineFailedException(known == null ? failure : known);
    }

    void requireWorking() {
        Throwable failure = first.get();
        if (failure != null) {
            throw new EngineFailedException(failure);
        }
    }

    boolean hasFailed() {
        return first.get() != null;
    }
}
