// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.objectstorage.ChecksumAlgorithm;
import dev.ostler.server.objectstorage.ExpectedDigests;
import dev.ostler.server.objectstorage.ExpectedDigests.ExpectedChecksum;
import dev.ostler.server.operation.Call;
import dev.ostler.server.problem.Problem;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a request says its body hashes to: Content-MD5, {@code x-amz-checksum-*} as a header or as a trailer. */
final class S3Digests {
    private static final String SDK_ALGORITHM = "x-amz-sdk-checksum-algorithm";

    private S3Digests() {}

    /** Throws InvalidDigest, or InvalidRequest for two checksums at once. */
    static ExpectedDigests of(Call call) {
        return new ExpectedDigests(call.header("content-md5").map(S3Digests::md5), checksum(call));
    }

    /** Compares a document with what its request says of it. Throws as {@link #of}, or DigestMismatch. */
    static void checkDocument(Call call) {
        ExpectedDigests expected = of(call);
        checkMd5(call);
        expected.checksum()
                .ifPresent(checksum -> checksum.value()
                        .get()
                        .ifPresent(value -> compare(
                                checksum.algorithm().header(),
                                value,
                                checksum.algorithm().of(call.document()))));
    }

    /** Compares a document with its Content-MD5 alone: the request's checksums are of something else. */
    static void checkMd5(Call call) {
        call.header("content-md5").ifPresent(value -> compare("Content-MD5", md5(value), md5Of(call.document())));
    }

    private static void compare(String name, byte[] expected, byte[] actual) {
        if (!ChecksumAlgorithm.same(expected, actual)) {
            throw new Problem.DigestMismatch(
                            name,
                            Base64.getEncoder().encodeToString(expected),
                            Base64.getEncoder().encodeToString(actual))
                    .thrown();
        }
    }

    private static byte[] md5Of(byte[] document) {
        try {
            return MessageDigest.getInstance("MD5").digest(document);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** Source: RFC 1864: the base64 of 16 bytes. */
    static byte[] md5(String value) {
        return base64(value, 16).orElseThrow(() -> new Problem.InvalidDigest(value).thrown());
    }

    private static Optional<ExpectedChecksum> checksum(Call call) {
        List<ExpectedChecksum> found = new ArrayList<>();
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.all()) {
            call.header(algorithm.header())
                    .map(value -> value(algorithm, value))
                    .filter(value -> !isIgnored(call, algorithm, value))
                    .ifPresent(value -> found.add(new ExpectedChecksum(algorithm, () -> Optional.of(value))));
        }
        trailing(call).ifPresent(found::add);
        if (found.size() > 1) {
            throw new Problem.InvalidRequest(
                            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
                    .thrown();
        }
        requireAsNamed(call, found);
        return found.stream().findFirst().or(() -> named(call));
    }

    /** Observed in Amazon S3: versity/versitygw#1598: what the SDK names and what it sends must be the same. */
    private static void requireAsNamed(Call call, List<ExpectedChecksum> found) {
        algorithm(call, SDK_ALGORITHM).ifPresent(named -> {
            if (found.stream().anyMatch(checksum -> checksum.algorithm() != named)) {
                throw new Problem.InvalidRequest("Value for " + SDK_ALGORITHM + " header is invalid.").thrown();
            }
        });
    }

    /**
     * Whether a presigned URL speaks of an empty body where there is another: SDKs that presign a PUT have no body yet, and
     * put the checksum of nothing into the query. Assumed: it is ignored, as it says nothing of what is sent.
     */
    private static boolean isIgnored(Call call, ChecksumAlgorithm algorithm, byte[] value) {
        boolean ignored = isOfNoBody(call, algorithm, value);
        if (ignored) {
            call.notes()
                    .assume(algorithm.header()
                            + " in the URL is that of an empty body, and a body was sent: it is ignored,"
                            + " since the URL was made before there was a body");
        }
        return ignored;
    }

    private static boolean isOfNoBody(Call call, ChecksumAlgorithm algorithm, byte[] value) {
        return !call.authenticated().isForm()
                && call.body().lengthBytes() != 0
                && call.authenticated().parameters().containsKey(algorithm.header())
                && ChecksumAlgorithm.same(value, algorithm.of(new byte[0]));
    }

    /** A checksum that follows the bytes, announced by {@code x-amz-trailer}. */
    private static Optional<ExpectedChecksum> trailing(Call call) {
        return call.header("x-amz-trailer").map(name -> {
            ChecksumAlgorithm algorithm = ofHeader(name.strip());
            return new ExpectedChecksum(
                    algorithm,
                    () -> Optional.ofNullable(call.body().trailers().get().get(algorithm.header()))
                            .map(value -> value(algorithm, value.strip())));
        });
    }

    private static ChecksumAlgorithm ofHeader(String name) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.all()) {
            if (algorithm.header().equalsIgnoreCase(name)) {
                return algorithm;
            }
        }
        throw new Problem.InvalidRequest("The value specified in the x-amz-trailer header is not supported").thrown();
    }

    /** An algorithm without a value: the client wants the checksum computed and kept. */
    private static Optional<ExpectedChecksum> named(Call call) {
        return algorithm(call, SDK_ALGORITHM)
                .or(() -> algorithm(call, "x-amz-checksum-algorithm"))
                .map(algorithm -> new ExpectedChecksum(algorithm, Optional::empty));
    }

    /** The algorithm that a header names. Throws InvalidRequest for an unknown one. */
    static Optional<ChecksumAlgorithm> algorithm(Call call, String header) {
        return call.header(header)
                .map(name -> ChecksumAlgorithm.named(name)
                        .orElseThrow(() -> new Problem.InvalidRequest(
                                        "Checksum algorithm provided is unsupported. Please try again with any of the valid types:"
                                                + " [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
                                .thrown()));
    }

    /** Throws InvalidChecksum. */
    static byte[] value(ChecksumAlgorithm algorithm, String base64) {
        return base64(base64, algorithm.lengthBytes())
                .orElseThrow(() -> new Problem.InvalidChecksum(algorithm.header(), base64).thrown());
    }

    /** Empty when it is none of that length. */
    private static Optional<byte[]> base64(String value, int lengthBytes) {
        try {
            return Optional.of(Base64.getDecoder().decode(value)).filter(bytes -> bytes.length == lengthBytes);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
