// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksObject;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;

/**
 * How RocksDB is set up: for a quick start, little native memory, point reads and short scans over rows that are often deleted.
 *
 * <p>Owns native objects: closed after the database.
 */
class IndexTuning implements AutoCloseable {
    private static final long WRITE_BUFFERS_BYTES = 96L << 20;
    private static final long MAX_WAL_BYTES = 128L << 20;
    private static final int MAX_OPEN_FILES = 512;
    private static final int BACKGROUND_JOBS = 2;
    private static final int CACHE_SHARDS_BITS = 4;
    private static final double CACHE_SHARE_FOR_INDEXES = 0.4;
    private static final double BLOOM_BITS_PER_KEY = 10;
    private static final double HASH_INDEX_FILL = 0.75;

    /** A table file with this many deletions in a window of keys is compacted although it is small. */
    private static final long DELETIONS_WINDOW = 1_024;

    private static final long DELETIONS_TRIGGER = 512;

    /** Shorter bodies lie in the table files themselves, longer ones in blob files that compactions do not copy. */
    private static final long MIN_BLOB_BYTES = 1_024;

    private static final long BLOB_FILE_BYTES = 64L << 20;
    private static final double BLOB_GARBAGE_FORCES_COMPACTION = 0.5;
    private static final double BLOB_FILES_OLD_ENOUGH = 0.5;

    private final List<RocksObject> owned = new ArrayList<>();
    private final Cache cache;
    private final BloomFilter bloom;

    IndexTuning(EngineOptions options) {
        cache = own(new LRUCache(options.blockCacheBytes(), CACHE_SHARDS_BITS, false, CACHE_SHARE_FOR_INDEXES));
        bloom = own(new BloomFilter(BLOOM_BITS_PER_KEY, false));
    }

    DBOptions database(EngineOptions options) {
        boolean thrownAway = options.durability() == EngineOptions.Durability.EPHEMERAL;
        return own(new DBOptions())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // Everything up to the first torn record is kept; what was synced lies before it.
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setParanoidChecks(true)
                .setAvoidFlushDuringRecovery(true)
                .setAvoidFlushDuringShutdown(thrownAway)
                .setSkipStatsUpdateOnDbOpen(true)
                .setSkipCheckingSstFileSizesOnDbOpen(true)
                .setMaxOpenFiles(MAX_OPEN_FILES)
                .setMaxBackgroundJobs(BACKGROUND_JOBS)
                .setDbWriteBufferSize(WRITE_BUFFERS_BYTES)
                .setMaxTotalWalSize(MAX_WAL_BYTES)
                .setBytesPerSync(1 << 20)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2);
    }

    ColumnFamilyOptions column(Column column) {
        return switch (column) {
            case ENGINE, SETTINGS -> rows(4L << 20, CompressionType.NO_COMPRESSION);
            case LISTED -> rows(32L << 20, CompressionType.LZ4_COMPRESSION);
            case BULKY -> rows(8L << 20, CompressionType.LZ4_COMPRESSION);
            case BODIES -> bodies();
        };
    }

    @Override
    public void close() {
        for (RocksObject object : owned.reversed()) {
            object.close();
        }
    }

    private ColumnFamilyOptions rows(long writeBufferBytes, CompressionType compression) {
        return compactedAfterDeletes()
                .setWriteBufferSize(writeBufferBytes)
                .setMaxWriteBufferNumber(3)
                .setCompressionType(compression)
                .setLevelCompactionDynamicLevelBytes(true)
                .setMemtablePrefixBloomSizeRatio(0.02)
                .setMemtableWholeKeyFiltering(true)
                .setTableFormatConfig(table().setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                        .setDataBlockHashTableUtilRatio(HASH_INDEX_FILL)
                        .setBlockSize(8 << 10));
    }

    private ColumnFamilyOptions bodies() {
        return compactedAfterDeletes()
                .setWriteBufferSize(32L << 20)
                .setMaxWriteBufferNumber(3)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true)
                .setEnableBlobFiles(true)
                .setMinBlobSize(MIN_BLOB_BYTES)
                .setBlobFileSize(BLOB_FILE_BYTES)
                .setBlobCompressionType(CompressionType.NO_COMPRESSION)
                .setEnableBlobGarbageCollection(true)
                .setBlobGarbageCollectionAgeCutoff(BLOB_FILES_OLD_ENOUGH)
                .setBlobGarbageCollectionForceThreshold(BLOB_GARBAGE_FORCES_COMPACTION)
                .setTableFormatConfig(table());
    }

    /** The collector can be set on Options alone; column options made from them carry it over. */
    private ColumnFamilyOptions compactedAfterDeletes() {
        TablePropertiesCollectorFactory collector =
                TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                        DELETIONS_WINDOW, DELETIONS_TRIGGER, 0);
        own(collector);
        Options carrier = own(new Options());
        carrier.setTablePropertiesCollectorFactory(List.of(collector));
        return own(new ColumnFamilyOptions(carrier));
    }

    private BlockBasedTableConfig table() {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(bloom)
                .setIndexType(IndexType.kBinarySearch)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFormatVersion(6);
    }

    final <T extends RocksObject> T own(T object) {
        owned.add(object);
        return object;
    }
}
