// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start has to tidy after an unclean end, in the background: staging, and files of the last runs that were settled
 * but never got their row. Whether a row owns a file is one point read of its FILE row.
 */
final class OrphanCheck {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanCheck.class);

    private final Index index;
    private final BlobFiles files;
    private final Runs runs;

    OrphanCheck(Index index, BlobFiles files, Runs runs) {
        this.index = index;
        this.files = files;
        this.runs = runs;
    }

    /** On the sweeper thread, once per opening. No file is added to the folders that it looks at. */
    void run() throws IOException, RocksDBException {
        files.deleteStagedBefore(runs.current());
        if (runs.firstUnchecked() == runs.current()) {
            return;
        }
        int deleted = 0;
        for (int run = runs.firstUnchecked(); run < runs.current(); run++) {
            for (Path folder : files.folders(run)) {
                deleted += deleteOrphans(folder);
            }
        }
        runs.checkedAllBefore();
        LOG.info("After an unclean end: {} files without an owner deleted", deleted);
    }

    private int deleteOrphans(Path folder) throws IOException {
        List<Long> orphans = files.blobsIn(folder).stream()
                .filter(id -> index.get(Column.ENGINE, EngineRows.fileKey(id)) == null)
                .toList();
        files.deleteAll(orphans, runs.current());
        return orphans.size();
    }
}
