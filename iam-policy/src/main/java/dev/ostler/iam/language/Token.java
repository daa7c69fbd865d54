// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.util.List;

/**
 * One piece of a statement's text.
 *
 * @param text of a word as written, of a string or pattern its value
 * @param pieces of a string or pattern: its value, split at the stars that no backslash precedes
 */
record Token(Kind kind, String text, List<String> pieces, Span span) {
    enum Kind {
        WORD,
        STRING,
        PATTERN,
        LEFT_BRACE,
        RIGHT_BRACE,
        LEFT_PARENTHESIS,
        RIGHT_PARENTHESIS,
        COMMA,
        EQUALS,
        NOT_EQUALS,
        NOT,
        SLASH,
        COLON,
        /** Characters that no statement has outside quotes. */
        STRAY,
        END
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** Whether it is this word, in any case and without quotes. */
    boolean is(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isOneOf(String... words) {
        for (String word : words) {
            if (is(word)) {
                return true;
            }
        }
        return false;
    }

    boolean isOcid() {
        return kind == Kind.WORD && Lexer.isOcid(text);
    }

    int start() {
        return span.start();
    }

    int end() {
        return span.end();
    }
}
