// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.StalePermitException;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import dev.ostler.storage.DiskNearlyFullException;
import dev.ostler.storage.EngineFailedException;
import dev.ostler.storage.Rows;
import dev.ostler.storage.StorageEngine;
import java.util.function.Function;
import java.util.function.Supplier;

/** Commits that change a tenant's data: each compares its permit with the bucket as stored, in the same breath. */
final class Commits {
    private final StorageEngine engine;

    Commits(StorageEngine engine) {
        this.engine = engine;
    }

    /** A change of a bucket's content. Throws to refuse; nothing happens then. */
    @FunctionalInterface
    interface PermittedChange<T> {
        T apply(Rows rows, BucketRow bucket, Permit permit);
    }

    /**
     * Runs {@code change} with a permit that fits the bucket as it is then; a bucket that was replaced or moved since the
     * permit was given costs one new authorization.
     */
    <T> T inBucket(Permit permit, PermittedChange<T> change) {
        return retryingOnce(permit, current -> engine.commit(rows -> run(rows, current, change)));
    }

    /** Like {@link #inBucket} for a change that frees space: the disk may be fuller. */
    <T> T freeingInBucket(Permit permit, PermittedChange<T> change) {
        return retryingOnce(permit, current -> engine.commitFreeing(rows -> run(rows, current, change)));
    }

    private static <T> T retryingOnce(Permit permit, Function<Permit, T> attempt) {
        try {
            return worded(() -> attempt.apply(permit));
        } catch (StalePermitException e) {
            Permit renewed = permit.renew();
            try {
                return worded(() -> attempt.apply(renewed));
            } catch (StalePermitException again) {
                throw new Problem.ConditionalConflict(permit.resource().displayName()).thrown();
            }
        }
    }

    /** Tells the caller what kept the engine from committing. */
    static <T> T worded(Supplier<T> commit) {
        try {
            return commit.get();
        } catch (DiskNearlyFullException e) {
            throw new Problem.DiskNearlyFull().thrown();
        } catch (EngineFailedException e) {
            throw new Problem.StorageFailed().thrown();
        }
    }

    private static <T> T run(Rows rows, Permit permit, PermittedChange<T> change) {
        BucketRow bucket = bucketOf(rows, permit);
        permit.requireSame(bucket.id(), bucket.compartmentId());
        return change.apply(rows, bucket, permit);
    }

    private static BucketRow bucketOf(Rows rows, Permit permit) {
        var located = permit.bucket();
        return rows.get(Tables.BUCKETS, new BucketRow.Key(located.namespace(), located.region(), located.name()))
                .orElseThrow(() -> noSuchBucket(located.name()));
    }

    private static ProblemException noSuchBucket(String name) {
        return new Problem.NoSuchBucket(name).thrown();
    }

    /** Adds to a bucket's counts in the same commit as what they count. */
    static void count(Rows rows, BucketRow bucket, long objects, long sizeBytes) {
        BucketCounts counts = rows.get(Tables.COUNTS, bucket.id()).orElse(BucketCounts.NOTHING);
        rows.put(Tables.COUNTS, bucket.id(), counts.withObjects(objects, sizeBytes));
    }

    static void countUploads(Rows rows, BucketRow bucket, long uploads) {
        BucketCounts counts = rows.get(Tables.COUNTS, bucket.id()).orElse(BucketCounts.NOTHING);
        rows.put(Tables.COUNTS, bucket.id(), counts.withUploads(uploads));
    }

    /** Gives up the bytes of an object that is replaced or deleted. */
    static void discard(Rows rows, ObjectRow object) {
        switch (object.bytes()) {
            case ObjectRow.Bytes.OneBlob one -> rows.discard(one.blob());
            case ObjectRow.Bytes.Parts parts ->
                rows.put(Tables.CLEANUPS, cleanupKey(rows), new Cleanup.DroppedManifest(parts.manifestId(), 0));
        }
    }

    /** Cleanups of one commit keep their order: a commit leaves fewer than 256. */
    static long cleanupKey(Rows rows) {
        long key = rows.sequence() << 8;
        while (rows.get(Tables.CLEANUPS, key).isPresent()) {
            key++;
        }
        return key;
    }
}
