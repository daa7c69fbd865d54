// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The object's bytes of a request's body. Ends only when they are all there and are those that were signed. */
public abstract sealed class PayloadStream extends InputStream
        permits PayloadStream.Plain, PayloadStream.Hashed, AwsChunkedStream {
    static PayloadStream plain(InputStream body) {
        return new Plain(body);
    }

    static PayloadStream hashed(InputStream body, String sha256Hex) {
        return new Hashed(body, sha256Hex);
    }

    static PayloadStream chunked(InputStream body, long decodedBytes, Set<String> trailers, ChunkRules rules) {
        return new AwsChunkedStream(body, decodedBytes, trailers, rules);
    }

    /** Headers that followed the bytes, lower case; complete once the stream has ended. */
    public Map<String, String> trailers() {
        return Map.of();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    static final class Plain extends PayloadStream {
        private final InputStream body;

        Plain(InputStream body) {
            this.body = body;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return body.read(bytes, offset, length);
        }
    }

    static final class Hashed extends PayloadStream {
        private final InputStream body;
        private final String expected;
        private final MessageDigest digest = Hashing.sha256();
        private boolean ended;

        Hashed(InputStream body, String expected) {
            this.body = body;
            this.expected = expected.toLowerCase(Locale.ROOT);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
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
