// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.objectstorage.MultipartUploads.NumberedPart;
import dev.ostler.server.objectstorage.MultipartUploads.Prepared;
import dev.ostler.server.objectstorage.UploadRow.Manifest;
import dev.ostler.server.objectstorage.UploadRow.Part;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.problem.Problem;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A client's list of the parts that make the object.
 *
 * @param parts in the order sent
 * @param checksum what the client says the whole object's checksum is
 * @param lengthBytes what the client says the whole object's length is
 */
public record Completion(
        List<ListedPart> parts,
        Optional<ExpectedWhole> checksum,
        Optional<Long> lengthBytes,
        WriteCondition condition) {

    /** A part as the client knows it. */
    public record ListedPart(int number, String etag, Optional<ExpectedPart> checksum) {}

    /** A part's checksum as the client knows it. */
    public record ExpectedPart(ChecksumAlgorithm algorithm, byte[] value) {}

    /** The whole object's checksum in the form of {@link Checksum#text}. */
    public record ExpectedWhole(ChecksumAlgorithm algorithm, String text) {}

    /** Compares the list with what is stored. Throws InvalidPart, InvalidPartOrder, EntityTooSmall or DigestMismatch. */
    Prepared prepare(UploadRow upload, List<NumberedPart> stored, Dialect dialect) {
        List<Manifest.Entry> entries = new ArrayList<>(parts.size());
        List<byte[]> md5s = new ArrayList<>(parts.size());
        long length = 0;
        int position = 0;
        requireRisingNumbers();
        for (ListedPart listed : parts) {
            while (position < stored.size() && stored.get(position).number() < listed.number()) {
                position++;
            }
            Part part =
                    matching(listed, position < stored.size() ? Optional.of(stored.get(position)) : Optional.empty());
            boolean isLast = entries.size() == parts.size() - 1;
            if (dialect == Dialect.S3 && !isLast && part.lengthBytes() < Limits.MIN_PART_BYTES) {
                throw new Problem.EntityTooSmall(listed.number(), part.lengthBytes(), Limits.MIN_PART_BYTES).thrown();
            }
            entries.add(new Manifest.Entry(listed.number(), part.blob(), part.checksum()));
            md5s.add(part.md5());
            length += part.lengthBytes();
        }
        checkLength(length);
        return new Prepared(new Manifest(entries), length, md5Of(md5s), wholeChecksum(upload, entries));
    }

    /** Before anything is compared: a list in disorder is wrong whatever the parts are. */
    private void requireRisingNumbers() {
        int previous = 0;
        for (ListedPart listed : parts) {
            if (listed.number() <= previous) {
                throw new Problem.InvalidPartOrder(listed.number()).thrown();
            }
            previous = listed.number();
        }
    }

    private static Part matching(ListedPart listed, Optional<NumberedPart> candidate) {
        Part part = candidate
                .filter(stored -> stored.number() == listed.number())
                .map(NumberedPart::part)
                .orElseThrow(() -> new Problem.InvalidPart(listed.number(), "was not uploaded").thrown());
        if (!HexFormat.of().formatHex(part.md5()).equalsIgnoreCase(listed.etag())) {
            throw new Problem.InvalidPart(listed.number(), "has another ETag").thrown();
        }
        listed.checksum().ifPresent(expected -> {
            boolean same = part.checksum()
                    .filter(kept -> kept.algorithm() == expected.algorithm()
                            && ChecksumAlgorithm.same(kept.value(), expected.value()))
                    .isPresent();
            if (!same) {
                throw new Problem.InvalidPart(listed.number(), "has another checksum").thrown();
            }
        });
        return part;
    }

    private void checkLength(long actual) {
        if (actual > Limits.MAX_OBJECT_BYTES) {
            throw new Problem.EntityTooLarge(Limits.MAX_OBJECT_BYTES, actual).thrown();
        }
        if (lengthBytes.isPresent() && lengthBytes.get() != actual) {
            throw new Problem.InvalidRequest(
                            "x-amz-mp-object-size is " + lengthBytes.get() + ", the parts have " + actual + " bytes")
                    .thrown();
        }
    }

    private static byte[] md5Of(List<byte[]> md5s) {
        MessageDigest digest = md5();
        md5s.forEach(digest::update);
        return digest.digest();
    }

    private static MessageDigest md5() {
        return ((ChecksumAlgorithm.MessageDigestDigest) ChecksumAlgorithm.MessageDigestDigest.of("MD5")).digest();
    }

    /** Empty unless the upload was begun with an algorithm and every part has its checksum. */
    private Optional<Checksum> wholeChecksum(UploadRow upload, List<Manifest.Entry> entries) {
        Optional<Checksum> actual = upload.checksumAlgorithm().flatMap(algorithm -> switch (upload.checksumType()) {
            case COMPOSITE -> composite(algorithm, entries);
            case FULL_OBJECT -> combined(algorithm, entries);
        });
        checksum.ifPresent(expected -> {
            boolean same = actual.filter(whole -> whole.algorithm() == expected.algorithm()
                            && withoutParts(whole.text()).equals(withoutParts(expected.text())))
                    .isPresent();
            if (!same) {
                throw new Problem.DigestMismatch(
                                expected.algorithm().header(),
                                expected.text(),
                                actual.map(Checksum::text).orElse("none"))
                        .thrown();
            }
        });
        return actual;
    }

    private static String withoutParts(String text) {
        int dash = text.indexOf('-');
        return dash < 0 ? text : text.substring(0, dash);
    }

    private static Optional<Checksum> composite(ChecksumAlgorithm algorithm, List<Manifest.Entry> entries) {
        List<byte[]> values = valuesOf(algorithm, entries);
        return values.size() == entries.size()
                ? Optional.of(new Checksum(algorithm, algorithm.composite(values), entries.size()))
                : Optional.empty();
    }

    private static Optional<Checksum> combined(ChecksumAlgorithm algorithm, List<Manifest.Entry> entries) {
        List<byte[]> values = valuesOf(algorithm, entries);
        if (values.size() != entries.size()) {
            return Optional.empty();
        }
        return algorithm.combination().map(combination -> {
            long whole = CrcCombination.toLong(values.getFirst());
            for (int i = 1; i < values.size(); i++) {
                whole = combination.combine(
                        whole,
                        CrcCombination.toLong(values.get(i)),
                        entries.get(i).blob().lengthBytes());
            }
            return new Checksum(algorithm, CrcCombination.toBytes(whole, algorithm.lengthBytes()), 0);
        });
    }

    private static List<byte[]> valuesOf(ChecksumAlgorithm algorithm, List<Manifest.Entry> entries) {
        return entries.stream()
                .flatMap(entry -> entry.checksum().stream())
                .filter(kept -> kept.algorithm() == algorithm)
                .map(Checksum::value)
                .toList();
    }

    /** Base64 of a value, for messages. */
    static String text(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }
}
