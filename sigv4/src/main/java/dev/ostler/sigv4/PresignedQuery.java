// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Credentials in the query: a presigned URL.
 *
 * <p>Source: Amazon S3 API reference, "Authenticating requests: using query parameters". Assumed: what stands there of
 * Amazon's own may stand there once.
 */
final class PresignedQuery {
    static final String ALGORITHM = "X-Amz-Algorithm";
    static final String CREDENTIAL = "X-Amz-Credential";
    static final String DATE = "X-Amz-Date";
    static final String EXPIRES = "X-Amz-Expires";
    static final String SIGNED_HEADERS = "X-Amz-SignedHeaders";
    static final String SIGNATURE = "X-Amz-Signature";

    private static final int MAX_EXPIRES_DIGITS = 9;

    private PresignedQuery() {}

    /** A name in the wrong case is no credential, but shows that one was meant: such a request is never anonymous. */
    static boolean isMeant(QueryParameters query) {
        for (QueryParameters.Parameter parameter : query.parameters()) {
            String name = parameter.name();
            if (name.equalsIgnoreCase(ALGORITHM)
                    || name.equalsIgnoreCase(CREDENTIAL)
                    || name.equalsIgnoreCase(SIGNATURE)) {
                return true;
            }
        }
        return false;
    }

    static Claim claim(RequestView request, QueryParameters query) throws SignatureRefusedException {
        refuseDuplicates(query);
        String algorithm = query.get(ALGORITHM).orElse("");
        if (algorithm.equals(Claims.ALGORITHM_V4A)) {
            throw new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SIGV4A).thrown();
        }
        if (!algorithm.equals(Claims.ALGORITHM)) {
            throw malformed("X-Amz-Algorithm must be " + Claims.ALGORITHM);
        }
        if (query.has("X-Amz-Security-Token")
                || !request.headers("x-amz-security-token").isEmpty()) {
            throw new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SESSION_TOKEN).thrown();
        }
        String amzDate = required(query, DATE);
        Credential credential = Credential.of(required(query, CREDENTIAL), amzDate, SignatureRefusal.Place.QUERY);
        return new Claim(
                credential.accessKeyId(),
                credential.scope(),
                Claims.headerList(required(query, SIGNED_HEADERS), SignatureRefusal.Place.QUERY),
                required(query, SIGNATURE),
                amzDate,
                credential.signedAt(),
                Optional.of(expires(required(query, EXPIRES))),
                payload(request, query));
    }

    private static void refuseDuplicates(QueryParameters query) throws SignatureRefusedException {
        Set<String> names = new HashSet<>();
        for (QueryParameters.Parameter parameter : query.parameters()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !names.add(name)) {
                throw malformed("the parameter " + parameter.name() + " stands twice");
            }
        }
    }

    private static String required(QueryParameters query, String name) throws SignatureRefusedException {
        return query.get(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> malformed("the parameter " + name + " is missing"));
    }

    private static Duration expires(String text) throws SignatureRefusedException {
        boolean number = text.length() <= MAX_EXPIRES_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long seconds = number ? Long.parseLong(text) : 0;
        if (seconds < 1 || seconds > Claims.MAX_EXPIRES.toSeconds()) {
            throw malformed("X-Amz-Expires must be 1 to " + Claims.MAX_EXPIRES.toSeconds() + " seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    /** Nothing is said of the body unless the URL, or a signed header, says it. */
    private static String payload(RequestView request, QueryParameters query) throws SignatureRefusedException {
        for (QueryParameters.Parameter parameter : query.parameters()) {
            if (parameter.name().equalsIgnoreCase(Claims.CONTENT_SHA256)) {
                return parameter.value();
            }
        }
        List<String> header = request.headers(Claims.CONTENT_SHA256);
        if (header.size() > 1) {
            throw malformed("the header " + Claims.CONTENT_SHA256 + " stands twice");
        }
        return header.isEmpty() ? Claim.UNSIGNED_PAYLOAD : header.getFirst();
    }

    private static SignatureRefusedException malformed(String detail) {
        return new SignatureRefusal.Malformed(SignatureRefusal.Place.QUERY, detail).thrown();
    }
}
