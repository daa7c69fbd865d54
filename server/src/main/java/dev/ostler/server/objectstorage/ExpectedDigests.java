// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the sender of a body says it hashes to.
 *
 * @param md5 of Content-MD5
 * @param checksum the additional checksum; its value may follow the bytes
 */
public record ExpectedDigests(Optional<byte[]> md5, Optional<ExpectedChecksum> checksum) {
    public static final ExpectedDigests NONE = new ExpectedDigests(Optional.empty(), Optional.empty());

    /**
     * An additional checksum that is computed, compared when a value is given, and kept.
     *
     * @param value asked once the body has ended; empty when the sender only named the algorithm
     */
    public record ExpectedChecksum(ChecksumAlgorithm algorithm, Supplier<Optional<byte[]>> value) {}
}
