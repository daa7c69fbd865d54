// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A password of a user for APIs that know no signatures, such as Swift's. The token itself is for the answer that made it
 * alone: only its hash is kept.
 *
 * @param hash of the token, in hexadecimal digits
 */
public record AuthToken(String id, String userId, String description, String hash, long createdAtMillis)
        implements Row {
    /** Assumed: no source tells its shape; twenty printable characters are 129 bits, which need no slow hash. */
    private static final int TOKEN_CHARS = 20;

    private static final String TOKEN_ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$()*+,-.:;<=>?@[]^_{|}~";

    /** An auth token as its maker is told of it, once. {@link #toString} does not show the token. */
    public record Made(AuthToken row, String token) {
        @Override
        public String toString() {
            return "Made[" + row.id + "]";
        }
    }

    static String generate(SecureRandom random) {
        StringBuilder token = new StringBuilder(TOKEN_CHARS);
        for (int i = 0; i < TOKEN_CHARS; i++) {
            token.append(TOKEN_ALPHABET.charAt(random.nextInt(TOKEN_ALPHABET.length())));
        }
        return token.toString();
    }

    static String hashOf(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Takes the same time whether it does or not. */
    boolean isHashOf(String token) {
        return MessageDigest.isEqual(hash.getBytes(UTF_8), hashOf(token).getBytes(UTF_8));
    }

    AuthToken withDescription(String other) {
        return new AuthToken(id, userId, other, hash, createdAtMillis);
    }

    @Override
    public String ownerId() {
        return userId;
    }

    @Override
    public String label() {
        return id;
    }

    static final Table.ValueCodec<AuthToken> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(AuthToken row, ValueWriter out) {
            out.version(1)
                    .text(row.id)
                    .text(row.userId)
                    .text(row.description)
                    .text(row.hash)
                    .number(row.createdAtMillis);
        }

        @Override
        public AuthToken read(ValueReader in) {
            in.version(1);
            return new AuthToken(in.text(), in.text(), in.text(), in.text(), in.number());
        }
    };
}
