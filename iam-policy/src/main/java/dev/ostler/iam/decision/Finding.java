// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.language.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far one statement came with one permission, and where it stopped.
 *
 * @param statement which one
 * @param compartmentId where its policy is attached
 * @param text as it was saved; all spans are in it
 * @param miss the first part that failed
 * @param renamed groups that the text calls by a name which is not theirs any more
 */
public record Finding(StatementId statement, String compartmentId, String text, Miss miss, List<Renamed> renamed) {
    public Finding {
        renamed = List.copyOf(renamed);
    }

    /**
     * A group that has another name than when the statement was saved. The statement is about it all the same.
     *
     * @param now empty: it does not exist any more
     */
    public record Renamed(String written, Optional<String> now) {}

    /** What kept a statement from giving a permission. */
    public sealed interface Miss {
        /** What the caret points at. */
        Span span();

        /** It is a deny statement and it hit. */
        record DenyHit(Span span) implements Miss {}

        /** It would give the permission, but a deny statement takes it away. */
        record Overruled(Span span) implements Miss {}

        /** It holds for its own tenancy, but no statement of the other one agrees. */
        record Unanswered(Span span, boolean endorses) implements Miss {}

        /**
         * All else fits.
         *
         * @param leaves the tests that failed, in the order of the text
         */
        record ConditionFails(List<Leaf> leaves, Span span) implements Miss {}

        /**
         * It gives other permissions of the type that has this one.
         *
         * @param verb the one in the statement, where the span points
         * @param gives all that it gives
         * @param enough the least verb that gives the permission
         */
        record VerbTooLow(Verb verb, Verb enough, String type, Set<Permission> gives, Span span) implements Miss {}

        /**
         * It gives other permissions.
         *
         * @param type of the statement; empty when it only lists permissions
         * @param typeThatHas the type that has the missing permission, if it is another one
         */
        record NotGiven(Optional<String> type, Optional<String> typeThatHas, Set<Permission> gives, Span span)
                implements Miss {}

        /**
         * It is about another compartment.
         *
         * @param asked the compartment of the request
         */
        record OtherCompartment(String asked, Span span) implements Miss {}

        record OtherSubject(Whom whom, Span span) implements Miss {
            /** What principals a statement is about. */
            public enum Whom {
                USERS,
                RESOURCES,
                SERVICES,
                ALL_BUT_SERVICES
            }
        }
    }

    /**
     * A test that is not true.
     *
     * @param span the whole test
     * @param wanted the values in the statement
     */
    public record Leaf(Variable variable, Operator operator, List<String> wanted, Actual actual, Span span) {
        /** How the two are compared. */
        public enum Operator {
            EQUAL,
            NOT_EQUAL,
            IN,
            NOT_IN,
            BEFORE,
            AFTER,
            BETWEEN,
            ABSENT,
            PRESENT,
            SETS_INTERSECT,
            SETS_EQUAL
        }
    }

    /** What the request had instead. */
    public sealed interface Actual {
        record Values(List<String> values) implements Actual {}

        /** Every name that begins with it. */
        record NamesUnder(String prefix) implements Actual {}

        /**
         * The request does not carry the variable, so the test is false whatever it says.
         *
         * @param because a sentence without a subject about the operation: {@code it is about all buckets of a compartment,
         *     not about one}; empty unless the reason is OPERATION
         */
        record NotCarried(Variable variable, Reason reason, String because) implements Actual {
            /** Why it does not. */
            public enum Reason {
                /** Requests of this operation never do. */
                OPERATION,
                /** Only principals of another kind have it. */
                PRINCIPAL,
                /** No request does. */
                UNKNOWN_VARIABLE,
                /** The request could, and has none: no such tag, no network source of that address. */
                NOT_SET
            }
        }
    }
}
