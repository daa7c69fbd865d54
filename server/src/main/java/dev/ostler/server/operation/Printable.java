// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

/**
 * Text for a terminal or a log. A client chooses names, and must not be able to steer the terminal, nor to turn around
 * what stands there.
 */
public final class Printable {
    private Printable() {}

    /** With a question mark for whatever is no letter, mark or sign. */
    public static String line(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().map(c -> isPrintable(c) ? c : '?').forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
