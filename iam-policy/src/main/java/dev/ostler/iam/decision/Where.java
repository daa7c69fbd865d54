// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.decision.Variables.Value;
import dev.ostler.iam.language.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code where} part of a statement, made ready to be asked. */
sealed interface Where {
    Span span();

    record All(List<Where> parts, Span span) implements Where {}

    record Any(List<Where> parts, Span span) implements Where {}

    /** {@code =} and {@code in}: any of the operands fits; negated, {@code !=} and {@code not in}: none does. */
    record Comparison(Variable variable, boolean negated, List<Operand> operands, Span span) implements Where {}

    record Moment(Variable variable, boolean before, long epochMillis, String text, Span span) implements Where {}

    record Between(Variable variable, long fromMillis, long toMillis, String text, Span span) implements Where {}

    record Absent(Variable variable, Span span) implements Where {}

    record Present(Variable variable, Span span) implements Where {}

    /** {@code sets-intersect}, or {@code sets-equal}: every value fits an operand and every operand a value. */
    record Sets(Variable variable, boolean equal, List<Operand> operands, Span span) implements Where {}

    /** What a value is compared with. */
    sealed interface Operand {
        record Fixed(Pattern pattern) implements Operand {}

        record Range(Cidr range) implements Operand {}

        record OfVariable(Variable variable) implements Operand {}

        /** As an explanation shows it. */
        default String text() {
            return switch (this) {
                case Fixed fixed -> fixed.pattern.text();
                case Range range -> range.range.toString();
                case OfVariable other -> other.variable.text();
            };
        }
    }

    /** Next to nothing is allocated: this runs on every request. */
    default Truth evaluate(Question question) {
        return switch (this) {
            case All all -> all(all.parts, question);
            case Any any -> any(any.parts, question);
            case Comparison comparison -> compare(comparison, question);
            case Sets sets -> compareSets(sets, question);
            case Moment moment -> moment(moment, question);
            case Between between -> between(between, question);
            case Absent absent -> Truth.of(question.valueOf(absent.variable) == null);
            case Present present -> question.valueOf(present.variable) == null ? Truth.NOT_APPLICABLE : Truth.TRUE;
        };
    }

    private static Truth all(List<Where> parts, Question question) {
        for (int i = 0; i < parts.size(); i++) {
            Truth truth = parts.get(i).evaluate(question);
            if (truth != Truth.TRUE) {
                return truth;
            }
        }
        return Truth.TRUE;
    }

    private static Truth any(List<Where> parts, Question question) {
        Truth truth = Truth.NOT_APPLICABLE;
        for (int i = 0; i < parts.size(); i++) {
            Truth part = parts.get(i).evaluate(question);
            if (part == Truth.TRUE) {
                return Truth.TRUE;
            }
            truth = part == Truth.FALSE ? part : truth;
        }
        return truth;
    }

    private static Truth compare(Comparison comparison, Question question) {
        Value value = question.valueOf(comparison.variable);
        if (value == null) {
            return Truth.NOT_APPLICABLE;
        }
        boolean incomplete = false;
        for (int i = 0; i < comparison.operands.size(); i++) {
            Truth fits = fits(value, comparison.operands.get(i), comparison, question);
            if (fits == Truth.TRUE) {
                return Truth.of(!comparison.negated);
            }
            incomplete |= fits == Truth.NOT_APPLICABLE;
        }
        return incomplete ? Truth.NOT_APPLICABLE : Truth.of(comparison.negated);
    }

    private static Truth fits(Value value, Operand operand, Comparison comparison, Question question) {
        if (operand instanceof Operand.OfVariable other) {
            Value right = question.valueOf(other.variable);
            if (right == null) {
                return Truth.NOT_APPLICABLE;
            }
            if (other.variable.equals(comparison.variable)) {
                return Truth.TRUE;
            }
            return Truth.of(equalEach(value, right, every(comparison.negated, question)));
        }
        return Truth.of(fitsFixed(value, operand, every(comparison.negated, question)));
    }

    /**
     * Whether a name that stands for many fits only when each of them does, or as soon as one does. An allow statement
     * holds only when it would hold for each name, a deny statement as soon as it would hold for one. Assumed: no source
     * says what listings supply.
     */
    private static boolean every(boolean negated, Question question) {
        return question.deny() == negated;
    }

    private static boolean fitsFixed(Value value, Operand operand, boolean every) {
        switch (value) {
            case Value.Text text -> {
                return fitsText(text.text(), operand);
            }
            case Value.Texts texts -> {
                for (int i = 0; i < texts.texts().size(); i++) {
                    if (fitsText(texts.texts().get(i), operand)) {
                        return true;
                    }
                }
                return false;
            }
            case Value.NamesUnder names -> {
                return operand instanceof Operand.Fixed fixed
                        && (every
                                ? fixed.pattern.matchesAllUnder(names.prefix())
                                : fixed.pattern.matchesSomeUnder(names.prefix()));
            }
        }
    }

    private static boolean fitsText(String text, Operand operand) {
        return switch (operand) {
            case Operand.Fixed fixed -> fixed.pattern.matches(text);
            case Operand.Range range ->
                Cidr.address(text).filter(range.range::contains).isPresent();
            case Operand.OfVariable _ -> throw new IllegalStateException("a variable is not fixed");
        };
    }

    private static boolean equalEach(Value left, Value right, boolean every) {
        return switch (right) {
            case Value.Text text ->
                left instanceof Value.Text one
                        ? one.text().equalsIgnoreCase(text.text())
                        : fitsFixed(left, new Operand.Fixed(Pattern.literal(text.text())), every);
            case Value.Texts texts -> {
                boolean found = false;
                for (String text : texts.texts()) {
                    found |= fitsFixed(left, new Operand.Fixed(Pattern.literal(text)), every);
                }
                yield found;
            }
            // Only target.object.name stands for many, and it is not on the left here.
            case Value.NamesUnder names -> !every && startsWith(left, names.prefix());
        };
    }

    private static boolean startsWith(Value value, String prefix) {
        return switch (value) {
            case Value.Text text -> text.text().regionMatches(true, 0, prefix, 0, prefix.length());
            case Value.Texts texts ->
                texts.texts().stream().anyMatch(it -> it.regionMatches(true, 0, prefix, 0, prefix.length()));
            case Value.NamesUnder _ -> throw new IllegalStateException("two variables stand for many names");
        };
    }

    private static Truth compareSets(Sets sets, Question question) {
        Value value = question.valueOf(sets.variable);
        if (value == null) {
            return Truth.NOT_APPLICABLE;
        }
        List<Operand> operands = expanded(sets.operands, question);
        if (operands == null) {
            return Truth.NOT_APPLICABLE;
        }
        return Truth.of(sets.equal ? equalSets(value, operands, question) : intersect(value, operands, question));
    }

    private static boolean intersect(Value value, List<Operand> operands, Question question) {
        for (Operand operand : operands) {
            if (fitsFixed(value, operand, every(false, question))) {
                return true;
            }
        }
        return false;
    }

    private static boolean equalSets(Value value, List<Operand> operands, Question question) {
        for (Operand operand : operands) {
            if (!fitsFixed(value, operand, every(false, question))) {
                return false;
            }
        }
        if (value instanceof Value.Texts texts) {
            for (String text : texts.texts()) {
                if (!intersect(new Value.Text(text), operands, question)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Operands with variables replaced by what they stand for; null when the request does not carry one. */
    private static @Nullable List<Operand> expanded(List<Operand> operands, Question question) {
        boolean plain = true;
        for (Operand operand : operands) {
            plain &= !(operand instanceof Operand.OfVariable);
        }
        if (plain) {
            return operands;
        }
        var expanded = new ArrayList<Operand>();
        for (Operand operand : operands) {
            if (!(operand instanceof Operand.OfVariable other)) {
                expanded.add(operand);
                continue;
            }
            switch (question.valueOf(other.variable)) {
                case null -> {
                    return null;
                }
                case Value.Text text -> expanded.add(new Operand.Fixed(Pattern.literal(text.text())));
                case Value.Texts texts ->
                    texts.texts().forEach(it -> expanded.add(new Operand.Fixed(Pattern.literal(it))));
                case Value.NamesUnder names ->
                    expanded.add(new Operand.Fixed(Pattern.starred(List.of(names.prefix(), ""))));
            }
        }
        return expanded;
    }

    /** Source: OCI documentation, "Restricting Access to Resources Based on Time Frame". Before and after are strict. */
    private static Truth moment(Moment moment, Question question) {
        Value value = question.valueOf(moment.variable);
        if (value == null) {
            return Truth.NOT_APPLICABLE;
        }
        long asked = question.millisOf(value, UtcTime::epochMillis);
        return Truth.of(
                asked != UtcTime.NONE && (moment.before ? asked < moment.epochMillis : asked > moment.epochMillis));
    }

    /** Assumed: both ends belong to it. A range that ends before it begins goes over midnight. */
    private static Truth between(Between between, Question question) {
        Value value = question.valueOf(between.variable);
        if (value == null) {
            return Truth.NOT_APPLICABLE;
        }
        long asked = question.millisOf(value, UtcTime::millisOfDay);
        if (asked == UtcTime.NONE) {
            return Truth.FALSE;
        }
        boolean afterFrom = asked >= between.fromMillis;
        boolean beforeTo = asked <= between.toMillis;
        return Truth.of(between.fromMillis <= between.toMillis ? afterFrom && beforeTo : afterFrom || beforeTo);
    }

    /** The tests that keep it from being true; asked for only when somebody wants to know. */
    default List<Where> whyNot(Question question) {
        if (evaluate(question) == Truth.TRUE) {
            return List.of();
        }
        return switch (this) {
            case All all ->
                all.parts.stream()
                        .flatMap(part -> part.whyNot(question).stream())
                        .toList();
            case Any any ->
                any.parts.stream()
                        .flatMap(part -> part.whyNot(question).stream())
                        .toList();
            case Comparison _, Moment _, Between _, Absent _, Present _, Sets _ -> List.of(this);
        };
    }
}
