// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.problem.Problem;
import dev.ostler.storage.BodyTooLargeException;
import dev.ostler.storage.DamagedBlobException;
import dev.ostler.storage.DiskNearlyFullException;
import dev.ostler.storage.EngineFailedException;
import dev.ostler.storage.StageOptions;
import dev.ostler.storage.StagedBlob;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Takes in bodies: staged in the engine, hashed in passing, compared with what the client announced. */
final class Staging {
    private final StorageEngine engine;

    Staging(StorageEngine engine) {
        this.engine = engine;
    }

    /** Bytes taken in whose digests agree with what was announced. Close in any case. */
    record Staged(StagedBlob blob, BodyDigests.Computed digests) implements AutoCloseable {
        @Override
        public void close() {
            blob.close();
        }
    }

    /** Throws EntityTooLarge, IncompleteBody, DigestMismatch, and what {@code body} throws; nothing is left behind then. */
    Staged take(InputStream body, long announcedBytes, ExpectedDigests expected) throws IOException {
        BodyDigests digests = new BodyDigests(expected);
        StagedBlob blob = stage(body, announcedBytes, digests);
        try {
            if (announcedBytes >= 0 && blob.lengthBytes() != announcedBytes) {
                throw new Problem.IncompleteBody(announcedBytes, blob.lengthBytes()).thrown();
            }
            return new Staged(blob, digests.verified());
        } catch (RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    /** A copy of a whole object, read again only when its digests are not known already. */
    Staged copy(OpenObject source, Optional<ChecksumAlgorithm> checksum) throws IOException {
        ObjectRow row = source.row();
        Optional<ChecksumAlgorithm> wanted = checksum.or(() -> row.checksum().map(Checksum::algorithm));
        Optional<Checksum> known = row.checksum()
                .filter(kept ->
                        kept.type() == Checksum.Type.FULL_OBJECT && wanted.equals(Optional.of(kept.algorithm())));
        if (row.bytes() instanceof ObjectRow.Bytes.OneBlob && (wanted.isEmpty() || known.isPresent())) {
            StagedBlob copied = worded(source::copy, -1);
            return new Staged(copied, new BodyDigests.Computed(row.summary().md5(), known));
        }
        var expected = new ExpectedDigests(
                Optional.empty(),
                wanted.map(algorithm -> new ExpectedDigests.ExpectedChecksum(algorithm, Optional::empty)));
        return take(source.stream(0, row.lengthBytes()), row.lengthBytes(), expected);
    }

    private StagedBlob stage(InputStream body, long announcedBytes, BodyDigests digests) throws IOException {
        var options = new StageOptions(
                announcedBytes, Limits.MAX_BODY_BYTES, StageOptions.DEFAULT_INLINE_LIMIT_BYTES, List.of(digests));
        return worded(() -> engine.stage(body, options), announcedBytes);
    }

    private interface Taking {
        StagedBlob run() throws IOException;
    }

    /** Tells the caller what kept the engine from taking the bytes in. */
    private static StagedBlob worded(Taking taking, long announcedBytes) throws IOException {
        try {
            return taking.run();
        } catch (BodyTooLargeException e) {
            throw new Problem.EntityTooLarge(Limits.MAX_BODY_BYTES, Math.max(announcedBytes, Limits.MAX_BODY_BYTES + 1))
                    .thrown();
        } catch (DamagedBlobException e) {
            throw new Problem.DamagedObject("the source").thrown();
        } catch (DiskNearlyFullException e) {
            throw new Problem.DiskNearlyFull().thrown();
        } catch (EngineFailedException e) {
            throw new Problem.StorageFailed().thrown();
        }
    }
}
