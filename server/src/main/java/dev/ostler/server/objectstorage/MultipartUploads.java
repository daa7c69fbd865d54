// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.objectstorage.ExpectedDigests.ExpectedChecksum;
import dev.ostler.server.objectstorage.UploadRow.Manifest;
import dev.ostler.server.objectstorage.UploadRow.Part;
import dev.ostler.server.objectstorage.UploadRow.PartKey;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import dev.ostler.storage.KeyRange;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Objects that arrive in parts. Completing one copies nothing: its manifest takes over the parts' bytes. */
public final class MultipartUploads {
    /** How often a completion is prepared anew because parts were stored meanwhile. */
    private static final int MAX_ATTEMPTS = 5;

    private final StorageEngine engine;
    private final Commits commits;
    private final Staging staging;
    private final Dialect dialect;
    private final Clock clock;

    public MultipartUploads(StorageEngine engine, Dialect dialect, Clock clock) {
        this.engine = engine;
        this.commits = new Commits(engine);
        this.staging = new Staging(engine);
        this.dialect = dialect;
        this.clock = clock;
    }

    /**
     * What a new upload is to become.
     *
     * @param checksumType {@link Checksum.Type#COMPOSITE} also when no algorithm is given
     */
    public record NewUpload(
            ObjectHeaders headers, Optional<ChecksumAlgorithm> checksumAlgorithm, Checksum.Type checksumType) {}

    /** Begins an upload of the permit's object and returns its id. */
    public UUID create(Permit permit, NewUpload upload) {
        long now = clock.millis();
        String initiator = permit.caller() instanceof Caller.User user ? user.userId() : "";
        return commits.inBucket(permit, (rows, bucket, current) -> {
            UUID uploadId = idOf(rows.sequence());
            rows.put(
                    Tables.UPLOADS,
                    new UploadRow.Key(bucket.id(), current.object(), uploadId),
                    new UploadRow(
                            initiator, now, upload.headers(), upload.checksumAlgorithm(), upload.checksumType(), 0));
            Commits.countUploads(rows, bucket, 1);
            return uploadId;
        });
    }

    /** A UUID of version 8 whose first 48 bits are the sequence, so that uploads of one name sort as they began. */
    private static UUID idOf(long sequence) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(sequence << 16 | 0x8000 | random.nextInt(0x1000), random.nextLong() >>> 2 | 1L << 63);
    }

    /** Throws NoSuchUpload unless the upload is open. */
    public UploadRow get(Permit permit, UUID uploadId) {
        return engine.get(Tables.UPLOADS, keyOf(permit, uploadId)).orElseThrow(() -> noSuchUpload(uploadId));
    }

    /** Stores a part, replacing one of the same number. Throws NoSuchUpload and what a body can get wrong. */
    public Part putPart(Permit permit, UUID uploadId, int number, PutObject put) throws IOException {
        UploadRow open = get(permit, uploadId);
        try (Staging.Staged staged =
                staging.take(put.body(), put.lengthBytes(), withUploadsChecksum(open, put.expected()))) {
            long now = clock.millis();
            return commits.inBucket(permit, (rows, bucket, current) -> {
                var uploadKey = new UploadRow.Key(bucket.id(), current.object(), uploadId);
                UploadRow upload = rows.get(Tables.UPLOADS, uploadKey).orElseThrow(() -> noSuchUpload(uploadId));
                var partKey = new PartKey(uploadId, number);
                rows.get(Tables.PARTS, partKey).ifPresent(replaced -> rows.discard(replaced.blob()));
                Part part = new Part(
                        rows.adopt(staged.blob()),
                        staged.digests().md5(),
                        staged.digests().checksum(),
                        now);
                rows.put(Tables.PARTS, partKey, part);
                rows.put(Tables.UPLOADS, uploadKey, upload.changed());
                return part;
            });
        }
    }

    /** A part without a checksum of its own gets the one that the upload was begun with; another one is refused. */
    private static ExpectedDigests withUploadsChecksum(UploadRow upload, ExpectedDigests expected) {
        expected.checksum()
                .map(ExpectedChecksum::algorithm)
                .ifPresent(sent -> upload.checksumAlgorithm()
                        .filter(wanted -> wanted != sent)
                        .ifPresent(wanted -> {
                            // Its object would go without the checksum that was asked for.
                            throw new Problem.InvalidRequest("Checksum Type mismatch occurred, expected checksum Type: "
                                            + wanted.name().toLowerCase(Locale.ROOT) + ", actual checksum Type: "
                                            + sent.name().toLowerCase(Locale.ROOT))
                                    .thrown();
                        }));
        if (expected.checksum().isPresent() || upload.checksumAlgorithm().isEmpty()) {
            return expected;
        }
        return new ExpectedDigests(
                expected.md5(),
                Optional.of(new ExpectedChecksum(upload.checksumAlgorithm().get(), Optional::empty)));
    }

    /**
     * Makes the upload an object. Assumed: a repeated completion of an object that still stands gives that object again, as
     * at Amazon; when it was replaced or deleted, there is no such upload.
     *
     * @throws dev.ostler.server.problem.ProblemException NoSuchUpload, InvalidPart, InvalidPartOrder, EntityTooSmall,
     *     DigestMismatch, PreconditionFailed, NotAuthorized; the upload is as it was then
     */
    public ObjectRow complete(Permit permit, UUID uploadId, Completion completion) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<UploadRow> upload = engine.get(Tables.UPLOADS, keyOf(permit, uploadId));
            if (upload.isEmpty()) {
                return alreadyCompleted(permit, uploadId).orElseThrow(() -> noSuchUpload(uploadId));
            }
            Prepared prepared = completion.prepare(upload.get(), parts(uploadId), dialect);
            Optional<ObjectRow> completed = commitCompletion(permit, uploadId, upload.get(), prepared, completion);
            if (completed.isPresent()) {
                return completed.get();
            }
        }
        throw new Problem.ConditionalConflict(permit.object()).thrown();
    }

    /** What a completion writes, worked out outside the commit. */
    record Prepared(Manifest manifest, long lengthBytes, byte[] md5OfMd5s, Optional<Checksum> checksum) {}

    private Optional<ObjectRow> alreadyCompleted(Permit permit, UUID uploadId) {
        return engine.get(Tables.OBJECTS, new ObjectRow.Key(permit.bucket().id(), permit.object()))
                .filter(object -> object.bytes().equals(new ObjectRow.Bytes.Parts(uploadId)));
    }

    /** All parts of an upload by number, as of one instant. */
    private List<NumberedPart> parts(UUID uploadId) {
        var range = KeyRange.of(Tables.PARTS.prefix(key -> key.uuid(uploadId)));
        return engine.scan(Tables.PARTS, range, cursor -> {
            List<NumberedPart> parts = new ArrayList<>();
            while (cursor.next()) {
                parts.add(new NumberedPart(cursor.key().number(), cursor.value()));
            }
            return parts;
        });
    }

    /** A part with its number. */
    public record NumberedPart(int number, Part part) {}

    /** Empty when parts were stored since the completion was prepared. */
    private Optional<ObjectRow> commitCompletion(
            Permit permit, UUID uploadId, UploadRow prepared, Prepared result, Completion completion) {
        long now = clock.millis();
        UUID nativeEtag = UUID.randomUUID();
        return commits.inBucket(permit, (rows, bucket, current) -> {
            var uploadKey = new UploadRow.Key(bucket.id(), current.object(), uploadId);
            UploadRow upload = rows.get(Tables.UPLOADS, uploadKey).orElseThrow(() -> noSuchUpload(uploadId));
            if (upload.changes() != prepared.changes()) {
                return Optional.<ObjectRow>empty();
            }
            Optional<ObjectRow> replaced = Objects.replaceable(rows, bucket, current, completion.condition());
            var object = new ObjectRow(
                    new ObjectRow.Summary(
                            result.lengthBytes(),
                            result.md5OfMd5s(),
                            result.manifest().entries().size(),
                            now,
                            result.checksum().map(Checksum::algorithm)),
                    new ObjectRow.Bytes.Parts(uploadId),
                    nativeEtag,
                    result.checksum(),
                    upload.headers());
            rows.put(Tables.MANIFESTS, uploadId, result.manifest());
            close(rows, bucket, uploadKey, true);
            Objects.store(rows, bucket, current.object(), object, replaced);
            return Optional.of(object);
        });
    }

    private static void close(
            dev.ostler.storage.Rows rows, BucketRow bucket, UploadRow.Key uploadKey, boolean completed) {
        rows.delete(Tables.UPLOADS, uploadKey);
        rows.put(Tables.CLEANUPS, Commits.cleanupKey(rows), new Cleanup.ClosedUpload(uploadKey.uploadId(), completed));
        Commits.countUploads(rows, bucket, -1);
    }

    /** Gives up the upload and all its parts. Throws NoSuchUpload. */
    public void abort(Permit permit, UUID uploadId) {
        commits.freeingInBucket(permit, (rows, bucket, current) -> {
            var uploadKey = new UploadRow.Key(bucket.id(), current.object(), uploadId);
            if (rows.get(Tables.UPLOADS, uploadKey).isEmpty()) {
                throw noSuchUpload(uploadId);
            }
            close(rows, bucket, uploadKey, false);
            return uploadId;
        });
    }

    /** A page of an upload's parts after number {@code after}; one more than {@code max} when there are more. */
    public List<NumberedPart> listParts(Permit permit, UUID uploadId, int after, int max) {
        get(permit, uploadId);
        var within = Tables.PARTS.prefix(key -> key.uuid(uploadId));
        var from = Tables.PARTS.prefix(key -> key.uuid(uploadId).fixedInt(after + 1));
        return engine.scan(Tables.PARTS, new KeyRange<>(within, from), cursor -> {
            List<NumberedPart> parts = new ArrayList<>();
            while (parts.size() <= max && cursor.next()) {
                parts.add(new NumberedPart(cursor.key().number(), cursor.value()));
            }
            return parts;
        });
    }

    private static UploadRow.Key keyOf(Permit permit, UUID uploadId) {
        return new UploadRow.Key(permit.bucket().id(), permit.object(), uploadId);
    }

    static RuntimeException noSuchUpload(UUID uploadId) {
        return new Problem.NoSuchUpload(uploadId.toString()).thrown();
    }
}
