// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.objectstorage.ExpectedDigests.ExpectedChecksum;
import dev.ostler.server.problem.Problem;
import dev.ostler.storage.StageOptions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** The digests of a body while it is taken in: MD5 always, one additional checksum when asked for. */
final class BodyDigests implements StageOptions.Hasher {
    private final ExpectedDigests expected;
    private final ChecksumAlgorithm.Digest md5 = ChecksumAlgorithm.MessageDigestDigest.of("MD5");
    private final Optional<ChecksumAlgorithm.Digest> additional;

    BodyDigests(ExpectedDigests expected) {
        this.expected = expected;
        this.additional =
                expected.checksum().map(checksum -> checksum.algorithm().newDigest());
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        md5.update(bytes, offset, length);
        if (additional.isPresent()) {
            additional.get().update(bytes, offset, length);
        }
    }

    /** What the body hashes to; call once, after its end. Throws DigestMismatch when the sender said otherwise. */
    Computed verified() {
        byte[] actualMd5 = md5.value();
        expected.md5().ifPresent(wanted -> {
            if (!ChecksumAlgorithm.same(wanted, actualMd5)) {
                throw new Problem.DigestMismatch("Content-MD5", base64(wanted), base64(actualMd5)).thrown();
            }
        });
        return new Computed(actualMd5, expected.checksum().map(this::verifiedChecksum));
    }

    private Checksum verifiedChecksum(ExpectedChecksum wanted) {
        byte[] actual = additional.orElseThrow().value();
        wanted.value().get().ifPresent(value -> {
            if (!ChecksumAlgorithm.same(value, actual)) {
                throw new Problem.DigestMismatch(wanted.algorithm().header(), base64(value), base64(actual)).thrown();
            }
        });
        return new Checksum(wanted.algorithm(), actual, 0);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The digests of a whole body. */
    record Computed(byte[] md5, Optional<Checksum> checksum) {
        @Override
        public String toString() {
            return HexFormat.of().formatHex(md5);
        }
    }
}
