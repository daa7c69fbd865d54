// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.time.Duration;

/**
 * The limits of an engine; {@link #defaults} and the {@code with} methods make them.
 *
 * @param durability what a returned commit promises
 * @param minFreeBytes below this much free disk nothing new is taken in
 * @param minFreeBytesToDelete below this much even {@link StorageEngine#commitFreeing} is refused
 * @param maxRowsPerChange a change that touches more rows throws
 * @param maxStagedBytes small bodies that wait in memory for their commit; those beyond it go to files
 * @param scanThreads how many scans run at once
 * @param maxScanRows rows that one scan may look at
 * @param maxScanTime how long one scan may run
 * @param diskSyncThreads how many forces of files run at once
 * @param blockCacheBytes native memory for blocks of the index
 * @param sweepInterval pause between two rounds of the sweeper
 */
public record EngineOptions(
        Durability durability,
        long minFreeBytes,
        long minFreeBytesToDelete,
        int maxRowsPerChange,
        long maxStagedBytes,
        int scanThreads,
        long maxScanRows,
        Duration maxScanTime,
        int diskSyncThreads,
        long blockCacheBytes,
        Duration sweepInterval) {

    /** What is certain once a commit has returned. */
    public enum Durability {
        /** It survives power loss. */
        FSYNC,
        /** It survives the end of the process, kill -9 included, but not power loss. */
        OS,
        /** It survives nothing: the directory is thrown away. */
        EPHEMERAL
    }

    public static EngineOptions defaults() {
        return new EngineOptions(
                Durability.FSYNC,
                256L << 20,
                32L << 20,
                200,
                64L << 20,
                2,
                100_000,
                Duration.ofSeconds(10),
                8,
                64L << 20,
                Duration.ofSeconds(1));
    }

    public EngineOptions withDurability(Durability other) {
        return new EngineOptions(
                other,
                minFreeBytes,
                minFreeBytesToDelete,
                maxRowsPerChange,
                maxStagedBytes,
                scanThreads,
                maxScanRows,
                maxScanTime,
                diskSyncThreads,
                blockCacheBytes,
                sweepInterval);
    }

    public EngineOptions withMinFreeBytes(long toWrite, long toDelete) {
        return new EngineOptions(
                durability,
                toWrite,
                toDelete,
                maxRowsPerChange,
                maxStagedBytes,
                scanThreads,
                maxScanRows,
                maxScanTime,
                diskSyncThreads,
                blockCacheBytes,
                sweepInterval);
    }

    public EngineOptions withMaxRowsPerChange(int rows) {
        return new EngineOptions(
                durability,
                minFreeBytes,
                minFreeBytesToDelete,
                rows,
                maxStagedBytes,
                scanThreads,
                maxScanRows,
                maxScanTime,
                diskSyncThreads,
                blockCacheBytes,
                sweepInterval);
    }

    public EngineOptions withMaxStagedBytes(long bytes) {
        return new EngineOptions(
                durability,
                minFreeBytes,
                minFreeBytesToDelete,
                maxRowsPerChange,
                bytes,
                scanThreads,
                maxScanRows,
                maxScanTime,
                diskSyncThreads,
                blockCacheBytes,
                sweepInterval);
    }

    public EngineOptions withScanLimits(long rows, Duration time) {
        return new EngineOptions(
                durability,
                minFreeBytes,
                minFreeBytesToDelete,
                maxRowsPerChange,
                maxStagedBytes,
                scanThreads,
                rows,
                time,
                diskSyncThreads,
                blockCacheBytes,
                sweepInterval);
    }

    public EngineOptions withSweepInterval(Duration interval) {
        return new EngineOptions(
                durability,
                minFreeBytes,
                minFreeBytesToDelete,
                maxRowsPerChange,
                maxStagedBytes,
                scanThreads,
                maxScanRows,
                maxScanTime,
                diskSyncThreads,
                blockCacheBytes,
                interval);
    }

    boolean forcesFiles() {
        return durability == Durability.FSYNC;
    }
}
