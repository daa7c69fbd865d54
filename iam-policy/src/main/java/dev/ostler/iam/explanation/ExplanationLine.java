// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.explanation;

/**
 * One line of an explanation. Nothing in it steers a terminal.
 *
 * @param name what the line tells; empty when it goes on with the one above
 */
public record ExplanationLine(String name, String value) {
    public ExplanationLine {
        value = printable(value);
    }

    /** As many characters as before, so that carets stay where they point. */
    static String printable(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().map(it -> isPrintable(it) ? it : blank(it)).forEach(safe::appendCodePoint);
        return safe.toString();
    }

    private static int blank(int codePoint) {
        return Character.isWhitespace(codePoint) ? ' ' : '?';
    }

    /** Not what a client could steer a terminal with, or turn around what stands there. */
    public static boolean isPrintable(int codePoint) {
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
