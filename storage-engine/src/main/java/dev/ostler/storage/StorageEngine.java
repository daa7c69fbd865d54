// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

/**
 * Durable bytes and typed rows: bytes go to disk first, then one commit makes them visible.
 *
 * <p>INVARIANT: the index never points at bytes that are not on disk; bytes that nothing points at are garbage.
 *
 * <p>Safe for use by any number of threads. Nothing above this interface may know which engine it runs on.
 */
public interface StorageEngine extends AutoCloseable {
    /** A change that may not be sliced still has an end. */
    int MAX_ROWS_UNSLICED = 100_000;

    /** Taken before a row is read, released after the last byte is sent: what it may see is not swept meanwhile. */
    ReadLease lease();

    /**
     * Takes in a body to its end and feeds the options' hashers. Nothing points at it yet: a crash now leaves only garbage.
     *
     * <p>A body longer than {@link StageOptions#inlineLimitBytes} is in its final file, forced, when this returns.
     *
     * @throws BodyTooLargeException the body is longer than {@link StageOptions#maxLengthBytes}; nothing is left behind
     * @throws IOException what {@code body} threw, unchanged; nothing is left behind
     * @throws DiskNearlyFullException less than {@link EngineOptions#minFreeBytes} is free
     * @throws EngineFailedException the disk failed earlier, or now
     * @throws java.io.UncheckedIOException no file could be created, for want of file descriptors say; the next may succeed
     */
    StagedBlob stage(InputStream body, StageOptions options) throws IOException;

    /**
     * A copy of a whole blob, made without passing its bytes through the heap where the disk can do that.
     *
     * @throws DamagedBlobException the source does not match its checksum
     */
    StagedBlob copy(ReadLease lease, BlobRef source) throws IOException;

    /**
     * Runs {@code change} on the committer thread against current rows, in a total order; returns when its rows and the
     * blobs it adopted are on disk. If it throws, none of it happened and the caller gets what it threw.
     *
     * <p>The calling thread waits uninterruptibly. A change touches at most {@link EngineOptions#maxRowsPerChange} rows.
     *
     * @throws DiskNearlyFullException less than {@link EngineOptions#minFreeBytes} is free
     * @throws EngineFailedException a write failed, now or earlier: whether the rows are on disk is known after a restart
     */
    <T> T commit(Change<T> change);

    /** Like {@link #commit} for a change that frees space: refused only below {@link EngineOptions#minFreeBytesToDelete}. */
    <T> T commitFreeing(Change<T> change);

    /**
     * Like {@link #commit} for a change that nobody may see half of and that has more rows than others: up to
     * {@link #MAX_ROWS_UNSLICED}. All other commits wait for it.
     */
    <T> T commitUnsliced(Change<T> change);

    /** The row as last committed. Microseconds when cached; runs on the calling thread. */
    <K, V> Optional<V> get(Table<K, V> table, K key);

    /**
     * Runs {@code reader} on a scan thread over a snapshot of the rows in {@code range}. The cursor is closed when it returns.
     *
     * @throws ScanLimitException the reader looked at more rows, or took longer, than the options allow
     */
    <K, V, R> R scan(Table<K, V> table, KeyRange<K> range, Function<Cursor<K, V>, R> reader);

    /**
     * Opens {@code length} bytes of a blob from {@code offset}; both within its length. The caller closes the slice.
     *
     * @throws DamagedBlobException the file is missing or of another length, a small body fails its checksum, or a scrub
     *     found damage in it
     */
    BlobSlice open(ReadLease lease, BlobRef blob, long offset, long length) throws IOException;

    /** Adds work for the sweeper thread, run after each round of its own; see {@link Sweep}. */
    void addSweep(Sweep sweep);

    /** Runs one round of the sweeper now and waits for it; for tests and {@code reset}. */
    void sweepNow();

    /**
     * Reads every blob that a row owns against its checksum and reports each step; damaged blobs are refused from then on.
     */
    ScrubReport scrub(ScrubProgress progress);

    /** Whether a write failed, so that nothing is written any more; reads go on. */
    boolean hasFailed();

    /** Waits for queued commits, then closes. Leases and slices must have been released. */
    @Override
    void close();
}
