// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.ResourceType;
import dev.ostler.iam.decision.ActionPermissions;
import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Span;
import dev.ostler.iam.language.Statement;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.Effect;
import dev.ostler.iam.language.Statement.PrincipalRef;
import dev.ostler.iam.language.Statement.Subject;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A statement that gives or takes something, whether here, in another tenancy or to principals of another one.
 *
 * @param local it is about principals of this tenancy in this tenancy
 * @param permissions those that are known here
 * @param boundless it is about permissions, too, that are not known here
 */
record Ruling(
        int index,
        WrittenStatement written,
        boolean local,
        Effect effect,
        Subject subject,
        Action action,
        Span place,
        Optional<Condition> where,
        Set<Permission> permissions,
        boolean boundless,
        Key key) {

    /** What statements are compared by, each with all others: worked out once. */
    private record Key(Set<String> subjects, String place, Optional<String> condition) {}

    /** Empty for definitions and the like. */
    static Optional<Ruling> of(int index, WrittenStatement written, Catalogue catalogue) {
        return switch (written.statement()) {
            case Statement.Grant it ->
                Optional.of(of(
                        index,
                        written,
                        true,
                        it.effect(),
                        it.subject(),
                        it.action(),
                        it.location().span(),
                        it.where(),
                        catalogue));
            case Statement.Endorse it ->
                Optional.of(of(
                        index,
                        written,
                        false,
                        it.effect(),
                        it.subject(),
                        it.action(),
                        it.scope().span(),
                        it.where(),
                        catalogue));
            case Statement.Admit it ->
                Optional.of(of(
                        index,
                        written,
                        false,
                        it.effect(),
                        it.subject(),
                        it.action(),
                        it.location().span(),
                        it.where(),
                        catalogue));
            case Statement.Define _, Statement.Associate _ -> Optional.empty();
        };
    }

    private static Ruling of(
            int index,
            WrittenStatement written,
            boolean local,
            Effect effect,
            Subject subject,
            Action action,
            Span place,
            Optional<Condition> where,
            Catalogue catalogue) {
        Set<Permission> permissions = ActionPermissions.of(action, effect, catalogue);
        Optional<ResourceType> type = type(action).flatMap(name -> catalogue.type(name.text()));
        boolean boundless = switch (action) {
            case Action.VerbOnType _ -> type.isEmpty() || type.get().everything();
            case Action.Permissions list ->
                !catalogue.permissions().containsAll(permissions)
                        || (list.type().isPresent() && type.isEmpty());
        };
        Key key = new Key(
                names(subject), squeezed(written, place), where.map(condition -> squeezed(written, condition.span())));
        return new Ruling(index, written, local, effect, subject, action, place, where, permissions, boundless, key);
    }

    private static Optional<Statement.Name> type(Action action) {
        return switch (action) {
            case Action.VerbOnType on -> Optional.of(on.type());
            case Action.Permissions list -> list.type();
        };
    }

    boolean allows() {
        return effect == Effect.ALLOW;
    }

    /** As written. */
    String textOf(Span span) {
        return span.of(written.text());
    }

    /** Whether whoever another one is about, and wherever, this one is about as well. */
    boolean reaches(Ruling other) {
        return local && other.local && reachesSubject(other) && reachesPlace(other);
    }

    private boolean reachesSubject(Ruling other) {
        return switch (subject) {
            case Subject.AnyUser _ -> true;
            case Subject.AnyGroup _ ->
                !(other.subject instanceof Subject.AnyUser) && !(other.subject instanceof Subject.Services);
            case Subject.Groups _, Subject.DynamicGroups _, Subject.Services _ ->
                subject.getClass() == other.subject.getClass() && key.subjects.containsAll(other.key.subjects);
        };
    }

    private static Set<String> names(Subject subject) {
        return switch (subject) {
            case Subject.AnyUser _, Subject.AnyGroup _ -> Set.of();
            case Subject.Groups groups ->
                groups.groups().stream().map(Ruling::name).collect(Collectors.toSet());
            case Subject.DynamicGroups groups ->
                groups.groups().stream().map(Ruling::name).collect(Collectors.toSet());
            case Subject.Services services ->
                services.services().stream().map(it -> lower(it.text())).collect(Collectors.toSet());
        };
    }

    private static String name(PrincipalRef reference) {
        return switch (reference) {
            case PrincipalRef.ById byId -> "id " + byId.ocid().text();
            case PrincipalRef.ByName byName ->
                lower(byName.domain().map(Statement.Name::text).orElse("default") + "/"
                        + byName.name().text());
        };
    }

    private boolean reachesPlace(Ruling other) {
        return key.place.equals("tenancy")
                || (key.place.equals(other.key.place) && written.attachedTo().equals(other.written.attachedTo()));
    }

    /** Whether both ask the same of requests. */
    boolean hasConditionOf(Ruling other) {
        return key.condition.isPresent() && key.condition.equals(other.key.condition);
    }

    private static String squeezed(WrittenStatement written, Span span) {
        return lower(span.of(written.text()).strip().replaceAll("\\s+", " "));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
