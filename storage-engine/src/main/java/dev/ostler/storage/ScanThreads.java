// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** The threads on which iterators run; a reader that scans again does it on the thread it is on. */
final class ScanThreads implements AutoCloseable {
    private final ThreadGroup group = new ThreadGroup("ostler-scan");
    private final ExecutorService threads;

    ScanThreads(int count) {
        ThreadFactory factory = Thread.ofPlatform()
                .group(group)
                .daemon()
                .name("ostler-scan-", 0)
                .factory();
        threads = Executors.newFixedThreadPool(count, factory);
    }

    /** Runs {@code scan} and waits for it; throws what it throws. */
    <R> R run(Callable<R> scan) {
        try {
            if (Thread.currentThread().getThreadGroup() == group) {
                return scan.call();
            }
            return Uninterrupted.get(threads.submit(scan));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
