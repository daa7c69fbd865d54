// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Signs S3 requests with one key for one region, as AWS's SDKs do. Thread-safe. */
public final class RequestSigner {
    /** Observed: AWS SDK for Java 2.57 leaves these out, since proxies and HTTP clients change them. */
    private static final Set<String> NEVER_SIGNED =
            Set.of("authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id");

    private final AccessKey key;
    private final String region;
    private final Clock clock;
    private final SigningKeys signingKeys = new SigningKeys();

    public RequestSigner(AccessKey key, String region, Clock clock) {
        this.key = key;
        this.region = region;
        this.clock = clock;
    }

    /** What {@code x-amz-content-sha256} says of a body that is signed over. */
    public static String sha256(byte[] body) {
        return Hashing.hex(Hashing.sha256().digest(body));
    }

    /**
     * Signs all headers of a request, Host among them, and the path as it stands.
     *
     * @param payload a body's {@link #sha256}, or one of the words of {@link Claim}
     */
    public SignedHead sign(RequestView request, String payload) {
        String amzDate = AmzDate.format(clock.instant());
        RequestSnapshot complete =
                RequestSnapshot.of(request).with("x-amz-date", amzDate).with(Claims.CONTENT_SHA256, payload);
        List<String> signed = signedHeaders(complete);
        String signature = signature(complete, signed, amzDate, payload);
        CredentialScope scope = scope(amzDate);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-amz-date", amzDate);
        headers.put(Claims.CONTENT_SHA256, payload);
        headers.put(
                "authorization",
                Claims.ALGORITHM + " Credential=" + key.id() + "/" + scope + ", SignedHeaders="
                        + String.join(";", signed) + ", Signature=" + signature);
        return new SignedHead(
                headers, payload, new ChunkSignatures(signingKeys.get(key, scope), amzDate, scope, signature));
    }

    /** The query of a presigned URL: the request's own, then the signature's. Signs the headers that the request has. */
    public String presign(RequestView request, Duration expires) {
        String amzDate = AmzDate.format(clock.instant());
        List<String> signed = signedHeaders(request);
        StringBuilder query = new StringBuilder(request.rawQuery());
        append(query, PresignedQuery.ALGORITHM, Claims.ALGORITHM);
        append(query, PresignedQuery.CREDENTIAL, key.id() + "/" + scope(amzDate));
        append(query, PresignedQuery.DATE, amzDate);
        append(query, PresignedQuery.EXPIRES, Long.toString(expires.toSeconds()));
        append(query, PresignedQuery.SIGNED_HEADERS, String.join(";", signed));
        RequestView complete = RequestSnapshot.of(request).withQuery(query.toString());
        append(query, PresignedQuery.SIGNATURE, signature(complete, signed, amzDate, Claim.UNSIGNED_PAYLOAD));
        return query.toString();
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? "" : "&").append(name).append('=').append(Encoding.encoded(value, false));
    }

    private static List<String> signedHeaders(RequestView request) {
        return request.headerNames().stream()
                .filter(name -> !NEVER_SIGNED.contains(name))
                .sorted()
                .toList();
    }

    private CredentialScope scope(String amzDate) {
        return new CredentialScope(AmzDate.day(amzDate), region, CredentialScope.S3);
    }

    private String signature(RequestView request, List<String> signed, String amzDate, String payload) {
        try {
            CredentialScope scope = scope(amzDate);
            String canonical = CanonicalRequest.of(request, request.rawPath(), signed, payload);
            return signingKeys.get(key, scope).sign(RequestVerifier.stringToSign(amzDate, scope, canonical));
        } catch (SignatureRefusedException e) {
            throw new IllegalArgumentException("the query '" + request.rawQuery() + "' cannot be decoded", e);
        }
    }
}
