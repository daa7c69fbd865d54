// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Diagnostic.Severity;
import java.util.Optional;

/** How a person is shown a diagnostic: place and sentence, the line, and a caret under it with what to write instead. */
public final class Rendering {
    private static final String INDENT = "    ";

    /** Of a longer line what is around the caret is shown. */
    private static final int MAX_LINE_CHARS = 160;

    private static final int CHARS_BEFORE_CARET = 100;

    private Rendering() {}

    /** Three lines, each ended by a newline; begins with line and column, so that a file's name fits before it. */
    public static String of(Diagnostic diagnostic, String text) {
        return Place.of(text, diagnostic.span().start()) + " "
                + (diagnostic.severity() == Severity.ERROR ? "error" : "warning") + ": " + diagnostic.message() + "\n"
                + excerpt(diagnostic.span(), diagnostic.fix(), text);
    }

    /** The last two of them: the line, and the caret with what to write instead. */
    public static String excerpt(Span span, Optional<Fix> fix, String text) {
        int lineStart = span.start();
        while (lineStart > 0 && !isLineEnd(text.charAt(lineStart - 1))) {
            lineStart--;
        }
        int lineEnd = span.start();
        while (lineEnd < text.length() && !isLineEnd(text.charAt(lineEnd))) {
            lineEnd++;
        }
        boolean cutLeft = lineEnd - lineStart > MAX_LINE_CHARS && span.start() - lineStart > CHARS_BEFORE_CARET;
        int from = cutLeft ? span.start() - CHARS_BEFORE_CARET : lineStart;
        boolean cutRight = lineEnd - from > MAX_LINE_CHARS;
        int to = cutRight ? from + MAX_LINE_CHARS : lineEnd;

        int caretColumn = text.codePointCount(from, span.start()) + (cutLeft ? 1 : 0);
        int caretLength = Math.max(
                1, text.codePointCount(span.start(), Math.clamp(span.end(), span.start(), Math.max(to, span.start()))));
        return INDENT + (cutLeft ? "…" : "") + text.substring(from, to).replace('\t', ' ') + (cutRight ? "…" : "")
                + "\n"
                + INDENT + " ".repeat(caretColumn) + "^".repeat(caretLength)
                + fix.map(it -> " " + advice(it, text)).orElse("") + "\n";
    }

    /** As an imperative: what to write, to insert or to leave out. */
    public static String advice(Fix fix, String text) {
        if (fix.replacement().isEmpty()) {
            return "leave out `" + fix.span().of(text) + "`";
        }
        boolean inserts = fix.span().start() == fix.span().end();
        String words = fix.replacement().isBlank()
                ? "a blank"
                : "`" + fix.replacement().strip() + "`";
        return (inserts ? "insert " : "write ") + words;
    }

    private static boolean isLineEnd(char character) {
        return character == '\n' || character == '\r';
    }
}
