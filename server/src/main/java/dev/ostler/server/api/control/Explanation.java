// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.http.RequestHead;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Refusal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Why one request was refused, for a person or a program.
 *
 * @param cause what is wrong, as far as it can be told
 * @param fix what to do about it, when that is known
 */
public record Explanation(Refusal refusal, String cause, Optional<String> fix) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern SIGNATURE = Pattern.compile("(Signature=)[^&,\\s]+");
    private static final Set<String> SECRET_HEADERS =
            Set.of("ostler-control", "cookie", "proxy-authorization", "x-amz-security-token");
    private static final int SHOWN_ID_CHARS = 10;

    /** What a closer look at a refusal found. */
    public record Finding(String cause, String fix) {}

    /** Takes a closer look, when somebody wants to know. */
    @FunctionalInterface
    public interface Investigator {
        /** Empty when there is no more to say than the reason that was given at once. */
        Optional<Finding> investigate(Refusal refusal);
    }

    static Explanation of(Refusal refusal, Investigator investigator) {
        return investigator
                .investigate(refusal)
                .map(finding -> new Explanation(refusal, finding.cause(), Optional.of(finding.fix())))
                .orElseGet(() -> new Explanation(refusal, Reasons.of(refusal.problem()), Optional.empty()));
    }

    /** A few lines, the most important first. {@code all} shows the request as it came, without what proves anything. */
    String text(boolean all) {
        StringBuilder text = new StringBuilder();
        text.append("REFUSED  ")
                .append(refusal.operation())
                .append("  ")
                .append(refusal.resource())
                .append("  by ")
                .append(refusal.caller())
                .append("   ")
                .append(TIME.format(refusal.at()))
                .append("  id ")
                .append(shortId(refusal.requestId()))
                .append("...\n");
        line(text, "the client saw", refusal.status() + " " + refusal.code());
        line(text, "cause", cause);
        fix.ifPresent(advice -> line(text, "fix", advice));
        if (all) {
            request(text);
        }
        return text.toString();
    }

    private void request(StringBuilder text) {
        RequestHead head = refusal.head();
        String query = SIGNATURE.matcher(head.rawQuery()).replaceAll("$1...");
        line(text, "the request", head.method() + " " + head.rawPath() + (query.isEmpty() ? "" : "?" + query));
        for (String name : head.headerNames()) {
            String value = SECRET_HEADERS.contains(name) ? "..." : String.join(", ", head.headers(name));
            line(text, "", name + ": " + SIGNATURE.matcher(value).replaceAll("$1..."));
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-17s", name)).append(value).append('\n');
    }

    /** Enough of an id to find its refusal again. */
    public static String shortId(String requestId) {
        return requestId.substring(0, Math.min(SHOWN_ID_CHARS, requestId.length()));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("requestId", refusal.requestId());
        json.put("at", refusal.at().toString());
        json.put("operation", refusal.operation());
        json.put("resource", refusal.resource());
        json.put("caller", refusal.caller());
        json.put("status", refusal.status());
        json.put("code", refusal.code());
        json.put("problem", refusal.problem().getClass().getSimpleName());
        json.put("cause", cause);
        json.put("fix", fix.orElse(null));
        return json;
    }
}
