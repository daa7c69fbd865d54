// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Makes identifiers of OCI's shape. Source: OCI documentation, "Resource identifiers". */
public final class Ocids {
    private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

    private Ocids() {}

    /**
     * The identifier of a thing of {@code kind} under a name: the same on every fresh start.
     *
     * @param earlierHolders how many things had that name's identifier before; another number gives another identifier
     */
    public static String derived(String kind, String name, long earlierHolders) {
        byte[] hash = sha256(kind + '\0' + name + '\0' + earlierHolders);
        return "ocid1." + kind + ".oc1..aaaaaaaa" + base32(hash);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder(52);
        int bits = 0;
        int count = 0;
        for (byte b : bytes) {
            bits = (bits << 8) | (b & 0xff);
            count += 8;
            while (count >= 5) {
                count -= 5;
                text.append(BASE32[(bits >>> count) & 31]);
            }
        }
        return count == 0
                ? text.toString()
                : text.append(BASE32[(bits << (5 - count)) & 31]).toString();
    }
}
