// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import static dev.ostler.iam.catalogue.Permission.OBJECT_CREATE;
import static dev.ostler.iam.catalogue.Permission.OBJECT_OVERWRITE;

import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import dev.ostler.storage.BlobRef;
import dev.ostler.storage.ReadLease;
import dev.ostler.storage.Rows;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Single objects: stored, read, copied, deleted. */
public final class Objects {
    private final StorageEngine engine;
    private final Commits commits;
    private final Staging staging;
    private final Clock clock;

    public Objects(StorageEngine engine, Clock clock) {
        this.engine = engine;
        this.commits = new Commits(engine);
        this.staging = new Staging(engine);
        this.clock = clock;
    }

    /**
     * Stores an object and makes it visible at once, replacing one of the same name.
     *
     * @throws dev.ostler.server.problem.ProblemException DigestMismatch, IncompleteBody, EntityTooLarge, PreconditionFailed,
     *     NotAuthorized (OBJECT_CREATE or OBJECT_OVERWRITE), NoSuchBucket; nothing is stored then
     */
    public ObjectRow put(Permit permit, PutObject put) throws IOException {
        checkEarly(permit, put.condition());
        try (Staging.Staged staged = staging.take(put.body(), put.lengthBytes(), put.expected())) {
            return commitPut(permit, staged, put.headers(), put.condition());
        }
    }

    private ObjectRow commitPut(Permit permit, Staging.Staged staged, ObjectHeaders headers, WriteCondition condition) {
        long now = clock.millis();
        UUID nativeEtag = UUID.randomUUID();
        return commits.inBucket(permit, (rows, bucket, current) -> {
            Optional<ObjectRow> replaced = replaceable(rows, bucket, current, condition);
            var object = new ObjectRow(
                    summaryOf(staged, now),
                    new ObjectRow.Bytes.OneBlob(rows.adopt(staged.blob())),
                    nativeEtag,
                    staged.digests().checksum(),
                    headers);
            store(rows, bucket, current.object(), object, replaced);
            return object;
        });
    }

    /**
     * Stores a copy of an open object under the permit's name. The bytes of a single blob do not pass through the heap.
     *
     * @param checksum computed anew when the source has no such checksum over all its bytes
     * @throws dev.ostler.server.problem.ProblemException as {@link #put}
     */
    public ObjectRow copy(
            Permit permit,
            OpenObject source,
            ObjectHeaders headers,
            Optional<ChecksumAlgorithm> checksum,
            WriteCondition condition)
            throws IOException {
        checkEarly(permit, condition);
        try (Staging.Staged staged = staging.copy(source, checksum)) {
            return commitPut(permit, staged, headers, condition);
        }
    }

    private static ObjectRow.Summary summaryOf(Staging.Staged staged, long now) {
        return new ObjectRow.Summary(
                staged.blob().lengthBytes(),
                staged.digests().md5(),
                0,
                now,
                staged.digests().checksum().map(Checksum::algorithm));
    }

    /** What would be refused anyway is refused before gigabytes are taken in; the commit decides. */
    private void checkEarly(Permit permit, WriteCondition condition) {
        if (!condition.isNone()) {
            checkReplaceable(engine.get(Tables.OBJECTS, keyOf(permit)), permit, condition);
        }
    }

    /**
     * The object under the permit's name, if any, that the caller may replace under {@code condition}. For use inside a
     * commit. Throws PreconditionFailed or NotAuthorized.
     */
    static Optional<ObjectRow> replaceable(Rows rows, BucketRow bucket, Permit permit, WriteCondition condition) {
        Optional<ObjectRow> replaced = rows.get(Tables.OBJECTS, new ObjectRow.Key(bucket.id(), permit.object()));
        checkReplaceable(replaced, permit, condition);
        return replaced;
    }

    /** The permission first: a condition would tell whoever lacks it what an object holds. */
    private static void checkReplaceable(Optional<ObjectRow> existing, Permit permit, WriteCondition condition) {
        permit.require(existing.isPresent() ? OBJECT_OVERWRITE : OBJECT_CREATE);
        condition.check(existing, permit.bucket().name(), permit.object());
    }

    /** Makes {@code object} the one under {@code name}; gives up the bytes of the one it replaces; counts. */
    static void store(Rows rows, BucketRow bucket, String name, ObjectRow object, Optional<ObjectRow> replaced) {
        rows.put(Tables.OBJECTS, new ObjectRow.Key(bucket.id(), name), object);
        replaced.ifPresent(old -> Commits.discard(rows, old));
        Commits.count(
                rows,
                bucket,
                replaced.isPresent() ? 0 : 1,
                object.lengthBytes() - replaced.map(ObjectRow::lengthBytes).orElse(0L));
    }

    /**
     * What is stored about an object, all of the same moment.
     *
     * @param manifest of an object that was uploaded in parts
     */
    public record Description(ObjectRow row, Optional<UploadRow.Manifest> manifest) {
        List<BlobRef> blobs() {
            return switch (row.bytes()) {
                case ObjectRow.Bytes.OneBlob one -> List.of(one.blob());
                case ObjectRow.Bytes.Parts _ ->
                    manifest.orElseThrow().entries().stream()
                            .map(UploadRow.Manifest.Entry::blob)
                            .toList();
            };
        }
    }

    /** Throws NoSuchKey. */
    public Description head(Permit permit) {
        while (true) {
            ObjectRow row = engine.get(Tables.OBJECTS, keyOf(permit)).orElseThrow(() -> noSuchKey(permit));
            if (!(row.bytes() instanceof ObjectRow.Bytes.Parts(UUID manifestId))) {
                return new Description(row, Optional.empty());
            }
            Optional<UploadRow.Manifest> manifest = engine.get(Tables.MANIFESTS, manifestId);
            if (manifest.isPresent()) {
                return new Description(row, manifest);
            }
            // The object was replaced between the two reads, and its manifest is swept already: read again.
        }
    }

    /** Opens the object for reading; the caller closes it. Throws NoSuchKey. */
    public OpenObject open(Permit permit) {
        ReadLease lease = engine.lease();
        try {
            return new OpenObject(engine, lease, head(permit));
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /** Deletes the object; false when there was none. Throws PreconditionFailed. */
    public boolean delete(Permit permit, WriteCondition condition) {
        return commits.freeingInBucket(permit, (rows, bucket, current) -> {
            var key = new ObjectRow.Key(bucket.id(), current.object());
            Optional<ObjectRow> deleted = rows.get(Tables.OBJECTS, key);
            condition.check(deleted, bucket.key().name(), current.object());
            deleted.ifPresent(object -> {
                rows.delete(Tables.OBJECTS, key);
                Commits.discard(rows, object);
                Commits.count(rows, bucket, -1, -object.lengthBytes());
            });
            return deleted.isPresent();
        });
    }

    private static ObjectRow.Key keyOf(Permit permit) {
        return new ObjectRow.Key(permit.bucket().id(), permit.object());
    }

    private static RuntimeException noSuchKey(Permit permit) {
        return new Problem.NoSuchKey(permit.bucket().name(), permit.object()).thrown();
    }
}
