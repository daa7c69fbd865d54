// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, by cloning a prototype: a look-up of the provider costs more than hashing a short string. */
final class Hashing {
    static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final int SHA256_HEX_DIGITS = 64;
    private static final MessageDigest PROTOTYPE = prototype();
    private static final HexFormat HEX = HexFormat.of();

    private Hashing() {}

    private static MessageDigest prototype() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static MessageDigest sha256() {
        return copyOf(PROTOTYPE);
    }

    static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    /** Of a text with one char per byte. */
    static String sha256Hex(String text) {
        return hex(sha256().digest(bytes(text)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One char per byte. */
    static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    /** Whether a text can be the SHA-256 of something. */
    static boolean isSha256Hex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return text.length() == SHA256_HEX_DIGITS;
    }

    /** Takes the same time wherever the two differ. */
    static boolean sameText(String one, String other) {
        return MessageDigest.isEqual(bytes(one), bytes(other));
    }
}
