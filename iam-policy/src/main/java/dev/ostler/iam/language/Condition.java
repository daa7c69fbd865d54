// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.util.List;

/** The {@code where} part of a statement. */
public sealed interface Condition {
    Span span();

    /** {@code all {…}}. */
    record All(List<Condition> parts, Span span) implements Condition {}

    /** {@code any {…}}. */
    record Any(List<Condition> parts, Span span) implements Condition {}

    /** {@code request.user.name = 'ann'}, or {@code !=}. */
    record Equals(VariableRef variable, boolean negated, Value value, Span span) implements Condition {}

    /** {@code request.operation in ('GetObject', 'HeadObject')}, or {@code not in}. */
    record In(VariableRef variable, boolean negated, List<Value> values, Span span) implements Condition {}

    /** {@code request.utc-timestamp before '2026-01-01T00:00Z'}, or {@code after}. */
    record Moment(VariableRef variable, boolean before, Value.Text instant, Span span) implements Condition {}

    /** {@code request.utc-timestamp.time-of-day between '17:00:00Z' and '01:00:00Z'}. */
    record Between(VariableRef variable, Value.Text from, Value.Text to, Span span) implements Condition {}

    /** {@code !target.bucket.name}: the request does not carry the variable. */
    record Absent(VariableRef variable, Span span) implements Condition {}

    /** {@code target.bucket.name} alone, or {@code not target.bucket.name} as {@link Absent}: the request carries it. */
    record Present(VariableRef variable, Span span) implements Condition {}

    /** {@code sets-intersect(request.groups.id, ('…', '…'))} or {@code sets-equal}. */
    record Sets(Comparison comparison, VariableRef variable, List<Value> values, Span span) implements Condition {
        /** When the values of the variable satisfy it. */
        public enum Comparison {
            INTERSECT,
            EQUAL
        }
    }

    /** A variable as written; names ignore case. */
    record VariableRef(String name, Span span) {}

    /** What a variable is compared with. */
    sealed interface Value {
        Span span();

        /**
         * {@code 'in quotes'}, without them and with escapes undone.
         *
         * @param pieces what stands between the stars that no backslash precedes; for a variable that takes patterns in
         *     quotes each gap between two pieces is any run of characters
         */
        record Text(List<String> pieces, Span span) implements Value {
            public Text {
                pieces = List.copyOf(pieces);
            }

            /** The literal value, stars included. */
            public String text() {
                return String.join("*", pieces);
            }
        }

        /**
         * {@code /between slashes/}.
         *
         * @param pieces what stands between the stars; each gap between two pieces is any run of characters
         */
        record Pattern(List<String> pieces, Span span) implements Value {
            public Pattern {
                pieces = List.copyOf(pieces);
            }
        }

        /** Another variable of the request. */
        record OfVariable(VariableRef variable, Span span) implements Value {}

        /** An identifier without quotes. */
        record OfOcid(Statement.Ocid ocid, Span span) implements Value {}
    }
}
