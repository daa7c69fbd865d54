// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Condition.Value;
import dev.ostler.iam.language.Condition.VariableRef;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Walks over conditions. */
final class Conditions {
    private Conditions() {}

    /** Tests, without the braces around them. */
    static Stream<Condition> leaves(Condition condition) {
        return switch (condition) {
            case Condition.All all -> all.parts().stream().flatMap(Conditions::leaves);
            case Condition.Any any -> any.parts().stream().flatMap(Conditions::leaves);
            case Condition leaf -> Stream.of(leaf);
        };
    }

    /** The condition itself and all in it. */
    static Stream<Condition> nodes(Condition condition) {
        return switch (condition) {
            case Condition.All all ->
                Stream.concat(Stream.of(all), all.parts().stream().flatMap(Conditions::nodes));
            case Condition.Any any ->
                Stream.concat(Stream.of(any), any.parts().stream().flatMap(Conditions::nodes));
            case Condition leaf -> Stream.of(leaf);
        };
    }

    /** What must hold together: the parts of an {@code all}, with those of an {@code all} in it. */
    static Stream<Condition> together(Condition.All all) {
        return all.parts().stream()
                .flatMap(part -> part instanceof Condition.All inner ? together(inner) : Stream.of(part));
    }

    /** What is enough alone: the parts of an {@code any}, with those of an {@code any} in it. */
    static Stream<Condition> eachAlone(Condition.Any any) {
        return any.parts().stream()
                .flatMap(part -> part instanceof Condition.Any inner ? eachAlone(inner) : Stream.of(part));
    }

    /** Whether it cannot hold unless one of these tests does. */
    static boolean demands(Condition condition, Predicate<Condition> test) {
        return switch (condition) {
            case Condition.All all -> all.parts().stream().anyMatch(part -> demands(part, test));
            case Condition.Any any -> any.parts().stream().allMatch(part -> demands(part, test));
            case Condition leaf -> test.test(leaf);
        };
    }

    /** The variables that a test asks for, the tested one first. */
    static Stream<VariableRef> variables(Condition leaf) {
        return switch (leaf) {
            case Condition.All _, Condition.Any _ -> throw new IllegalArgumentException("no test: " + leaf);
            case Condition.Equals equals -> variables(equals.variable(), List.of(equals.value()));
            case Condition.In in -> variables(in.variable(), in.values());
            case Condition.Sets sets -> variables(sets.variable(), sets.values());
            case Condition.Moment moment -> Stream.of(moment.variable());
            case Condition.Between between -> Stream.of(between.variable());
            case Condition.Absent absent -> Stream.of(absent.variable());
            case Condition.Present present -> Stream.of(present.variable());
        };
    }

    private static Stream<VariableRef> variables(VariableRef tested, List<Value> values) {
        return Stream.concat(
                Stream.of(tested),
                values.stream()
                        .filter(Value.OfVariable.class::isInstance)
                        .map(value -> ((Value.OfVariable) value).variable()));
    }

    static boolean isNegated(Condition leaf) {
        return (leaf instanceof Condition.Equals equals && equals.negated())
                || (leaf instanceof Condition.In in && in.negated());
    }

    /** The values of an {@code =}, {@code !=}, {@code in} or {@code not in}; none of another test. */
    static List<Value> values(Condition leaf) {
        return switch (leaf) {
            case Condition.Equals equals -> List.of(equals.value());
            case Condition.In in -> in.values();
            case Condition.All _,
                    Condition.Any _,
                    Condition.Moment _,
                    Condition.Between _,
                    Condition.Absent _,
                    Condition.Present _,
                    Condition.Sets _ -> List.of();
        };
    }

    /** The variable that an {@code =}, {@code !=}, {@code in} or {@code not in} tests, in lower case; else empty. */
    static String compared(Condition leaf) {
        return switch (leaf) {
            case Condition.Equals equals -> VariableNames.of(equals.variable());
            case Condition.In in -> VariableNames.of(in.variable());
            case Condition.All _,
                    Condition.Any _,
                    Condition.Moment _,
                    Condition.Between _,
                    Condition.Absent _,
                    Condition.Present _,
                    Condition.Sets _ -> "";
        };
    }
}
