// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Credentials in the Authorization header: {@code AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…}.
 *
 * <p>Source: Amazon S3 API reference, "Authenticating requests: using the Authorization header".
 */
final class AuthorizationHeader {
    private static final String SCHEME = Claims.ALGORITHM + " ";

    private AuthorizationHeader() {}

    static Claim claim(RequestView request, String authorization) throws SignatureRefusedException {
        refuseOtherSchemes(authorization);
        if (!request.headers("x-amz-security-token").isEmpty()) {
            throw new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SESSION_TOKEN).thrown();
        }
        Parts parts = Parts.of(authorization);
        String amzDate = dateOf(request);
        Credential credential =
                Credential.of(required("Credential", parts.credential), amzDate, SignatureRefusal.Place.HEADER);
        return new Claim(
                credential.accessKeyId(),
                credential.scope(),
                Claims.headerList(required("SignedHeaders", parts.signedHeaders), SignatureRefusal.Place.HEADER),
                required("Signature", parts.signature),
                amzDate,
                credential.signedAt(),
                Optional.empty(),
                payload(request));
    }

    private static void refuseOtherSchemes(String authorization) throws SignatureRefusedException {
        if (authorization.startsWith(SCHEME)) {
            return;
        }
        SignatureRefusal.Kind kind = SignatureRefusal.Kind.UNKNOWN_SCHEME;
        if (authorization.startsWith("AWS ")) {
            kind = SignatureRefusal.Kind.SIGV2;
        } else if (authorization.startsWith(Claims.ALGORITHM_V4A)) {
            kind = SignatureRefusal.Kind.SIGV4A;
        }
        throw new SignatureRefusal.KindNotAccepted(kind).thrown();
    }

    /** {@code name=value} pieces in any order, separated by commas with or without blanks. */
    static final class Parts {
        @Nullable
        String credential;

        @Nullable
        String signedHeaders;

        @Nullable
        String signature;

        static Parts of(String authorization) throws SignatureRefusedException {
            Parts parts = new Parts();
            int start = SCHEME.length();
            while (start <= authorization.length()) {
                int comma = authorization.indexOf(',', start);
                int end = comma < 0 ? authorization.length() : comma;
                int equals = authorization.indexOf('=', start);
                if (equals < 0 || equals > end) {
                    throw malformed("the Authorization header is not Credential=..., SignedHeaders=..., Signature=...");
                }
                parts.put(
                        authorization.substring(start, equals).strip(),
                        authorization.substring(equals + 1, end).strip());
                start = end + 1;
            }
            return parts;
        }

        private void put(String name, String value) throws SignatureRefusedException {
            String earlier;
            switch (name) {
                case "Credential" -> {
                    earlier = credential;
                    credential = value;
                }
                case "SignedHeaders" -> {
                    earlier = signedHeaders;
                    signedHeaders = value;
                }
                case "Signature" -> {
                    earlier = signature;
                    signature = value;
                }
                default -> throw malformed("the Authorization header holds an unknown '" + name + "'");
            }
            if (earlier != null) {
                throw malformed(name + " stands twice in the Authorization header");
            }
        }
    }

    private static String required(String name, @Nullable String value) throws SignatureRefusedException {
        if (value == null || value.isEmpty()) {
            throw malformed(name + " is missing in the Authorization header");
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
        return AmzDate.format(AmzDate.parseHttpDate(only(date, "date").strip())
                .orElseThrow(() -> malformed("the Date header is no date")));
    }

    /** Source: Amazon S3 API reference: S3 requires the header, other services do not. */
    private static String payload(RequestView request) throws SignatureRefusedException {
        List<String> payload = request.headers(Claims.CONTENT_SHA256);
        if (payload.isEmpty()) {
            throw new SignatureRefusal.PayloadHashMissing().thrown();
        }
        return only(payload, Claims.CONTENT_SHA256);
    }

    private static String only(List<String> values, String name) throws SignatureRefusedException {
        if (values.size() > 1) {
            throw malformed("the header " + name + " stands twice");
        }
        return values.getFirst();
    }

    private static SignatureRefusedException malformed(String detail) {
        return new SignatureRefusal.Malformed(SignatureRefusal.Place.HEADER, detail).thrown();
    }
}
