// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * The additional checksums of S3. Source: Amazon S3 User Guide, "Checking object integrity"; OCI documentation, "Amazon S3
 * Compatibility API Support". Assumed: OCI, which does not name SHA1, verifies it as well, and each of them in a header as in
 * a trailer.
 */
public enum ChecksumAlgorithm {
    CRC32(0, 4, Optional.of(new CrcCombination(32, 0xEDB88320L))),
    CRC32C(1, 4, Optional.of(new CrcCombination(32, 0x82F63B78L))),
    SHA1(2, 20, Optional.empty()),
    SHA256(3, 32, Optional.empty()),
    CRC64NVME(4, 8, Optional.of(new CrcCombination(64, Crc64Nvme.POLYNOMIAL)));

    private static final List<ChecksumAlgorithm> ALL = List.of(values());

    private final int storedAs;
    private final int lengthBytes;
    private final Optional<CrcCombination> combination;

    /** @param storedAs the number in stored rows: never change one, never reuse one */
    ChecksumAlgorithm(int storedAs, int lengthBytes, Optional<CrcCombination> combination) {
        this.storedAs = storedAs;
        this.lengthBytes = lengthBytes;
        this.combination = combination;
    }

    /** By the name of the API, in any case. */
    public static Optional<ChecksumAlgorithm> named(String name) {
        return ALL.stream()
                .filter(algorithm -> algorithm.name().equalsIgnoreCase(name))
                .findFirst();
    }

    public static List<ChecksumAlgorithm> all() {
        return ALL;
    }

    /** The number of a row, or -1 for none. */
    static int stored(Optional<ChecksumAlgorithm> algorithm) {
        return algorithm.isPresent() ? algorithm.get().storedAs : -1;
    }

    static Optional<ChecksumAlgorithm> fromStored(int number) {
        return ALL.stream().filter(algorithm -> algorithm.storedAs == number).findFirst();
    }

    /** {@code x-amz-checksum-…}, the header and trailer that carries a value of this algorithm. */
    public String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    /** How the checksums of two pieces make that of the whole; only CRCs can do that. */
    public Optional<CrcCombination> combination() {
        return combination;
    }

    Digest newDigest() {
        return switch (this) {
            case CRC32 -> new ChecksumDigest(new CRC32(), 4);
            case CRC32C -> new ChecksumDigest(new CRC32C(), 4);
            case CRC64NVME -> new ChecksumDigest(new Crc64Nvme(), 8);
            case SHA1 -> MessageDigestDigest.of("SHA-1");
            case SHA256 -> MessageDigestDigest.of("SHA-256");
        };
    }

    /** A running checksum. */
    interface Digest {
        void update(byte[] bytes, int offset, int length);

        /** The value, big-endian; ends the computation. */
        byte[] value();
    }

    private record ChecksumDigest(Checksum checksum, int lengthBytes) implements Digest {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            checksum.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return CrcCombination.toBytes(checksum.getValue(), lengthBytes);
        }
    }

    record MessageDigestDigest(MessageDigest digest) implements Digest {
        static Digest of(String algorithm) {
            try {
                return new MessageDigestDigest(MessageDigest.getInstance(algorithm));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has " + algorithm, e);
            }
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }

    /** The value of a whole array. */
    public byte[] of(byte[] bytes) {
        Digest digest = newDigest();
        digest.update(bytes, 0, bytes.length);
        return digest.value();
    }

    /** The composite checksum of a multipart object: the algorithm over its parts' values, one after the other. */
    byte[] composite(List<byte[]> partValues) {
        Digest digest = newDigest();
        partValues.forEach(value -> digest.update(value, 0, value.length));
        return digest.value();
    }

    public static boolean same(byte[] one, byte[] other) {
        return Arrays.equals(one, other);
    }
}
