// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers that are never used twice in a world: the run in the upper 24 bits, then one bit that says "file", then a counter.
 *
 * <p>The run rises at every opening and is on disk before the first number is given out, so no counter need be stored.
 * Files and small bodies count apart, which keeps files dense in their folders.
 */
final class BlobIds {
    static final int RUN_SHIFT = 40;
    static final int MAX_RUN = (1 << 23) - 1;

    private static final long FILE_BIT = 1L << (RUN_SHIFT - 1);
    private static final int FOLDER_BITS = 12;

    private final int run;
    private final AtomicLong bodies = new AtomicLong();
    private final AtomicLong files = new AtomicLong();

    BlobIds(int run) {
        this.run = run;
    }

    long nextBody() {
        return first(run) | bodies.incrementAndGet();
    }

    long nextFile() {
        return first(run) | FILE_BIT | files.incrementAndGet();
    }

    int run() {
        return run;
    }

    /** Below every number of this run and above every one of the runs before it; sequences of changes start here too. */
    static long first(int run) {
        return (long) run << RUN_SHIFT;
    }

    static int runOf(long id) {
        return (int) (id >>> RUN_SHIFT);
    }

    /** Files of a run lie 4,096 to a folder. */
    static long folderOf(long id) {
        return (id & (FILE_BIT - 1)) >>> FOLDER_BITS;
    }
}
