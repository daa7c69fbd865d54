// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The form of a request that is signed.
 *
 * <p>Source: Amazon S3 API reference, "Signature calculations for the Authorization header", and IAM User Guide, "Create
 * a signed AWS API request". S3 never normalises paths.
 */
final class CanonicalRequest {
    private static final int USUAL_LENGTH = 512;
    private static final Comparator<QueryParameters.Parameter> BY_NAME_THEN_VALUE =
            Comparator.comparing(QueryParameters.Parameter::name).thenComparing(QueryParameters.Parameter::value);

    private CanonicalRequest() {}

    /** @param canonicalPath encoded already */
    static String of(RequestView request, String canonicalPath, List<String> signedHeaders, String payload)
            throws SignatureRefusedException {
        return of(request, canonicalPath, query(request.rawQuery()), signedHeaders, payload);
    }

    /** @param canonicalQuery encoded and sorted already, without the signature */
    static String of(
            RequestView request,
            String canonicalPath,
            String canonicalQuery,
            List<String> signedHeaders,
            String payload) {
        StringBuilder text = new StringBuilder(USUAL_LENGTH);
        text.append(request.method()).append('\n');
        text.append(canonicalPath).append('\n');
        text.append(canonicalQuery).append('\n');
        for (int i = 0; i < signedHeaders.size(); i++) {
            String name = signedHeaders.get(i);
            text.append(name).append(':');
            appendValues(request.headers(name), text);
            text.append('\n');
        }
        text.append('\n');
        appendNames(signedHeaders, text);
        return text.append('\n').append(payload).toString();
    }

    static void appendNames(List<String> signedHeaders, StringBuilder text) {
        for (int i = 0; i < signedHeaders.size(); i++) {
            if (i > 0) {
                text.append(';');
            }
            text.append(signedHeaders.get(i));
        }
    }

    /** The path decoded once and encoded by AWS's rule, slashes kept. */
    static String encodedPath(String rawPath) throws SignatureRefusedException {
        return Encoding.encoded(Encoding.decode(rawPath, false), true);
    }

    /** Each name and value decoded once and encoded by AWS's rule, sorted by name, then value. */
    static String query(String rawQuery) throws SignatureRefusedException {
        if (rawQuery.isEmpty()) {
            return "";
        }
        List<QueryParameters.Parameter> encoded = new ArrayList<>();
        for (QueryParameters.Parameter parameter :
                QueryParameters.parse(rawQuery).parameters()) {
            if (!parameter.name().equals(PresignedQuery.SIGNATURE)) {
                encoded.add(new QueryParameters.Parameter(
                        Encoding.encoded(parameter.name(), false), Encoding.encoded(parameter.value(), false)));
            }
        }
        encoded.sort(BY_NAME_THEN_VALUE);
        StringBuilder text = new StringBuilder(rawQuery.length() + 16);
        for (int i = 0; i < encoded.size(); i++) {
            text.append(i == 0 ? "" : "&");
            text.append(encoded.get(i).name()).append('=').append(encoded.get(i).value());
        }
        return text.toString();
    }

    /** A header as it stands in the canonical request. */
    static String value(List<String> values) {
        StringBuilder text = new StringBuilder();
        appendValues(values, text);
        return text.toString();
    }

    /** Trimmed, inner blanks collapsed, repeated headers joined by commas. */
    private static void appendValues(List<String> values, StringBuilder text) {
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            appendTrimmed(values.get(i), text);
        }
    }

    private static void appendTrimmed(String value, StringBuilder text) {
        int start = text.length();
        boolean blank = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t') {
                blank = text.length() > start;
            } else {
                if (blank) {
                    text.append(' ');
                    blank = false;
                }
                text.append(c);
            }
        }
    }
}
