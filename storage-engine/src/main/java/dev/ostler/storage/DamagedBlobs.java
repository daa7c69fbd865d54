// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The blobs that a scrub found damaged, kept on disk and in memory: they are refused until they are swept. */
final class DamagedBlobs {
    private final Index index;
    private final Set<Long> ids = ConcurrentHashMap.newKeySet();

    /** Reads those that earlier runs found. */
    DamagedBlobs(Index index) {
        this.index = index;
        byte[] from = EngineRows.damagedKey(0);
        try (Index.Walk walk = index.walk(Column.ENGINE, from, EngineRows.damagedKeysEnd(), true)) {
            for (; walk.isValid(); walk.iterator().next()) {
                ids.add(EngineRows.blob(walk.iterator().value()).id());
            }
        }
    }

    /** @throws DamagedBlobException a scrub found damage in the blob */
    void refuse(BlobRef blob) {
        if (!ids.isEmpty() && ids.contains(blob.id())) {
            throw new DamagedBlobException(blob, "a scrub found that it does not match its checksum");
        }
    }

    void add(BlobRef blob) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            index.put(batch, Column.ENGINE, EngineRows.damagedKey(blob.id()), EngineRows.blobValue(blob));
            index.write(batch, true);
        }
        ids.add(blob.id());
    }

    /** Adds to {@code batch} what forgets a blob that is no more. */
    void remove(WriteBatch batch, long blobId) throws RocksDBException {
        if (ids.remove(blobId)) {
            index.delete(batch, Column.ENGINE, EngineRows.damagedKey(blobId));
        }
    }
}
