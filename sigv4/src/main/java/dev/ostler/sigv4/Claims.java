// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds a request's SigV4 credentials, in its Authorization header or in its query. */
public final class Claims {
    /**
     * Source: Amazon S3 API reference, "Authenticating requests: using query parameters" (X-Amz-Expires). Assumed: OCI allows
     * as much.
     */
    public static final Duration MAX_EXPIRES = Duration.ofDays(7);

    /** A request's headers hold at most some two thousand names; who signs more than this means no request of S3. */
    static final int MAX_SIGNED_HEADERS = 1000;

    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String ALGORITHM_V4A = "AWS4-ECDSA-P256-SHA256";
    static final String CONTENT_SHA256 = "x-amz-content-sha256";

    /** Parameters of a presigned URL that are the signature's own. */
    private static final Set<String> SIGNATURE_PARAMETERS = Set.of(
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-expires",
            "x-amz-signedheaders",
            "x-amz-signature",
            CONTENT_SHA256);

    private Claims() {}

    /** Empty for a request without credentials. Throws for credentials that are malformed or of a kind not accepted. */
    public static Optional<Claim> of(RequestView request) throws SignatureRefusedException {
        QueryParameters query = QueryParameters.parse(request.rawQuery());
        List<String> authorization = request.headers("authorization");
        if (query.has("AWSAccessKeyId") && query.has("Signature")) {
            throw new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SIGV2).thrown();
        }
        boolean inQuery = PresignedQuery.isMeant(query);
        if (authorization.size() > 1 || (inQuery && !authorization.isEmpty())) {
            throw new SignatureRefusal.Malformed(
                            inQuery ? SignatureRefusal.Place.QUERY : SignatureRefusal.Place.HEADER,
                            "only one kind of credentials may be sent, once")
                    .thrown();
        }
        if (!authorization.isEmpty()) {
            return Optional.of(
                    AuthorizationHeader.claim(request, authorization.getFirst().strip()));
        }
        return inQuery ? Optional.of(PresignedQuery.claim(request, query)) : Optional.empty();
    }

    /**
     * The {@code x-amz-*} parameters of a presigned URL that are no part of the signature: they count as headers. Names in
     * lower case.
     */
    public static Map<String, String> headerParameters(RequestView request) throws SignatureRefusedException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (QueryParameters.Parameter parameter :
                QueryParameters.parse(request.rawQuery()).parameters()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !SIGNATURE_PARAMETERS.contains(name)) {
                headers.put(name, parameter.value());
            }
        }
        return headers;
    }

    /** {@code host;x-amz-date}, split. */
    static List<String> headerList(String signedHeaders, SignatureRefusal.Place place)
            throws SignatureRefusedException {
        List<String> names = new ArrayList<>();
        int start = 0;
        while (start <= signedHeaders.length()) {
            int semicolon = signedHeaders.indexOf(';', start);
            int end = semicolon < 0 ? signedHeaders.length() : semicolon;
            String name = signedHeaders.substring(start, end);
            if (name.isEmpty() || hasUpperCase(name) || names.contains(name)) {
                throw malformed("SignedHeaders must be lower-case names, each once, separated by semicolons", place);
            }
            if (names.size() == MAX_SIGNED_HEADERS) {
                throw malformed("SignedHeaders names more than " + MAX_SIGNED_HEADERS + " headers", place);
            }
            names.add(name);
            start = end + 1;
        }
        return names;
    }

    private static boolean hasUpperCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                return true;
            }
        }
        return false;
    }

    /** The first header that had to be signed and is not: Host, and everything of Amazon's own. */
    static Optional<String> unsigned(Collection<String> headerNames, Claim claim) {
        List<String> signed = claim.signedHeaders();
        if (!signed.contains("host")) {
            return Optional.of("host");
        }
        for (String name : headerNames) {
            if (name.startsWith("x-amz-") && !signed.contains(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static SignatureRefusedException malformed(String detail, SignatureRefusal.Place place) {
        return new SignatureRefusal.Malformed(place, detail).thrown();
    }
}
