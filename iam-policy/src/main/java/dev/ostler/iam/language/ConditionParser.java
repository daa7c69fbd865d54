// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.language.Condition.Value;
import dev.ostler.iam.language.Condition.VariableRef;
import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what follows {@code where}. A wrong test is reported and skipped up to the comma or brace behind it. */
final class ConditionParser {
    private static final String TIMESTAMP = "request.utc-timestamp";
    private static final String TIME_OF_DAY = "request.utc-timestamp.time-of-day";
    private static final String[] SET_FUNCTIONS = {"sets-intersect", "sets-equal"};

    /** What stands around or between tests: a chain of words or a comma without braces is told from a list in them. */
    private enum Around {
        NOTHING,
        ALL,
        ANY
    }

    private final TokenReader tokens;
    private final ValueParser values;

    ConditionParser(TokenReader tokens, Vocabulary vocabulary) {
        this.tokens = tokens;
        this.values = new ValueParser(tokens, vocabulary);
    }

    /** Whether something that can only be a condition begins so many tokens from here. */
    boolean isAtCondition(int ahead) {
        Token token = tokens.peek(ahead);
        return token.is(Kind.NOT)
                || (token.isOneOf("any", "all") && tokens.peek(ahead + 1).is(Kind.LEFT_BRACE))
                || token.isOneOf(SET_FUNCTIONS)
                || ValueParser.looksLikeAVariable(token);
    }

    Condition whole() {
        if (tokens.at(Kind.END)) {
            tokens.error("a condition such as `target.bucket.name = 'lake'`", "");
            return standIn(tokens.peek().start());
        }
        return chain(Around.NOTHING, 0);
    }

    /** Takes the place of a condition that is wrong. */
    private Condition standIn(int from) {
        return new Condition.Present(new VariableRef("", tokens.peek().span()), tokens.since(from));
    }

    /** One condition; several with words between them, which belong into braces, are reported and taken together. */
    private Condition chain(Around around, int depth) {
        Condition first = one(depth);
        Token connective = tokens.peek();
        if (!isConnective(connective, around)) {
            return first;
        }
        List<Condition> parts = new ArrayList<>(List.of(first));
        List<Token> connectives = new ArrayList<>();
        while (isConnective(tokens.peek(), around)) {
            connectives.add(tokens.next());
            parts.add(one(depth));
        }
        Span span = tokens.since(first.span().start());
        boolean or = isOr(connective);
        boolean mixed = connectives.stream().anyMatch(it -> isOr(it) != or);
        boolean fits = !mixed && around == (or ? Around.ANY : Around.ALL);
        String braced = braced(parts, connectives);
        String fix = fits ? braced.substring("all {".length(), braced.length() - 1) : braced;
        tokens.error(
                connective.span(),
                fits ? "`,`" : "`all {…}` or `any {…}` around several tests",
                fits ? "" : "`all` is and, `any` is or",
                Optional.of(new Fix(span, fix)));
        return new Condition.All(List.copyOf(parts), span);
    }

    /** The same tests in OCI's braces; as everywhere, {@code and} binds more tightly than {@code or}. */
    private String braced(List<Condition> parts, List<Token> connectives) {
        List<List<String>> alternatives = new ArrayList<>(List.of(new ArrayList<>()));
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0 && isOr(connectives.get(i - 1))) {
                alternatives.add(new ArrayList<>());
            }
            alternatives.getLast().add(tokens.textOf(parts.get(i).span()));
        }
        List<String> tests = alternatives.stream()
                .map(it -> it.size() == 1 ? it.getFirst() : "all {" + String.join(", ", it) + "}")
                .toList();
        return tests.size() == 1 ? tests.getFirst() : "any {" + String.join(", ", tests) + "}";
    }

    private static boolean isConnective(Token token, Around around) {
        return token.isOneOf("and", "or")
                || (token.is(Kind.STRAY)
                        && (token.text().startsWith("&") || token.text().startsWith("|")))
                || (token.is(Kind.COMMA) && around == Around.NOTHING);
    }

    private static boolean isOr(Token connective) {
        return connective.is("or") || connective.text().startsWith("|");
    }

    private Condition one(int depth) {
        Token token = tokens.peek();
        int from = token.start();
        switch (token.kind()) {
            case WORD -> {
                return word(token, depth);
            }
            case NOT -> {
                tokens.next();
                return absent(from, depth);
            }
            case LEFT_BRACE -> {
                tokens.error("`all` or `any` before `{`", "", tokens.insertBefore("all "));
                return group(Around.ALL, from, depth);
            }
            case LEFT_PARENTHESIS -> {
                return parenthesised(depth);
            }
            case STRING -> {
                return textOnTheLeft();
            }
            case PATTERN, RIGHT_BRACE, RIGHT_PARENTHESIS, COMMA, EQUALS, NOT_EQUALS, SLASH, COLON, STRAY, END -> {
                tokens.error("a variable such as `target.bucket.name`", "");
                tokens.skipToDelimiter();
                return standIn(from);
            }
        }
        throw new IllegalStateException("no such kind of token: " + token.kind());
    }

    private Condition word(Token word, int depth) {
        Token following = tokens.peek(1);
        if (word.isOneOf("any", "all")) {
            tokens.next();
            Around around = word.is("all") ? Around.ALL : Around.ANY;
            return following.is(Kind.LEFT_BRACE) ? group(around, word.start(), depth) : unbraced(word, depth);
        }
        if (word.is("not")) {
            tokens.next();
            return absent(word.start(), depth);
        }
        return following.is(Kind.LEFT_PARENTHESIS) && !word.is("in") ? sets() : test();
    }

    /** From the opening brace; {@code from} is where {@code any} or {@code all} stands. */
    private Condition group(Around around, int from, int depth) {
        Token open = tokens.peek();
        if (depth >= Limits.MAX_CONDITION_DEPTH) {
            tokens.error("at most " + Limits.MAX_CONDITION_DEPTH + " braces in each other", "");
            tokens.skipNested();
            return standIn(from);
        }
        tokens.next();
        List<Condition> parts = new ArrayList<>();
        if (tokens.at(Kind.RIGHT_BRACE)) {
            tokens.error(open.span().to(tokens.peek().span()), "a test between the braces", "", Optional.empty());
        }
        while (!tokens.at(Kind.RIGHT_BRACE) && !tokens.at(Kind.END)) {
            parts.add(chain(around, depth + 1));
            separator("}");
            if (tokens.at(Kind.RIGHT_PARENTHESIS)) {
                tokens.error("`,` or `}`", "", tokens.replaceNext(""));
                tokens.next();
            }
        }
        if (!tokens.skip(Kind.RIGHT_BRACE)) {
            tokens.error("`}`", "", tokens.insertAfter("}"));
        }
        Span span = tokens.since(from);
        values.checkCount(parts.size(), span);
        return around == Around.ALL
                ? new Condition.All(List.copyOf(parts), span)
                : new Condition.Any(List.copyOf(parts), span);
    }

    /** What stands behind an entry of a group: a comma and another entry, or the closing mark, which stays. */
    private void separator(String closing) {
        if (tokens.skip(Kind.COMMA)) {
            while (tokens.at(Kind.COMMA)) {
                tokens.error("a test", "", tokens.replaceNext(""));
                tokens.next();
            }
            if (tokens.at(Kind.RIGHT_BRACE) || tokens.at(Kind.END)) {
                tokens.error("a test", "", new Fix(tokens.last().span(), ""));
            }
        } else if (isAtCondition(0)) {
            tokens.error("`,`", "", tokens.insertAfter(","));
        } else if (!tokens.at(Kind.RIGHT_BRACE) && !tokens.at(Kind.END)) {
            tokens.error("`,` or `" + closing + "`", "");
            tokens.skipToDelimiter();
            tokens.skip(Kind.COMMA);
        }
    }

    /** {@code any target.bucket.name = 'x'}. */
    private Condition unbraced(Token word, int depth) {
        if (!isAtCondition(0) || depth >= Limits.MAX_CONDITION_DEPTH) {
            tokens.error("`{`", "");
            tokens.skipToDelimiter();
            return standIn(word.start());
        }
        Token found = tokens.peek();
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(one(depth + 1));
        } while (depth == 0 && tokens.skip(Kind.COMMA) && isAtCondition(0));
        Span tests = tokens.since(found.start());
        tokens.error(found.span(), "`{`", "", Optional.of(new Fix(tests, "{" + tokens.textOf(tests) + "}")));
        return new Condition.All(List.copyOf(parts), tokens.since(word.start()));
    }

    private Condition parenthesised(int depth) {
        Token open = tokens.peek();
        if (depth >= Limits.MAX_CONDITION_DEPTH) {
            tokens.error("at most " + Limits.MAX_CONDITION_DEPTH + " braces in each other", "");
            tokens.skipNested();
            return standIn(open.start());
        }
        tokens.next();
        Condition inner = chain(Around.NOTHING, depth + 1);
        if (!tokens.skip(Kind.RIGHT_PARENTHESIS)) {
            tokens.skipToDelimiter();
            tokens.skip(Kind.RIGHT_PARENTHESIS);
        }
        Span span = tokens.since(open.start());
        tokens.error(
                open.span(),
                "a test, `all {…}` or `any {…}`",
                "parentheses hold lists of values",
                Optional.of(new Fix(span, tokens.textOf(inner.span()))));
        return new Condition.All(List.of(inner), span);
    }

    /** What follows {@code !} or {@code not}. */
    private Condition absent(int from, int depth) {
        Token token = tokens.peek();
        if (token.is(Kind.WORD) && !token.isOneOf("any", "all", "not")) {
            VariableRef variable = values.variable(tokens.next());
            return new Condition.Absent(variable, tokens.since(from));
        }
        tokens.error("a variable", "only a variable can be negated, and means that the request does not have it");
        if (token.isOneOf("any", "all") && tokens.peek(1).is(Kind.LEFT_BRACE)) {
            return one(depth);
        }
        tokens.skipToDelimiter();
        return standIn(from);
    }

    /** {@code 'x' = target.bucket.name}, or a variable in quotes. */
    private Condition textOnTheLeft() {
        Token left = tokens.next();
        Token operator = tokens.peek();
        Token right = tokens.peek(1);
        Optional<Fix> fix = Optional.empty();
        if (ValueParser.isVariableName(left.text())) {
            fix = Optional.of(new Fix(left.span(), left.text()));
        } else if ((operator.is(Kind.EQUALS) || operator.is(Kind.NOT_EQUALS))
                && ValueParser.looksLikeAVariable(right)) {
            Span span = left.span().to(right.span());
            fix = Optional.of(new Fix(span, right.text() + " " + operator.text() + " " + tokens.textOf(left.span())));
        }
        tokens.error(left.span(), "a variable", "the variable stands on the left, without quotes", fix);
        tokens.skipToDelimiter();
        return standIn(left.start());
    }

    private Condition sets() {
        Token function = tokens.next();
        if (!function.isOneOf(SET_FUNCTIONS)) {
            tokens.error(
                    function.span(),
                    "`sets-intersect` or `sets-equal`",
                    "",
                    Suggestions.keyword(function.text(), SET_FUNCTIONS).map(it -> new Fix(function.span(), it)));
        }
        tokens.skip(Kind.LEFT_PARENTHESIS);
        Token name = tokens.peek();
        VariableRef variable = new VariableRef("", name.span());
        List<Value> entries = List.of();
        if (name.is(Kind.WORD)) {
            variable = values.variable(tokens.next());
        } else {
            tokens.error("a variable", "");
            tokens.skipToDelimiter();
        }
        if (tokens.skip(Kind.COMMA)) {
            entries = tokens.at(Kind.LEFT_PARENTHESIS) ? values.list() : List.of(values.value());
        } else {
            tokens.error("`,` and the values to compare with", "");
            tokens.skipToDelimiter();
        }
        if (!tokens.skip(Kind.RIGHT_PARENTHESIS)) {
            tokens.error("`)`", "", tokens.insertAfter(")"));
            tokens.skipToDelimiter();
            tokens.skip(Kind.RIGHT_PARENTHESIS);
        }
        Condition.Sets.Comparison comparison =
                function.is("sets-equal") ? Condition.Sets.Comparison.EQUAL : Condition.Sets.Comparison.INTERSECT;
        return new Condition.Sets(comparison, variable, entries, tokens.since(function.start()));
    }

    private Condition test() {
        Token word = tokens.next();
        VariableRef variable = values.variable(word);
        int from = word.start();
        Token operator = tokens.peek();
        switch (operator.kind()) {
            case EQUALS, NOT_EQUALS -> {
                return equality(variable, from);
            }
            case WORD -> {
                return wordOperator(variable, from);
            }
            case COMMA, RIGHT_BRACE, RIGHT_PARENTHESIS, END -> {
                return new Condition.Present(variable, tokens.since(from));
            }
            case STRING, PATTERN -> {
                tokens.error("`=`", "", tokens.insertBefore("= "));
                tokens.next();
                return standIn(from);
            }
            case STRAY, LEFT_BRACE, LEFT_PARENTHESIS, NOT, SLASH, COLON -> {
                if (isConnective(operator, Around.NOTHING)) {
                    return new Condition.Present(variable, tokens.since(from));
                }
                return unknownOperator(variable, from);
            }
        }
        throw new IllegalStateException("no such kind of token: " + operator.kind());
    }

    private Condition equality(VariableRef variable, int from) {
        Token operator = tokens.next();
        boolean negated = operator.is(Kind.NOT_EQUALS);
        if (tokens.at(Kind.LEFT_PARENTHESIS)) {
            String instead = negated ? "not in" : "in";
            tokens.error(
                    operator.span(),
                    "`" + instead + "` before a list",
                    "",
                    Optional.of(new Fix(variable.span().gapTo(tokens.peek().span()), " " + instead + " ")));
            values.list();
            return standIn(from);
        }
        notOfATime(variable, operator);
        Value value = values.value();
        return new Condition.Equals(variable, negated, value, tokens.since(from));
    }

    /** Source: OCI documentation, "Conditions": comparisons are for all variables but these two. */
    private void notOfATime(VariableRef variable, Token operator) {
        boolean moment = variable.name().equalsIgnoreCase(TIMESTAMP);
        if (moment || variable.name().equalsIgnoreCase(TIME_OF_DAY)) {
            String instead = moment ? "`before` or `after`" : "`between`";
            tokens.error(operator.span(), instead, "a moment is hardly ever equal", Optional.empty());
        }
    }

    private Condition wordOperator(VariableRef variable, int from) {
        Token operator = tokens.peek();
        if (isConnective(operator, Around.NOTHING)) {
            return new Condition.Present(variable, tokens.since(from));
        }
        switch (operator.text().toLowerCase(Locale.ROOT)) {
            case "in" -> {
                tokens.next();
                notOfATime(variable, operator);
                return new Condition.In(variable, false, values.list(), tokens.since(from));
            }
            case "not" -> {
                tokens.next();
                if (!tokens.skipWord("in")) {
                    tokens.error("`in`", "", tokens.insertBefore("in "));
                    if (!tokens.at(Kind.LEFT_PARENTHESIS)) {
                        tokens.skipToDelimiter();
                        return standIn(from);
                    }
                }
                notOfATime(variable, operator);
                return new Condition.In(variable, true, values.list(), tokens.since(from));
            }
            case "before", "after" -> {
                tokens.next();
                only(variable, TIMESTAMP, operator);
                Value.Text instant = values.text("a moment such as `'2026-01-31T12:00:00Z'`", Timestamps::isMoment);
                return new Condition.Moment(variable, operator.is("before"), instant, tokens.since(from));
            }
            case "between" -> {
                tokens.next();
                only(variable, TIME_OF_DAY, operator);
                return between(variable, from);
            }
            default -> {
                return unknownOperator(variable, from);
            }
        }
    }

    private void only(VariableRef variable, String wanted, Token operator) {
        if (!variable.name().equalsIgnoreCase(wanted)) {
            tokens.error(
                    variable.span(),
                    "`" + wanted + "`",
                    "`" + operator.text() + "` goes with no other variable",
                    Optional.empty());
        }
    }

    private Condition between(VariableRef variable, int from) {
        String expected = "a time of day such as `'17:00:00Z'`";
        Value.Text first = values.text(expected, Timestamps::isTimeOfDay);
        if (!tokens.skipWord("and")) {
            if (!tokens.at(Kind.STRING)) {
                tokens.error("`and` and a second time", "");
                tokens.skipToDelimiter();
                return standIn(from);
            }
            tokens.error("`and`", "", tokens.insertBefore("and "));
        }
        return new Condition.Between(
                variable, first, values.text(expected, Timestamps::isTimeOfDay), tokens.since(from));
    }

    /** Takes the operator and the value behind it. */
    private Condition unknownOperator(VariableRef variable, int from) {
        Token operator = tokens.peek();
        tokens.next();
        Token value = tokens.peek();
        String expected =
                variable.name().equalsIgnoreCase(TIMESTAMP) ? "`before` or `after`" : "`=`, `!=`, `in` or `not in`";
        tokens.error(operator.span(), expected, "", meantOperator(variable, operator, value));
        tokens.skipToDelimiterOrConnective();
        return standIn(from);
    }

    private Optional<Fix> meantOperator(VariableRef variable, Token operator, Token value) {
        String inner = value.is(Kind.STRING) ? value.text().replace("/", "\\/") : "";
        boolean onTime = variable.name().equalsIgnoreCase(TIMESTAMP);
        String meant = switch (operator.text().toLowerCase(Locale.ROOT)) {
            case "is", "equals", "eq", "like", "matches", "=~", "~" -> "=";
            case "isnot", "ne", "neq" -> "!=";
            case "<", "<=" -> onTime ? "before" : "";
            case ">", ">=" -> onTime ? "after" : "";
            default -> "";
        };
        if (!meant.isEmpty()) {
            return Optional.of(new Fix(operator.span(), meant));
        }
        String pattern = switch (operator.text().toLowerCase(Locale.ROOT)) {
            case "contains" -> "*" + inner + "*";
            case "starts-with", "startswith", "begins-with" -> inner + "*";
            case "ends-with", "endswith" -> "*" + inner;
            default -> "";
        };
        return pattern.isEmpty() || inner.isEmpty()
                ? Optional.empty()
                : Optional.of(new Fix(operator.span().to(value.span()), "= /" + pattern + "/"));
    }
}
