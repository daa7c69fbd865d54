// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A key for HMAC-SHA256 whose first block is hashed already: a signature of a short text is three blocks. */
final class SigningKey {
    private static final int BLOCK_BYTES = 64;

    private final MessageDigest inner;
    private final MessageDigest outer;

    SigningKey(byte[] key) {
        byte[] block = new byte[BLOCK_BYTES];
        byte[] fitting = key.length > BLOCK_BYTES ? Hashing.sha256().digest(key) : key;
        System.arraycopy(fitting, 0, block, 0, fitting.length);
        this.inner = padded(block, 0x36);
        this.outer = padded(block, 0x5c);
    }

    private static MessageDigest padded(byte[] block, int pad) {
        byte[] padded = new byte[BLOCK_BYTES];
        for (int i = 0; i < BLOCK_BYTES; i++) {
            padded[i] = (byte) (block[i] ^ pad);
        }
        MessageDigest digest = Hashing.sha256();
        digest.update(padded);
        return digest;
    }

    /** The key that a secret gives for a scope. Source: IAM User Guide, "Create a signed AWS API request", step 3. */
    static SigningKey derive(String secret, CredentialScope scope) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {scope.date(), scope.region(), scope.service(), CredentialScope.TERMINATOR}) {
            key = new SigningKey(key).hmac(part);
        }
        return new SigningKey(key);
    }

    byte[] hmac(String text) {
        MessageDigest digest = Hashing.copyOf(inner);
        byte[] innerHash = digest.digest(Hashing.bytes(text));
        MessageDigest last = Hashing.copyOf(outer);
        return last.digest(innerHash);
    }

    String sign(String stringToSign) {
        return Hashing.hex(hmac(stringToSign));
    }
}
