// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Numbers the openings of a world and remembers which of them may have left files that no row owns.
 *
 * <p>INVARIANT: the number of a run is on disk before a blob id, a file or a sequence is made from it.
 */
final class Runs {
    private final Index index;
    private final int current;
    private volatile int firstUnchecked;

    private Runs(Index index, int current, int firstUnchecked) {
        this.index = index;
        this.current = current;
        this.firstUnchecked = firstUnchecked;
    }

    static Runs begin(Index index) throws RocksDBException {
        EngineRows.Run before =
                EngineRows.Run.of(index.get(Column.ENGINE, EngineRows.RUN_KEY)).orElse(new EngineRows.Run(0, 1));
        if (before.run() >= BlobIds.MAX_RUN) {
            throw new IllegalStateException("this world was opened " + before.run() + " times; copy it into a new one");
        }
        Runs runs = new Runs(index, before.run() + 1, before.firstUncheckedRun());
        runs.save();
        return runs;
    }

    int current() {
        return current;
    }

    /** The first run whose files are to be checked; equal to {@link #current} when there is nothing to check. */
    int firstUnchecked() {
        return firstUnchecked;
    }

    /** All files of the runs before the current one have an owner. */
    void checkedAllBefore() throws RocksDBException {
        firstUnchecked = current;
        save();
    }

    /** The current run ends without leaving files that nobody owns. */
    void endedCleanly() throws RocksDBException {
        if (firstUnchecked == current) {
            firstUnchecked = current + 1;
            save();
        }
    }

    private void save() throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            index.put(batch, Column.ENGINE, EngineRows.RUN_KEY, new EngineRows.Run(current, firstUnchecked).toBytes());
            index.write(batch, true);
        }
    }
}
