// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.api.control.Explanation;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Refusal;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Tells the person at the terminal of refusals, a line each. */
final class Terminal {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final PrintWriter out;

    Terminal(PrintWriter out) {
        this.out = out;
    }

    void refused(Refusal refusal) {
        out.println(printable(TIME.format(refusal.at()) + " REFUSED " + refusal.operation() + " " + refusal.resource()
                + " " + refusal.caller() + ": " + Reasons.of(refusal.problem(), refusal.operation())
                + "   ostler explain " + Explanation.shortId(refusal.requestId())));
    }

    /** A client chooses names: it must not be able to steer the terminal. */
    private static String printable(String line) {
        StringBuilder safe = new StringBuilder(line.length());
        line.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).forEach(safe::appendCodePoint);
        return safe.toString();
    }
}
