// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Cuts a text into tokens in one pass.
 *
 * <p>A slash begins a pattern after the word {@code where} and after a comparison; before that it separates an identity
 * domain from a name, also when the name is in quotes.
 */
final class Lexer {
    private static final String OPENING_QUOTES = "\"`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u00b4";
    private static final String CLOSING_QUOTES = "\"`\u2018\u2019\u201b\u201c\u201d\u00b4";

    /** A slash that is not escaped: of the backslashes before it, each two are one of the pattern. */
    private static final Pattern BARE_SLASH = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)/");

    private final String source;
    private final Diagnostics diagnostics;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean afterWhere;

    private Lexer(String source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
    }

    /** The last token is END, which stands right behind the one before it. */
    static List<Token> tokensOf(String source, Diagnostics diagnostics) {
        Lexer lexer = new Lexer(source, diagnostics);
        lexer.run();
        return lexer.tokens;
    }

    /** Whether a word looks like an identifier of OCI. Source: OCI documentation, "Resource Identifiers". */
    static boolean isOcid(String word) {
        return word.regionMatches(true, 0, "ocid1.", 0, 6);
    }

    /** Whether a name needs no quotes. */
    static boolean isBareWord(String text) {
        return !text.isEmpty()
                && Character.isLetterOrDigit(text.codePointAt(0))
                && text.codePoints().allMatch(Lexer::isWordCharacter);
    }

    private static boolean isWordCharacter(int character) {
        return Character.isLetterOrDigit(character)
                || character == '_'
                || character == '.'
                || character == '-'
                || character == '@'
                || character == '$';
    }

    private void run() {
        while (at < source.length() && !diagnostics.full()) {
            next();
        }
        int end = tokens.isEmpty() ? 0 : tokens.getLast().end();
        tokens.add(new Token(Kind.END, "", List.of(), new Span(end, end)));
    }

    private void next() {
        int character = source.codePointAt(at);
        switch (character) {
            case ' ', '\t', '\n', '\r', '\f' -> at++;
            case '{' -> single(Kind.LEFT_BRACE);
            case '}' -> single(Kind.RIGHT_BRACE);
            case '(' -> single(Kind.LEFT_PARENTHESIS);
            case ')' -> single(Kind.RIGHT_PARENTHESIS);
            case ',' -> single(Kind.COMMA);
            case ':' -> single(Kind.COLON);
            case '=' -> equals();
            case '!' -> exclamation();
            case '/' -> slash();
            case '#' -> comment(1);
            case '\'' -> quoted(Kind.STRING, "'");
            default -> {
                if (isWordCharacter(character)) {
                    word();
                } else if (OPENING_QUOTES.indexOf(character) >= 0) {
                    wrongQuotes();
                } else if (isInvisible(character)) {
                    invisible(character);
                } else {
                    stray();
                }
            }
        }
    }

    private void single(Kind kind) {
        add(kind, at, at + 1);
    }

    private void add(Kind kind, int start, int end) {
        tokens.add(new Token(kind, source.substring(start, end), List.of(), new Span(start, end)));
        at = end;
    }

    private void equals() {
        if (!source.startsWith("==", at)) {
            single(Kind.EQUALS);
            return;
        }
        Span span = new Span(at, at + 2);
        diagnostics.error(span, "`=`", "", new Fix(span, "="));
        add(Kind.EQUALS, at, at + 2);
    }

    private void exclamation() {
        boolean equals = source.startsWith("=", at + 1);
        add(equals ? Kind.NOT_EQUALS : Kind.NOT, at, at + (equals ? 2 : 1));
    }

    private void word() {
        int end = at;
        while (end < source.length() && isWordCharacter(source.codePointAt(end))) {
            end += Character.charCount(source.codePointAt(end));
        }
        add(Kind.WORD, at, end);
        afterWhere |= tokens.getLast().is("where");
    }

    private void stray() {
        int end = at;
        while (end < source.length() && isStray(source.codePointAt(end))) {
            end += Character.charCount(source.codePointAt(end));
        }
        Span span = new Span(at, end);
        if (span.of(source).equals("<>")) {
            diagnostics.error(span, "`!=`", "", new Fix(span, "!="));
            add(Kind.NOT_EQUALS, at, end);
            return;
        }
        add(Kind.STRAY, at, end);
    }

    private static boolean isStray(int character) {
        return !isWordCharacter(character)
                && !Character.isWhitespace(character)
                && !isInvisible(character)
                && "{}(),:=!/#'".indexOf(character) < 0
                && OPENING_QUOTES.indexOf(character) < 0;
    }

    /** Also the separators that are blanks to Java and not to Unicode, such as the vertical tab. */
    private static boolean isInvisible(int character) {
        return Character.isSpaceChar(character)
                || Character.isWhitespace(character)
                || Character.getType(character) == Character.FORMAT;
    }

    /** Blanks of other kinds come along when a statement is pasted from a page. Assumed: OCI refuses them. */
    private void invisible(int character) {
        Span span = new Span(at, at + Character.charCount(character));
        diagnostics.error(
                span,
                "a blank",
                "this is the invisible character " + Character.getName(character),
                new Fix(span, Character.getType(character) == Character.FORMAT ? "" : " "));
        at = span.end();
    }

    private void slash() {
        if (source.startsWith("//", at)) {
            comment(2);
            return;
        }
        Kind before = tokens.isEmpty() ? Kind.END : tokens.getLast().kind();
        boolean gluedToAWord = before == Kind.WORD && tokens.getLast().end() == at;
        if (before == Kind.EQUALS || before == Kind.NOT_EQUALS || (afterWhere && !gluedToAWord)) {
            quoted(Kind.PATTERN, "/");
        } else if (!afterWhere && source.startsWith("/*", at)) {
            comment(2);
        } else {
            single(Kind.SLASH);
        }
    }

    /**
     * Observed: statements that Oracle publishes for Terraform end in {@code //…}; no documentation has comments. So that
     * one form is taken at the very end, with a warning, and every other is an error.
     */
    private void comment(int markLength) {
        boolean block = source.startsWith("/*", at);
        int close = block ? source.indexOf("*/", at + markLength) : endOfLine(at);
        int end = block ? (close < 0 ? source.length() : close + 2) : close;
        Span span = new Span(at, end);
        boolean trailing = source.startsWith("//", at)
                && !tokens.isEmpty()
                && source.substring(end).isBlank();
        if (trailing) {
            diagnostics.warning(
                    span,
                    "the end",
                    "comments are not part of OCI's documented language",
                    Optional.of(new Fix(span, "")));
        } else {
            diagnostics.error(span, "a statement without comments", "OCI has no comments", new Fix(span, ""));
        }
        at = end;
    }

    private int endOfLine(int from) {
        int end = from;
        while (end < source.length() && !isEndOfLine(end)) {
            end++;
        }
        return end;
    }

    /** Double quotes, and those that word processors make of single ones. */
    private void wrongQuotes() {
        String open = source.substring(at, at + 1);
        read(Kind.STRING, open.equals("\"") || open.equals("`") ? open : CLOSING_QUOTES);
        Token token = tokens.getLast();
        diagnostics.error(
                token.span(),
                "single quotes",
                "",
                new Fix(token.span(), "'" + token.text().replace("\\", "\\\\").replace("'", "\\'") + "'"));
    }

    private void quoted(Kind kind, String mark) {
        int start = at;
        boolean closed = read(kind, mark);
        Token token = tokens.getLast();
        if (closed && kind == Kind.PATTERN) {
            slashesInside(start);
        } else if (!closed) {
            diagnostics.error(
                    token.span(), "a closing `" + mark + "`", "", new Fix(new Span(token.end(), token.end()), mark));
        }
    }

    /** {@code /raw/2026/*}{@code /}: takes the rest of a pattern that a slash of its own seems to end. */
    private void slashesInside(int start) {
        int lastSlash = at - 1;
        for (int i = at; i < source.length() && isPartOfAPattern(source.charAt(i)); i++) {
            lastSlash = source.charAt(i) == '/' ? i : lastSlash;
        }
        if (lastSlash >= at) {
            tokens.removeLast();
            Span span = new Span(start, lastSlash + 1);
            String inner = source.substring(start + 1, lastSlash);
            diagnostics.error(
                    span,
                    "a pattern without slashes",
                    "a slash in a pattern needs a backslash before it",
                    new Fix(span, "/" + BARE_SLASH.matcher(inner).replaceAll("$1\\\\/") + "/"));
            tokens.add(new Token(Kind.PATTERN, inner, pieces(start + 1, lastSlash), span));
            at = lastSlash + 1;
        }
    }

    private static boolean isPartOfAPattern(char character) {
        return character == '/' || character == '*' || isWordCharacter(character);
    }

    /**
     * Takes in a value with its marks around it; false when the closing one is missing. A value ends in its line: assumed,
     * and the better place to look for a mark that was forgotten.
     */
    private boolean read(Kind kind, String closers) {
        int start = at;
        int close = start + 1;
        while (close < source.length() && !isEndOfLine(close) && closers.indexOf(source.charAt(close)) < 0) {
            close += source.charAt(close) == '\\' && close + 1 < source.length() && !isEndOfLine(close + 1) ? 2 : 1;
        }
        boolean closed = close < source.length() && !isEndOfLine(close) && !opensTheNext(kind, start + 1, close);
        int contentEnd = closed ? close : unterminatedEnd(start + 1);
        List<String> pieces = pieces(start + 1, contentEnd);
        at = closed ? close + 1 : contentEnd;
        tokens.add(new Token(kind, String.join("*", pieces), pieces, new Span(start, at)));
        return closed;
    }

    /** In {@code a = 'x, b = 'y'} the second quote opens the next value: the first was never closed. */
    private boolean opensTheNext(Kind kind, int contentStart, int close) {
        String content = source.substring(contentStart, close).stripTrailing();
        return kind == Kind.STRING
                && (content.endsWith("=") || content.endsWith("("))
                && close + 1 < source.length()
                && isWordCharacter(source.codePointAt(close + 1));
    }

    private int unterminatedEnd(int from) {
        int end = from;
        while (end < source.length() && !isEndOfLine(end) && ",})".indexOf(source.charAt(end)) < 0) {
            end++;
        }
        while (end > from && Character.isWhitespace(source.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private boolean isEndOfLine(int position) {
        return source.charAt(position) == '\n' || source.charAt(position) == '\r';
    }

    /** Undoes escapes, and splits at the stars that are not escaped. */
    private List<String> pieces(int start, int end) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (int i = start; i < end; i++) {
            char character = source.charAt(i);
            if (character == '\\' && i + 1 < end) {
                piece.append(source.charAt(++i));
            } else if (character == '*') {
                pieces.add(piece.toString());
                piece.setLength(0);
            } else {
                piece.append(character);
            }
        }
        pieces.add(piece.toString());
        return List.copyOf(pieces);
    }
}
