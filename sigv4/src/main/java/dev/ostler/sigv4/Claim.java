// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a request says of its own signature: parsed, not believed.
 *
 * @param signedHeaders lower case, in the order given
 * @param signature lower-case hexadecimal digits
 * @param amzDate when it was signed, as it stands in the string to sign
 * @param expires how long a presigned URL holds; empty for a signature in a header
 * @param payload the value of {@code x-amz-content-sha256}, which the canonical request ends with
 */
public record Claim(
        String accessKeyId,
        CredentialScope scope,
        List<String> signedHeaders,
        String signature,
        String amzDate,
        Instant signedAt,
        Optional<Duration> expires,
        String payload) {
    /** Payloads other than a body's SHA-256. Source: Amazon S3 API reference, "Common request headers". */
    public static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    public static final String STREAMING_SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    public static final String STREAMING_SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    public static final String STREAMING_UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    public boolean isPresigned() {
        return expires.isPresent();
    }
}
