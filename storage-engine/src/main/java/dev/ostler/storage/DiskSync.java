// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** The threads that wait for the disk, so that no carrier of virtual threads ever does. */
final class DiskSync implements AutoCloseable {
    private final ExecutorService threads;

    DiskSync(int count) {
        threads = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name("ostler-disk-sync-", 0).factory());
    }

    /** @throws IllegalStateException the engine is closed */
    <T> Future<T> start(Callable<T> work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the storage engine is closed", e);
        }
    }

    <T> T run(Callable<T> work) throws IOException {
        return Uninterrupted.get(start(work));
    }

    /** Waits for what has been started. */
    @Override
    public void close() {
        threads.close();
    }
}
