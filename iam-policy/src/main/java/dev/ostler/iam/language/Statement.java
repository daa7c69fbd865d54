// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.catalogue.Verb;
import java.util.List;
import java.util.Optional;

/** One policy statement. Every part knows where it stands in the text. */
public sealed interface Statement {
    Span span();

    /** {@code Allow group analysts to read objects in tenancy where …}, or the same with Deny. */
    record Grant(Effect effect, Subject subject, Action action, Location location, Optional<Condition> where, Span span)
            implements Statement {}

    /** What our principals may do in other tenancies, as far as those admit it. */
    record Endorse(Effect effect, Subject subject, Action action, Scope scope, Optional<Condition> where, Span span)
            implements Statement {}

    /**
     * What principals of other tenancies may do here, as far as those endorse it.
     *
     * @param of the tenancy's alias; empty: any tenancy
     */
    record Admit(
            Effect effect,
            Subject subject,
            Optional<Name> of,
            Action action,
            Location location,
            Optional<Condition> where,
            Span span)
            implements Statement {}

    /** Gives an identifier of another tenancy a name for the other statements of its policy. */
    record Define(Kind kind, Name alias, Ocid ocid, Span span) implements Statement {
        /** What the name stands for. */
        public enum Kind {
            TENANCY,
            GROUP,
            DYNAMIC_GROUP,
            COMPARTMENT
        }
    }

    /**
     * {@code associate … with …}, of networking: it grants nothing here.
     *
     * @param text all of it, as written
     */
    record Associate(String text, Span span) implements Statement {}

    /** Whether a statement gives or takes away. */
    enum Effect {
        ALLOW,
        DENY
    }

    /** Who. */
    sealed interface Subject {
        Span span();

        /** Every user, resource principal and service of the tenancy. */
        record AnyUser(Span span) implements Subject {}

        /** Every user and resource principal of the tenancy. */
        record AnyGroup(Span span) implements Subject {}

        record Groups(List<PrincipalRef> groups, Span span) implements Subject {}

        record DynamicGroups(List<PrincipalRef> groups, Span span) implements Subject {}

        record Services(List<Name> services, Span span) implements Subject {}
    }

    /** One of several subjects of a kind. */
    sealed interface PrincipalRef {
        Span span();

        record ById(Ocid ocid, Span span) implements PrincipalRef {}

        /** @param domain empty: the Default identity domain */
        record ByName(Optional<Name> domain, Name name, Span span) implements PrincipalRef {}
    }

    /** May do what: a verb on a resource type, or permissions by name. */
    sealed interface Action {
        Span span();

        record VerbOnType(VerbRef verb, Name type, Span span) implements Action {}

        /** @param type with one, the permissions count only as far as they are the type's */
        record Permissions(List<Name> permissions, Optional<Name> type, Span span) implements Action {}
    }

    /** A verb and where it stands. */
    record VerbRef(Verb verb, Span span) {}

    /** Where. */
    sealed interface Location {
        Span span();

        record Tenancy(Span span) implements Location {}

        record CompartmentId(Ocid ocid, Span span) implements Location {}

        /** {@code compartment a:b:c}, from where the policy is attached. */
        record CompartmentPath(List<Name> segments, Span span) implements Location {}
    }

    /** Where in other tenancies. */
    sealed interface Scope {
        Span span();

        record AnyTenancy(Span span) implements Scope {}

        record OfTenancy(Name alias, Span span) implements Scope {}

        record CompartmentOfTenancy(Location compartment, Name alias, Span span) implements Scope {}
    }

    /** A word as written, without its quotes. */
    record Name(String text, boolean quoted, Span span) {}

    /** An identifier as written. */
    record Ocid(String text, Span span) {}
}
