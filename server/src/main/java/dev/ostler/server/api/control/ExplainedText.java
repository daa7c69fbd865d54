// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.operation.Printable;
import dev.ostler.server.operation.Refusal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Lines for a terminal: a title, then a name and a value each. Nothing that a client has chosen steers the terminal. */
public final class ExplainedText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final int SHOWN_ID_CHARS = 10;

    private final StringBuilder text = new StringBuilder();

    /**
     * What became of which request.
     *
     * @param requestId empty for one that nobody sent
     */
    record Title(String outcome, String operation, String resource, String caller, Instant at, String requestId) {}

    ExplainedText(Title title) {
        text.append(Printable.line(title.outcome() + "  " + title.operation() + "  " + title.resource() + "  by "
                        + title.caller() + "   " + TIME.format(title.at())
                        + (title.requestId().isEmpty() ? "" : "  id " + shortId(title.requestId()) + "...")))
                .append('\n');
    }

    /** Begins with who was refused what. */
    static ExplainedText of(Refusal refusal) {
        return of(refusal, refusal.caller());
    }

    /** @param caller with more than the refusal has */
    static ExplainedText of(Refusal refusal, String caller) {
        return new ExplainedText(new Title(
                "REFUSED", refusal.operation(), refusal.resource(), caller, refusal.at(), refusal.requestId()));
    }

    ExplainedText line(String name, String value) {
        text.append(String.format(Locale.ROOT, "%-17s", name))
                .append(Printable.line(value))
                .append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** Enough of an id to find its request again. */
    public static String shortId(String requestId) {
        return requestId.substring(0, Math.min(SHOWN_ID_CHARS, requestId.length()));
    }
}
