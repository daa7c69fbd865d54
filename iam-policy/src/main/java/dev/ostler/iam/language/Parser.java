// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.util.Optional;

/**
 * Reads policy statements. All mistakes of a text are reported, not the first. Hostile texts cost time in proportion to
 * their length and no more stack than {@link Limits} allow.
 */
public final class Parser {
    private Parser() {}

    /** Takes any word for a resource type, a permission or a variable. */
    public static Parsed parse(String text) {
        return parse(text, Vocabulary.NONE);
    }

    /** Says also which types, permissions and variables are misspelled or grant nothing here. */
    public static Parsed parse(String text, Vocabulary vocabulary) {
        Diagnostics diagnostics = new Diagnostics(text);
        if (text.length() > Limits.MAX_STATEMENT_CHARS) {
            diagnostics.error(
                    new Span(Limits.MAX_STATEMENT_CHARS, text.length()),
                    "the end of the statement",
                    "a statement has at most " + Limits.MAX_STATEMENT_CHARS + " characters");
            return new Parsed(Optional.empty(), diagnostics.inOrder());
        }
        TokenReader tokens = new TokenReader(text, Lexer.tokensOf(text, diagnostics), diagnostics);
        Statement statement = new StatementParser(tokens, vocabulary).statement();
        return new Parsed(diagnostics.hasErrors() ? Optional.empty() : Optional.of(statement), diagnostics.inOrder());
    }
}
