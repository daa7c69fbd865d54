// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The object's bytes of a request's body. Ends only when they are all there and are those that were signed; what was read
 * before is proven by nothing but that end.
 */
public abstract sealed class PayloadStream extends InputStream
        permits PayloadStream.Plain, PayloadStream.Hashed, AwsChunkedStream {
    private @Nullable SignatureRefusedException refused;

    /** Headers that followed the bytes, lower case; complete once the stream has ended. */
    public Map<String, String> trailers() {
        return Map.of();
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Once refused, always refused: nobody may take what follows for the end. */
    @Override
    public final int read(byte[] bytes, int offset, int length) throws IOException {
        if (refused != null) {
            throw refused;
        }
        if (length == 0) {
            return 0;
        }
        try {
            return readSome(bytes, offset, length);
        } catch (SignatureRefusedException e) {
            refused = e;
            throw e;
        }
    }

    /** At least one byte, or -1 at the end. */
    abstract int readSome(byte[] bytes, int offset, int length) throws IOException;

    static final class Plain extends PayloadStream {
        private final InputStream body;

        Plain(InputStream body) {
            this.body = body;
        }

        @Override
        int readSome(byte[] bytes, int offset, int length) throws IOException {
            return body.read(bytes, offset, length);
        }
    }

    static final class Hashed extends PayloadStream {
        private final InputStream body;
        private final String expected;
        private final MessageDigest digest = Hashing.sha256();
        private boolean ended;

        /** @param expected lower-case hexadecimal digits */
        Hashed(InputStream body, String expected) {
            this.body = body;
            this.expected = expected;
        }

        @Override
        int readSome(byte[] bytes, int offset, int length) throws IOException {
            if (ended) {
                return -1;
            }
            int count = body.read(bytes, offset, length);
            if (count > 0) {
                digest.update(bytes, offset, count);
            } else if (count < 0) {
                ended = true;
                String actual = Hashing.hex(digest.digest());
                if (!Hashing.sameText(actual, expected)) {
                    throw new SignatureRefusal.PayloadHashMismatch(expected, actual).thrown();
                }
            }
            return count;
        }
    }
}
