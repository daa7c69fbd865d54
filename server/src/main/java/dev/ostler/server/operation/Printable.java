// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.explanation.ExplanationLine;

/**
 * Text for a terminal or a log. A client chooses names, and must not be able to steer the terminal, nor to turn around
 * what stands there.
 */
public final class Printable {
    private Printable() {}

    /** With a question mark for whatever is no letter, mark or sign. */
    public static String line(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().map(c -> ExplanationLine.isPrintable(c) ? c : '?').forEach(safe::appendCodePoint);
        return safe.toString();
    }
}
