// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.http.RequestHead;
import dev.ostler.server.operation.PercentEncoding;
import dev.ostler.server.problem.ProblemException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A request as it came, without what proves anything: neither signatures nor tokens nor keys for encryption. */
final class ShownRequest {
    private static final String HIDDEN = "...";
    private static final Set<String> SECRET_PARAMETERS = Set.of("x-amz-signature", "signature", "x-amz-security-token");
    private static final Set<String> SECRET_HEADERS = Set.of(
            "ostler-control",
            "cookie",
            "proxy-authorization",
            "x-amz-security-token",
            "x-amz-server-side-encryption-customer-key",
            "x-amz-copy-source-server-side-encryption-customer-key");
    private static final Pattern SIGNATURE = Pattern.compile("(?i)(signature=)[^,\\s]+");

    private final RequestHead head;

    ShownRequest(RequestHead head) {
        this.head = head;
    }

    void addTo(ExplainedText text) {
        text.line("the request", head.method() + " " + target());
        for (String name : head.headerNames()) {
            text.line("", name + ": " + value(name));
        }
    }

    Map<String, Object> json() {
        Map<String, String> headers = new LinkedHashMap<>();
        head.headerNames().forEach(name -> headers.put(name, value(name)));
        return Map.of("method", head.method(), "target", target(), "headers", headers);
    }

    private String target() {
        return head.rawPath() + (head.rawQuery().isEmpty() ? "" : "?" + query());
    }

    private String query() {
        return Arrays.stream(head.rawQuery().split("&", -1))
                .map(ShownRequest::parameter)
                .collect(Collectors.joining("&"));
    }

    /** A name may be percent-encoded and still be that name. */
    private static String parameter(String raw) {
        int equals = raw.indexOf('=');
        String name = equals < 0 ? raw : raw.substring(0, equals);
        return equals >= 0 && SECRET_PARAMETERS.contains(decoded(name)) ? name + "=" + HIDDEN : raw;
    }

    private static String decoded(String name) {
        try {
            return PercentEncoding.decodeQuery(name).toLowerCase(Locale.ROOT);
        } catch (ProblemException e) {
            // What cannot be decoded is no such name to whoever verifies it either.
            return name;
        }
    }

    private String value(String name) {
        String value = String.join(", ", head.headers(name));
        if (SECRET_HEADERS.contains(name)) {
            return HIDDEN;
        }
        return name.equals("authorization") ? authorization(value) : value;
    }

    /** All that is known not to prove anything; of other schemes than SigV4's, their name. */
    private static String authorization(String value) {
        int blank = value.indexOf(' ');
        return value.startsWith("AWS4-")
                ? SIGNATURE.matcher(value).replaceAll("$1" + HIDDEN)
                : value.substring(0, Math.max(blank, 0)) + " " + HIDDEN;
    }
}
