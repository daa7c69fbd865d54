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
    private CanonicalRequest() {}

    /** @param canonicalPath encoded already */
    static String of(RequestView request, String canonicalPath, List<String> signedHeaders, String payload)
            throws SignatureRefusedException {
        StringBuilder text = new StringBuilder(512);
        text.append(request.method()).append('\n').append(canonicalPath).append('\n');
        appendQuery(request.rawQuery(), text);
        text.append('\n');
        for (String name : signedHeaders) {
            text.append(name).append(':');
            appendValues(request.headers(name), text);
            text.append('\n');
        }
        text.append('\n');
        for (int i = 0; i < signedHeaders.size(); i++) {
            text.append(i == 0 ? "" : ";").append(signedHeaders.get(i));
        }
        return text.append('\n').append(payload).toString();
    }

    /** The path decoded once and encoded by AWS's rule, slashes kept. */
    static String encodedPath(String rawPath) throws SignatureRefusedException {
        StringBuilder path = new StringBuilder(rawPath.length() + 16);
        Encoding.encode(Encoding.decode(rawPath, false), true, path);
        return path.toString();
    }

    private static void appendQuery(String rawQuery, StringBuilder text) throws SignatureRefusedException {
        if (rawQuery.isEmpty()) {
            return;
        }
        record Encoded(String name, String value) {}
        List<Encoded> encoded = new ArrayList<>();
        for (QueryParameters.Parameter parameter :
                QueryParameters.parse(rawQuery).parameters()) {
            if (!parameter.name().equals("X-Amz-Signature")) {
                encoded.add(new Encoded(encoded(parameter.name()), encoded(parameter.value())));
            }
        }
        encoded.sort(Comparator.comparing(Encoded::name).thenComparing(Encoded::value));
        for (int i = 0; i < encoded.size(); i++) {
            text.append(i == 0 ? "" : "&")
                    .append(encoded.get(i).name())
                    .append('=')
                    .append(encoded.get(i).value());
        }
    }

    private static String encoded(String bytes) {
        StringBuilder text = new StringBuilder(bytes.length() + 16);
        Encoding.encode(bytes, false, text);
        return text.toString();
    }

    /** Trimmed, inner blanks collapsed, repeated headers joined by commas. */
    private static void appendValues(List<String> values, StringBuilder text) {
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",");
            String value = values.get(i);
            int end = text.length();
            boolean blank = false;
            for (int j = 0; j < value.length(); j++) {
                char c = value.charAt(j);
                if (c == ' ' || c == '\t') {
                    blank = text.length() > end;
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
}
