// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** A key for the S3 API. {@link #toString} shows the id alone. */
public record CustomerSecretKey(String id, String secret) {
    public static final int MAX_CHARS = 128;

    /** Throws IllegalArgumentException unless both are 1 to 128 printable ASCII characters without blanks. */
    public CustomerSecretKey {
        check("the access key", id);
        check("the secret key", secret);
    }

    private static void check(String what, String value) {
        boolean printable = value.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        if (value.isEmpty() || value.length() > MAX_CHARS || !printable) {
            throw new IllegalArgumentException(
                    what + " must be 1 to " + MAX_CHARS + " printable ASCII characters without blanks");
        }
    }

    /** Of OCI's shape: 40 hexadecimal digits and the base64 of 32 bytes. Observed: aws-tools-for-powershell#320. */
    public static CustomerSecretKey generate(SecureRandom random) {
        byte[] id = new byte[20];
        byte[] secret = new byte[32];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new CustomerSecretKey(
                HexFormat.of().formatHex(id), Base64.getEncoder().encodeToString(secret));
    }

    @Override
    public String toString() {
        return "CustomerSecretKey[" + id + "]";
    }
}
