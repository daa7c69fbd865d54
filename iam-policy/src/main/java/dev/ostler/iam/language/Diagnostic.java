// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.util.Optional;

/**
 * Something in a text that is wrong, or unlikely to be meant.
 *
 * @param span what the caret points at; empty where something is missing
 * @param found the text there, cut when long; empty at the end of the text
 * @param expected what belongs there
 * @param because what a reader should know about it; may be empty
 * @param fix what was most likely meant
 */
public record Diagnostic(
        Severity severity, Span span, String found, String expected, String because, Optional<Fix> fix) {

    /** Whether a statement is refused for it. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** A text to write instead of a part of the statement; an empty part inserts, an empty text deletes. */
    public record Fix(Span span, String replacement) {
        public String applyTo(String text) {
            return text.substring(0, span.start()) + replacement + text.substring(span.end());
        }
    }

    /** The same for a text in which this one begins at an offset. */
    public Diagnostic shifted(int offset) {
        return new Diagnostic(
                severity,
                span.shifted(offset),
                found,
                expected,
                because,
                fix.map(it -> new Fix(it.span().shifted(offset), it.replacement())));
    }

    /** One sentence, without the place. */
    public String message() {
        return "found " + (found.isEmpty() ? "the end" : "`" + found + "`") + ", expected " + expected
                + (because.isEmpty() ? "" : ": " + because);
    }
}
