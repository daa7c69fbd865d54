// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.language.Condition.Value;
import dev.ostler.iam.language.Condition.VariableRef;
import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Statement.Ocid;
import dev.ostler.iam.language.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads variables and what they are compared with. */
final class ValueParser {
    /** Source: what OCI answers to a value without quotes (terraform-provider-oci issue 1335). */
    private static final String OCI_ON_UNQUOTED_VALUES =
            "a word without quotes is read as a variable; OCI says: Invalid right-hand side in condition: empty list of"
                    + " varnames";

    /** Signs of a regular expression that have no business in a name. */
    private static final Pattern REGEX =
            Pattern.compile("\\.[*+]|^\\^|\\$$|\\[[^\\]]*\\]|\\([^)]*\\|[^)]*\\)|\\\\[dws]");

    private final TokenReader tokens;
    private final Vocabulary vocabulary;

    ValueParser(TokenReader tokens, Vocabulary vocabulary) {
        this.tokens = tokens;
        this.vocabulary = vocabulary;
    }

    static boolean looksLikeAVariable(Token token) {
        return token.is(Kind.WORD) && isVariableName(token.text());
    }

    /** Assumed: every variable is of the request or of its target; all documented ones are. */
    static boolean isVariableName(String word) {
        return Lexer.isBareWord(word)
                && (word.regionMatches(true, 0, "request.", 0, 8) || word.regionMatches(true, 0, "target.", 0, 7));
    }

    VariableRef variable(Token word) {
        if (word.text().indexOf('.') < 0) {
            tokens.error(word.span(), "a variable such as `target.bucket.name`", "", meantVariable(word));
        } else if (!vocabulary.variables().isEmpty() && !vocabulary.hasVariable(word.text())) {
            tokens.warning(
                    word.span(),
                    "a variable that requests carry",
                    "no request has it, so its tests are never true",
                    meantVariable(word));
        }
        return new VariableRef(word.text(), word.span());
    }

    private Optional<Fix> meantVariable(Token word) {
        return Suggestions.nearest(word.text(), vocabulary.variables()).map(it -> new Fix(word.span(), it));
    }

    /** {@code ('a', 'b')}, from its parenthesis. */
    List<Value> list() {
        int from = tokens.peek().start();
        List<Value> entries = new ArrayList<>();
        if (!tokens.skip(Kind.LEFT_PARENTHESIS)) {
            tokens.error("`(`", "", parenthesesAround(tokens.peek()));
            if (!isDelimiter(tokens.peek())) {
                tokens.next();
            }
            return entries;
        }
        if (tokens.at(Kind.RIGHT_PARENTHESIS)) {
            tokens.error("a value in single quotes", "");
        }
        while (!tokens.at(Kind.RIGHT_PARENTHESIS) && !tokens.at(Kind.RIGHT_BRACE) && !tokens.at(Kind.END)) {
            entries.add(value());
            if (tokens.skip(Kind.COMMA)) {
                if (tokens.at(Kind.RIGHT_PARENTHESIS)) {
                    tokens.error("a value", "", new Fix(tokens.last().span(), ""));
                }
            } else if (tokens.at(Kind.STRING) || tokens.at(Kind.PATTERN)) {
                tokens.error("`,`", "", tokens.insertAfter(","));
            } else if (!tokens.at(Kind.RIGHT_PARENTHESIS) && !tokens.at(Kind.RIGHT_BRACE) && !tokens.at(Kind.END)) {
                tokens.error("`,` or `)`", "");
                tokens.skipToDelimiter();
                tokens.skip(Kind.COMMA);
            }
        }
        if (!tokens.skip(Kind.RIGHT_PARENTHESIS)) {
            tokens.error("`)`", "", tokens.insertAfter(")"));
        }
        checkCount(entries.size(), tokens.since(from));
        return List.copyOf(entries);
    }

    private Optional<Fix> parenthesesAround(Token value) {
        return value.is(Kind.STRING) || value.is(Kind.PATTERN)
                ? Optional.of(new Fix(value.span(), "(" + tokens.textOf(value.span()) + ")"))
                : Optional.empty();
    }

    void checkCount(int entries, Span span) {
        if (entries > Limits.MAX_LIST_ENTRIES) {
            tokens.error(
                    span, "at most " + Limits.MAX_LIST_ENTRIES + " entries", "the list is too long", Optional.empty());
        }
    }

    Value value() {
        Token token = tokens.peek();
        switch (token.kind()) {
            case STRING -> {
                if (token.text().isEmpty()) {
                    tokens.error("a value that is not empty", "");
                }
                tokens.next();
                return new Value.Text(token.pieces(), token.span());
            }
            case PATTERN -> {
                tokens.next();
                return pattern(token);
            }
            case WORD -> {
                return word(token);
            }
            case LEFT_BRACE,
                    LEFT_PARENTHESIS,
                    EQUALS,
                    NOT_EQUALS,
                    NOT,
                    SLASH,
                    COLON,
                    STRAY,
                    COMMA,
                    RIGHT_BRACE,
                    RIGHT_PARENTHESIS,
                    END -> {
                Span run = tokens.skipGlued();
                tokens.error(
                        isDelimiter(token) ? token.span() : run,
                        "a value in single quotes",
                        "",
                        isDelimiter(token)
                                ? Optional.empty()
                                : Optional.of(new Fix(run, "'" + tokens.textOf(run) + "'")));
                return new Value.Text(List.of(""), token.span());
            }
        }
        throw new IllegalStateException("no such kind of token: " + token.kind());
    }

    private static boolean isDelimiter(Token token) {
        return switch (token.kind()) {
            case COMMA, RIGHT_BRACE, RIGHT_PARENTHESIS, END -> true;
            case WORD, STRING, PATTERN, LEFT_BRACE, LEFT_PARENTHESIS, EQUALS, NOT_EQUALS, NOT, SLASH, COLON, STRAY ->
                false;
        };
    }

    private Value pattern(Token token) {
        String raw = tokens.textOf(token.span());
        String inner = raw.substring(1, Math.max(1, raw.length() - (raw.endsWith("/") ? 1 : 0)));
        if (REGEX.matcher(inner).find()) {
            String plain = inner.replaceAll("^\\^|\\$$", "").replaceAll("\\.[*+]", "*");
            tokens.warning(
                    token.span(),
                    "a pattern in which only `*` is special",
                    "its other signs stand for themselves",
                    Optional.of(new Fix(token.span(), "/" + plain + "/"))
                            .filter(_ -> !REGEX.matcher(plain).find() && !plain.isEmpty()));
        }
        return new Value.Pattern(token.pieces(), token.span());
    }

    private Value word(Token token) {
        if (token.isOcid()) {
            tokens.next();
            tokens.warning(
                    token.span(),
                    "single quotes",
                    "one example of OCI's has none",
                    Optional.of(new Fix(token.span(), "'" + token.text() + "'")));
            return new Value.OfOcid(new Ocid(token.text(), token.span()), token.span());
        }
        if (looksLikeAVariable(token)) {
            tokens.next();
            return new Value.OfVariable(variable(token), token.span());
        }
        Span run = tokens.skipGlued();
        tokens.error(
                run,
                "a value in single quotes",
                OCI_ON_UNQUOTED_VALUES,
                Optional.of(new Fix(run, "'" + tokens.textOf(run) + "'")));
        return new Value.Text(List.of(token.text()), run);
    }

    /** A value of a form that not every text has. */
    Value.Text text(String expected, Predicate<String> form) {
        Token token = tokens.peek();
        if (token.is(Kind.STRING)) {
            if (!form.test(token.text())) {
                tokens.error(expected, "");
            }
            tokens.next();
            return new Value.Text(token.pieces(), token.span());
        }
        if (token.is(Kind.WORD) && !token.is("and")) {
            Span run = tokens.skipGlued();
            tokens.error(run, expected, "", Optional.of(new Fix(run, "'" + tokens.textOf(run) + "'")));
        } else {
            tokens.error(expected, "");
        }
        return new Value.Text(List.of(""), token.span());
    }
}
