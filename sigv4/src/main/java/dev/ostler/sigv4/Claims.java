// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds a request's SigV4 credentials, in its Authorization header or in its query. */
public final class Claims {
    /** Source: Amazon S3 API reference, "Authenticating requests: using query parameters" (X-Amz-Expires). */
    public static final Duration MAX_EXPIRES = Duration.ofDays(7);

    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String ALGORITHM_V4A = "AWS4-ECDSA-P256-SHA256";
    private static final String CONTENT_SHA256 = "x-amz-content-sha256";

    private Claims() {}

    /** Empty for a request without credentials. Throws for credentials that are malformed or of a kind not accepted. */
    public static Optional<Claim> of(RequestView request) throws SignatureRefusedException {
        QueryParameters query = QueryParameters.parse(request.rawQuery());
        List<String> authorization = request.headers("authorization");
        boolean inQuery = query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature") || query.has("X-Amz-Credential");
        if (query.has("AWSAccessKeyId") && query.has("Signature")) {
            throw notAccepted(SignatureRefusal.Kind.SIGV2);
        }
        if (authorization.size() > 1 || (inQuery && !authorization.isEmpty())) {
            throw malformed("only one kind of credentials may be sent, once");
        }
        if (!authorization.isEmpty()) {
            return Optional.of(ofHeader(request, authorization.getFirst().strip()));
        }
        return inQuery ? Optional.of(ofQuery(request, query)) : Optional.empty();
    }

    private static Claim ofHeader(RequestView request, String authorization) throws SignatureRefusedException {
        refuseOtherSchemes(authorization);
        if (!request.headers("x-amz-security-token").isEmpty()) {
            throw notAccepted(SignatureRefusal.Kind.SESSION_TOKEN);
        }
        Map<String, String> parts = parts(authorization.substring(ALGORITHM.length()));
        List<String> payload = request.headers(CONTENT_SHA256);
        if (payload.isEmpty()) {
            // Source: Amazon S3 API reference: S3 requires the header, other services do not.
            throw new SignatureRefusal.PayloadHashMissing().thrown();
        }
        return claim(
                required(parts, "Credential"),
                required(parts, "SignedHeaders"),
                required(parts, "Signature"),
                dateOf(request),
                Optional.empty(),
                only(payload, CONTENT_SHA256));
    }

    private static void refuseOtherSchemes(String authorization) throws SignatureRefusedException {
        if (authorization.startsWith("AWS ")) {
            throw notAccepted(SignatureRefusal.Kind.SIGV2);
        }
        if (authorization.startsWith(ALGORITHM_V4A)) {
            throw notAccepted(SignatureRefusal.Kind.SIGV4A);
        }
        if (!authorization.startsWith(ALGORITHM + " ")) {
            throw notAccepted(SignatureRefusal.Kind.UNKNOWN_SCHEME);
        }
    }

    /** {@code name=value} pieces, separated by commas with or without blanks. */
    private static Map<String, String> parts(String text) throws SignatureRefusedException {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String piece : text.split(",", -1)) {
            int equals = piece.indexOf('=');
            if (equals < 0
                    || parts.put(
                                    piece.substring(0, equals).strip(),
                                    piece.substring(equals + 1).strip())
                            != null) {
                throw malformed("the Authorization header is not Credential=..., SignedHeaders=..., Signature=...");
            }
        }
        return parts;
    }

    private static String required(Map<String, String> parts, String name) throws SignatureRefusedException {
        String value = parts.get(name);
        if (value == null || value.isEmpty()) {
            throw malformed(name + " is missing");
        }
        return value;
    }

    /** X-Amz-Date, or Date where that is absent. */
    private static String dateOf(RequestView request) throws SignatureRefusedException {
        List<String> amzDate = request.headers("x-amz-date");
        if (!amzDate.isEmpty()) {
            return only(amzDate, "x-amz-date").strip();
        }
        List<String> date = request.headers("date");
        if (date.isEmpty()) {
            throw malformed("neither X-Amz-Date nor Date says when the request was signed");
        }
        return Credential.BASIC_ISO.format(httpDate(only(date, "date").strip()));
    }

    private static String only(List<String> values, String name) throws SignatureRefusedException {
        if (values.size() > 1) {
            throw malformed("the header " + name + " stands twice");
        }
        return values.getFirst();
    }

    /** The three forms of RFC 9110, 5.6.7, and the basic ISO form. */
    private static Instant httpDate(String text) throws SignatureRefusedException {
        List<DateTimeFormatter> forms = List.of(
                Credential.BASIC_ISO,
                DateTimeFormatter.RFC_1123_DATE_TIME,
                DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss zzz", Locale.ENGLISH),
                DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                        .withZone(ZoneOffset.UTC));
        for (DateTimeFormatter form : forms) {
            try {
                return form.parse(text, ZonedDateTime::from).toInstant();
            } catch (DateTimeException e) {
                // The next form may fit.
            }
        }
        throw malformed("the Date header is no date");
    }

    private static Claim ofQuery(RequestView request, QueryParameters query) throws SignatureRefusedException {
        String algorithm = query.single("X-Amz-Algorithm").orElse("");
        if (algorithm.equals(ALGORITHM_V4A)) {
            throw notAccepted(SignatureRefusal.Kind.SIGV4A);
        }
        if (!algorithm.equals(ALGORITHM)) {
            throw malformed("X-Amz-Algorithm must be " + ALGORITHM);
        }
        if (query.has("X-Amz-Security-Token")
                || !request.headers("x-amz-security-token").isEmpty()) {
            throw notAccepted(SignatureRefusal.Kind.SESSION_TOKEN);
        }
        String payload = query.single("X-Amz-Content-Sha256").orElse(null);
        if (payload == null) {
            List<String> header = request.headers(CONTENT_SHA256);
            payload = header.isEmpty() ? Claim.UNSIGNED_PAYLOAD : only(header, CONTENT_SHA256);
        }
        return claim(
                requiredParameter(query, "X-Amz-Credential"),
                requiredParameter(query, "X-Amz-SignedHeaders"),
                requiredParameter(query, "X-Amz-Signature"),
                requiredParameter(query, "X-Amz-Date"),
                Optional.of(expires(requiredParameter(query, "X-Amz-Expires"))),
                payload);
    }

    private static String requiredParameter(QueryParameters query, String name) throws SignatureRefusedException {
        Optional<String> value = query.single(name).filter(text -> !text.isEmpty());
        if (value.isEmpty()) {
            throw malformed("the parameter " + name + " is missing");
        }
        return value.get();
    }

    private static Duration expires(String text) throws SignatureRefusedException {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 1 && seconds <= MAX_EXPIRES.toSeconds()) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw malformed("X-Amz-Expires must be 1 to " + MAX_EXPIRES.toSeconds() + " seconds");
    }

    private static Claim claim(
            String credential,
            String signedHeaders,
            String signature,
            String amzDate,
            Optional<Duration> expires,
            String payload)
            throws SignatureRefusedException {
        Credential parsed = Credential.of(credential, amzDate);
        return new Claim(
                parsed.accessKeyId(),
                parsed.scope(),
                headerList(signedHeaders),
                signature,
                amzDate,
                parsed.signedAt(),
                expires,
                payload);
    }

    private static List<String> headerList(String signedHeaders) throws SignatureRefusedException {
        List<String> names = new ArrayList<>();
        for (String name : signedHeaders.split(";", -1)) {
            if (name.isEmpty() || !name.equals(name.toLowerCase(Locale.ROOT)) || names.contains(name)) {
                throw malformed("SignedHeaders must be lower-case names, each once, separated by semicolons");
            }
            names.add(name);
        }
        return names;
    }

    /** The first header that had to be signed and is not: Host, and everything of Amazon's own. */
    static Optional<String> unsigned(Collection<String> headerNames, Claim claim) {
        if (!claim.signedHeaders().contains("host")) {
            return Optional.of("host");
        }
        return headerNames.stream()
                .filter(name ->
                        name.startsWith("x-amz-") && !claim.signedHeaders().contains(name))
                .findFirst();
    }

    /**
     * The {@code x-amz-*} parameters of a presigned URL that are no part of the signature: they count as headers. Lower
     * case; the value of a repeated one is joined by commas.
     */
    public static Map<String, String> headerParameters(RequestView request) throws SignatureRefusedException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (QueryParameters.Parameter parameter :
                QueryParameters.parse(request.rawQuery()).parameters()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !SIGNATURE_PARAMETERS.contains(name)) {
                headers.merge(name, parameter.value(), (one, other) -> one + "," + other);
            }
        }
        return headers;
    }

    private static final List<String> SIGNATURE_PARAMETERS = List.of(
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-expires",
            "x-amz-signedheaders",
            "x-amz-signature",
            CONTENT_SHA256);

    private static SignatureRefusedException malformed(String detail) {
        return new SignatureRefusal.Malformed(detail).thrown();
    }

    private static SignatureRefusedException notAccepted(SignatureRefusal.Kind kind) {
        return new SignatureRefusal.KindNotAccepted(kind).thrown();
    }
}
