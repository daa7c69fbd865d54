// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

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
