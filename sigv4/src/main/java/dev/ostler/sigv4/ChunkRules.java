// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What the chunks and trailers of one aws-chunked body must carry. Each signature covers the one before it, so an
 * instance belongs to one body.
 *
 * <p>Source: Amazon S3 API reference, "Signature calculations: transferring payload in multiple chunks" and "including
 * trailing headers".
 */
public final class ChunkRules {
    private final @Nullable SigningKey signingKey;
    private final String prefix;
    private final boolean trailer;
    private String previousSignature;

    private ChunkRules(@Nullable SigningKey signingKey, String dateAndScope, String seed, boolean trailer) {
        this.signingKey = signingKey;
        this.prefix = dateAndScope;
        this.previousSignature = seed;
        this.trailer = trailer;
    }

    static ChunkRules signed(Claim claim, SigningKey signingKey, boolean trailer) {
        return new ChunkRules(signingKey, claim.amzDate() + "\n" + claim.scope() + "\n", claim.signature(), trailer);
    }

    static ChunkRules unsignedWithTrailer() {
        return new ChunkRules(null, "", "", true);
    }

    boolean areSigned() {
        return signingKey != null;
    }

    boolean hasTrailer() {
        return trailer;
    }

    /** Whether {@code signature} is that of the next chunk, whose bytes {@code hash} has seen. */
    boolean acceptsChunk(String signature, MessageDigest hash) {
        return accepts(
                signature,
                "AWS4-HMAC-SHA256-PAYLOAD\n" + prefix + previousSignature + "\n" + Hashing.EMPTY_SHA256 + "\n"
                        + Hashing.hex(hash.digest()));
    }

    /** @param lines the trailing headers, each ended by a line feed */
    boolean acceptsTrailer(String signature, String lines) {
        return accepts(
                signature, "AWS4-HMAC-SHA256-TRAILER\n" + prefix + previousSignature + "\n" + Hashing.sha256Hex(lines));
    }

    private boolean accepts(String signature, String stringToSign) {
        if (signingKey == null) {
            return true;
        }
        String expected = signingKey.sign(stringToSign);
        previousSignature = expected;
        return Hashing.sameText(expected, signature);
    }
}
