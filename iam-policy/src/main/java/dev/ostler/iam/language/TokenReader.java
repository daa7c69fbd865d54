// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Token.Kind;
import java.util.List;
import java.util.Optional;

/** The tokens of one statement and the place that the parser has come to, with what is wrong so far. */
final class TokenReader {
    private final String source;
    private final List<Token> tokens;
    private final Diagnostics diagnostics;
    private int at;

    TokenReader(String source, List<Token> tokens, Diagnostics diagnostics) {
        this.source = source;
        this.tokens = tokens;
        this.diagnostics = diagnostics;
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    /** Takes a token; END again and again. */
    Token next() {
        Token token = peek();
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    /** The token before the next one. */
    Token last() {
        return tokens.get(Math.max(0, at - 1));
    }

    boolean at(Kind kind) {
        return peek().is(kind);
    }

    boolean atWord(String... words) {
        return peek().isOneOf(words);
    }

    boolean skip(Kind kind) {
        boolean found = at(kind);
        if (found) {
            next();
        }
        return found;
    }

    boolean skipWord(String word) {
        boolean found = atWord(word);
        if (found) {
            next();
        }
        return found;
    }

    /** Takes a word or a text in quotes. Assumed: OCI refuses a bare name that begins with a sign, as public parsers do. */
    Statement.Name nextName() {
        Token token = next();
        if (token.is(Kind.WORD) && !Lexer.isBareWord(token.text())) {
            diagnostics.error(
                    token.span(),
                    "a name",
                    "one that begins with neither a letter nor a digit needs quotes",
                    new Fix(token.span(), "'" + token.text() + "'"));
        }
        return new Statement.Name(token.text(), token.is(Kind.STRING), token.span());
    }

    /** Goes on to one of these words, or to the end. */
    void skipTo(String... words) {
        while (!at(Kind.END) && !atWord(words)) {
            next();
        }
    }

    /** Goes on to a comma or closing mark that belongs to the list at hand, over all that is nested in it. */
    void skipToDelimiter() {
        int depth = 0;
        while (!at(Kind.END)) {
            if (at(Kind.LEFT_BRACE) || at(Kind.LEFT_PARENTHESIS)) {
                depth++;
            } else if (at(Kind.RIGHT_BRACE) || at(Kind.RIGHT_PARENTHESIS)) {
                if (depth == 0) {
                    return;
                }
                depth--;
            } else if (at(Kind.COMMA) && depth == 0) {
                return;
            }
            next();
        }
    }

    /** The same, and stops at a word or sign between two tests as well. */
    void skipToDelimiterOrConnective() {
        while (!at(Kind.END)
                && !at(Kind.COMMA)
                && !at(Kind.RIGHT_BRACE)
                && !at(Kind.RIGHT_PARENTHESIS)
                && !atWord("and", "or")) {
            if (at(Kind.LEFT_BRACE) || at(Kind.LEFT_PARENTHESIS)) {
                skipNested();
            } else {
                next();
            }
        }
    }

    /** Takes an opening brace or parenthesis with everything up to the one that closes it. */
    void skipNested() {
        int depth = 0;
        do {
            if (at(Kind.LEFT_BRACE) || at(Kind.LEFT_PARENTHESIS)) {
                depth++;
            } else if (at(Kind.RIGHT_BRACE) || at(Kind.RIGHT_PARENTHESIS)) {
                depth--;
            }
            next();
        } while (depth > 0 && !at(Kind.END));
    }

    /** Takes tokens without a blank between them, up to a delimiter; a delimiter itself is not taken. */
    Span skipGlued() {
        int start = peek().start();
        int end = start;
        while (peek().start() == end
                && !at(Kind.END)
                && !at(Kind.COMMA)
                && !at(Kind.RIGHT_BRACE)
                && !at(Kind.RIGHT_PARENTHESIS)) {
            end = next().end();
        }
        return new Span(start, end);
    }

    /** From the start of a part to the token taken last; empty when nothing was. */
    Span since(int start) {
        return new Span(start, Math.max(start, last().end()));
    }

    String textOf(Span span) {
        return span.of(source);
    }

    /** What is at the next token is wrong. */
    void error(String expected, String because) {
        diagnostics.error(peek().span(), expected, because);
    }

    void error(String expected, String because, Fix fix) {
        diagnostics.error(peek().span(), expected, because, fix);
    }

    void error(String expected, String because, Optional<Fix> fix) {
        diagnostics.error(peek().span(), expected, because, fix);
    }

    void error(Span span, String expected, String because, Optional<Fix> fix) {
        diagnostics.error(span, expected, because, fix);
    }

    void warning(Span span, String expected, String because, Optional<Fix> fix) {
        diagnostics.warning(span, expected, because, fix);
    }

    Fix replaceNext(String replacement) {
        return new Fix(peek().span(), replacement);
    }

    /** Before the next token. */
    Fix insertBefore(String text) {
        return new Fix(new Span(peek().start(), peek().start()), text);
    }

    /** Right behind the last token. */
    Fix insertAfter(String text) {
        return new Fix(new Span(last().end(), last().end()), text);
    }
}
