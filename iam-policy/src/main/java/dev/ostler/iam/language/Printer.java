// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.language.Condition.Value;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.Effect;
import dev.ostler.iam.language.Statement.Location;
import dev.ostler.iam.language.Statement.Name;
import dev.ostler.iam.language.Statement.PrincipalRef;
import dev.ostler.iam.language.Statement.Scope;
import dev.ostler.iam.language.Statement.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes statements in one canonical form, which parses to the same statement. */
public final class Printer {
    private Printer() {}

    public static String print(Statement statement) {
        return switch (statement) {
            case Statement.Grant grant ->
                (grant.effect() == Effect.ALLOW ? "Allow " : "Deny ")
                        + print(grant.subject()) + print(grant.action()) + " in " + print(grant.location())
                        + where(grant.where());
            case Statement.Endorse endorse ->
                (endorse.effect() == Effect.ALLOW ? "Endorse " : "Deny endorse ")
                        + print(endorse.subject()) + print(endorse.action()) + " in " + print(endorse.scope())
                        + where(endorse.where());
            case Statement.Admit admit ->
                (admit.effect() == Effect.ALLOW ? "Admit " : "Deny admit ")
                        + print(admit.subject())
                        + admit.of().map(alias -> " of tenancy " + print(alias)).orElse("") + print(admit.action())
                        + " in " + print(admit.location()) + where(admit.where());
            case Statement.Define define ->
                "Define " + lower(define.kind()).replace('_', '-') + " " + print(define.alias()) + " as "
                        + define.ocid().text();
            case Statement.Associate associate -> associate.text();
        };
    }

    private static String print(Subject subject) {
        return switch (subject) {
            case Subject.AnyUser _ -> "any-user";
            case Subject.AnyGroup _ -> "any-group";
            case Subject.Groups groups -> "group " + list(groups.groups(), Printer::print);
            case Subject.DynamicGroups groups -> "dynamic-group " + list(groups.groups(), Printer::print);
            case Subject.Services services -> "service " + list(services.services(), Printer::print);
        };
    }

    private static String print(PrincipalRef ref) {
        return switch (ref) {
            case PrincipalRef.ById byId -> "id " + byId.ocid().text();
            case PrincipalRef.ByName byName ->
                byName.domain().map(domain -> print(domain) + "/").orElse("") + print(byName.name());
        };
    }

    private static String print(Action action) {
        return switch (action) {
            case Action.VerbOnType verbOnType ->
                " to " + lower(verbOnType.verb().verb()) + " "
                        + lower(verbOnType.type().text());
            case Action.Permissions permissions ->
                " to {" + list(permissions.permissions(), name -> name.text().toUpperCase(Locale.ROOT)) + "}"
                        + permissions
                                .type()
                                .map(type -> " " + lower(type.text()))
                                .orElse("");
        };
    }

    private static String print(Location location) {
        return switch (location) {
            case Location.Tenancy _ -> "tenancy";
            case Location.CompartmentId id -> "compartment id " + id.ocid().text();
            case Location.CompartmentPath path ->
                "compartment " + path.segments().stream().map(Printer::print).collect(Collectors.joining(":"));
        };
    }

    private static String print(Scope scope) {
        return switch (scope) {
            case Scope.AnyTenancy _ -> "any-tenancy";
            case Scope.OfTenancy of -> "tenancy " + print(of.alias());
            case Scope.CompartmentOfTenancy of -> print(of.compartment()) + " of tenancy " + print(of.alias());
        };
    }

    private static String where(Optional<Condition> condition) {
        return condition.map(it -> " where " + print(it)).orElse("");
    }

    public static String print(Condition condition) {
        return switch (condition) {
            case Condition.All all -> "all {" + list(all.parts(), Printer::print) + "}";
            case Condition.Any any -> "any {" + list(any.parts(), Printer::print) + "}";
            case Condition.Equals equals ->
                equals.variable().name() + (equals.negated() ? " != " : " = ") + print(equals.value());
            case Condition.In in ->
                in.variable().name() + (in.negated() ? " not in (" : " in (") + list(in.values(), Printer::print) + ")";
            case Condition.Moment moment ->
                moment.variable().name() + (moment.before() ? " before " : " after ") + print(moment.instant());
            case Condition.Between between ->
                between.variable().name() + " between " + print(between.from()) + " and " + print(between.to());
            case Condition.Absent absent -> "!" + absent.variable().name();
            case Condition.Present present -> present.variable().name();
            case Condition.Sets sets ->
                (sets.comparison() == Condition.Sets.Comparison.EQUAL ? "sets-equal(" : "sets-intersect(")
                        + sets.variable().name() + ", " + setOf(sets.values()) + ")";
        };
    }

    private static String setOf(List<Value> values) {
        return values.size() == 1 ? print(values.getFirst()) : "(" + list(values, Printer::print) + ")";
    }

    private static String print(Value value) {
        return switch (value) {
            case Value.Text text -> "'" + join(text.pieces(), '\'') + "'";
            case Value.Pattern pattern -> "/" + join(pattern.pieces(), '/') + "/";
            case Value.OfVariable of -> of.variable().name();
            case Value.OfOcid of -> of.ocid().text();
        };
    }

    private static String print(Name name) {
        return name.quoted() ? "'" + escaped(name.text(), '\'') + "'" : name.text();
    }

    private static String join(List<String> pieces, char mark) {
        return pieces.stream()
                .map(piece -> escaped(piece, mark).replace("*", "\\*"))
                .collect(Collectors.joining("*"));
    }

    private static String escaped(String text, char mark) {
        return text.replace("\\", "\\\\").replace(String.valueOf(mark), "\\" + mark);
    }

    private static <T> String list(List<T> entries, Function<T, String> print) {
        return entries.stream().map(print).collect(Collectors.joining(", "));
    }

    private static String lower(Enum<?> word) {
        return lower(word.name());
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
