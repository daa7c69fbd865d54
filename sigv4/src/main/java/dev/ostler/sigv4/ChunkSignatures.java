// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.security.MessageDigest;

/**
 * The chain of signatures in one aws-chunked body: each covers the one before it, the request's own comes first. Asked
 * once for each chunk, in their order.
 *
 * <p>Source: Amazon S3 API reference, "Signature calculations: transferring payload in multiple chunks" and "including
 * trailing headers".
 */
final class ChunkSignatures {
    private final SigningKey signingKey;
    private final String dateAndScope;
    private String previous;

    ChunkSignatures(SigningKey signingKey, String amzDate, CredentialScope scope, String requestsSignature) {
        this.signingKey = signingKey;
        this.dateAndScope = amzDate + "\n" + scope + "\n";
        this.previous = requestsSignature;
    }

    /** Of the next chunk, whose bytes {@code sha256} has seen. */
    String nextChunk(MessageDigest sha256) {
        return next("AWS4-HMAC-SHA256-PAYLOAD\n" + dateAndScope + previous + "\n" + Hashing.EMPTY_SHA256 + "\n"
                + Hashing.hex(sha256.digest()));
    }

    /** @param lines the trailing headers, each ended by a line feed */
    String trailer(String lines) {
        return next("AWS4-HMAC-SHA256-TRAILER\n" + dateAndScope + previous + "\n" + Hashing.sha256Hex(lines));
    }

    private String next(String stringToSign) {
        previous = signingKey.sign(stringToSign);
        return previous;
    }
}
