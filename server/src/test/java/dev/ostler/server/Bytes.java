// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

/** Bodies and their digests. */
final class Bytes {
    static final int KIB = 1 << 10;
    static final int MIB = 1 << 20;

    private Bytes() {}

    /** Of no pattern, and the same for the same length. */
    static byte[] of(int length) {
        return of(length, length);
    }

    static byte[] of(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A file of so many bytes, the same for the same length, written unless it is there. */
    static Path file(Path directory, int length) throws IOException {
        Path file = directory.resolve("bytes-" + length);
        if (!Files.exists(file)) {
            Random random = new Random(length);
            byte[] block = new byte[MIB];
            try (OutputStream out = Files.newOutputStream(file)) {
                for (int written = 0; written < length; written += block.length) {
                    random.nextBytes(block);
                    out.write(block, 0, Math.min(block.length, length - written));
                }
            }
        }
        return file;
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The ETag of an object stored in one piece, quotes included. */
    static String etag(byte[] bytes) {
        return '"' + HexFormat.of().formatHex(digest("MD5", bytes)) + '"';
    }
}
