// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Condition.Value;
import dev.ostler.iam.language.Statement;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.Effect;
import dev.ostler.iam.language.Statement.Location;
import dev.ostler.iam.language.Statement.PrincipalRef;
import dev.ostler.iam.language.Statement.Scope;
import dev.ostler.iam.language.Statement.Subject;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules once more, as plainly as they can be written: names instead of identifiers, every statement read for every
 * question, and a listing judged by trying names. Shares nothing with the evaluator but the trees of the parser.
 */
final class NaiveEvaluator {
    /** Source: OCI documentation, "Details for Object Storage and Archive Storage". */
    private static final Map<String, List<Set<String>>> TABLE = Map.of(
            "objects",
            List.of(
                    Set.of("OBJECT_INSPECT"),
                    Set.of("OBJECT_READ"),
                    Set.of("OBJECT_OVERWRITE"),
                    Set.of(
                            "OBJECT_CREATE",
                            "OBJECT_DELETE",
                            "OBJECT_VERSION_DELETE",
                            "OBJECT_RESTORE",
                            "OBJECT_UPDATE_TIER")),
            "buckets",
            List.of(
                    Set.of("BUCKET_INSPECT"),
                    Set.of("BUCKET_READ"),
                    Set.of("BUCKET_UPDATE"),
                    Set.of(
                            "BUCKET_CREATE",
                            "BUCKET_DELETE",
                            "PAR_MANAGE",
                            "RETENTION_RULE_MANAGE",
                            "RETENTION_RULE_LOCK")));

    /**
     * A policy as parsed.
     *
     * @param attachedTo a path in lower case; empty: the root
     */
    record Attached(String tenancy, String attachedTo, List<Statement> statements) {}

    /**
     * Who asks.
     *
     * @param kind user, instance or service
     * @param groups in lower case, of whatever kind they are
     */
    record Who(String kind, String tenancy, String name, Set<String> groups) {}

    /**
     * @param variables by name in lower case; several values where the variable has them
     * @param prefix of a listing, whose target.object.name is every name that begins with it
     */
    record Asked(
            Who who,
            String tenancy,
            String compartment,
            String permission,
            Map<String, List<String>> variables,
            Optional<String> prefix) {}

    private final List<Attached> policies;

    NaiveEvaluator(List<Attached> policies) {
        this.policies = policies;
    }

    boolean allows(Asked asked) {
        if (asked.who.tenancy.equals(asked.tenancy)) {
            boolean exempt = asked.who.kind.equals("user") && asked.who.groups.contains("administrators");
            return grants(asked, Effect.ALLOW) && (exempt || !grants(asked, Effect.DENY));
        }
        boolean exempt = asked.who.kind.equals("user") && asked.who.groups.contains("administrators");
        return endorses(asked, Effect.ALLOW)
                && admits(asked, Effect.ALLOW)
                && (exempt || !endorses(asked, Effect.DENY))
                && !admits(asked, Effect.DENY);
    }

    private boolean grants(Asked asked, Effect effect) {
        return policies.stream()
                .filter(it -> it.tenancy.equals(asked.tenancy))
                .anyMatch(policy -> policy.statements.stream()
                        .anyMatch(it -> it instanceof Statement.Grant grant
                                && grant.effect() == effect
                                && isSubject(grant.subject(), asked.who)
                                && covers(grant.location(), policy.attachedTo, asked.compartment)
                                && includes(grant.action(), effect, asked.permission)
                                && holds(grant.where(), effect, asked)));
    }

    private boolean endorses(Asked asked, Effect effect) {
        return policies.stream()
                .filter(it -> it.tenancy.equals(asked.who.tenancy))
                .anyMatch(policy -> policy.statements.stream()
                        .anyMatch(it -> it instanceof Statement.Endorse endorse
                                && endorse.effect() == effect
                                && isSubject(endorse.subject(), asked.who)
                                && reaches(endorse.scope(), policy, asked)
                                && includes(endorse.action(), effect, asked.permission)
                                && holds(endorse.where(), effect, asked)));
    }

    private boolean admits(Asked asked, Effect effect) {
        return policies.stream()
                .filter(it -> it.tenancy.equals(asked.tenancy))
                .anyMatch(policy -> policy.statements.stream()
                        .anyMatch(it -> it instanceof Statement.Admit admit
                                && admit.effect() == effect
                                && isSubject(admit.subject(), asked.who)
                                && admit.of()
                                        .map(of -> tenancyOf(of.text(), policy).equals(asked.who.tenancy))
                                        .orElse(true)
                                && covers(admit.location(), policy.attachedTo, asked.compartment)
                                && includes(admit.action(), effect, asked.permission)
                                && holds(admit.where(), effect, asked)));
    }

    private static boolean isSubject(Subject subject, Who who) {
        return switch (subject) {
            case Subject.AnyUser _ -> true;
            case Subject.AnyGroup _ -> !who.kind.equals("service");
            case Subject.Groups groups -> who.kind.equals("user") && named(groups.groups(), who);
            case Subject.DynamicGroups groups -> who.kind.equals("instance") && named(groups.groups(), who);
            case Subject.Services services ->
                who.kind.equals("service")
                        && services.services().stream().anyMatch(it -> it.text().equalsIgnoreCase(who.name));
        };
    }

    private static boolean named(List<PrincipalRef> references, Who who) {
        return references.stream()
                .anyMatch(reference -> who.groups.contains(
                        switch (reference) {
                            case PrincipalRef.ById byId -> byId.ocid().text().replaceAll(".*\\.\\.", "");
                            case PrincipalRef.ByName byName ->
                                byName.name().text().toLowerCase(Locale.ROOT);
                        }));
    }

    private static boolean covers(Location location, String attachedTo, String compartment) {
        return switch (location) {
            case Location.Tenancy _ -> true;
            case Location.CompartmentId byId ->
                isUnder(compartment, pathOfId(byId.ocid().text()));
            case Location.CompartmentPath path -> {
                String written = path.segments().stream()
                        .map(it -> it.text().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(":"));
                boolean itself = attachedTo.equals(written) || attachedTo.endsWith(":" + written);
                String named = attachedTo.isEmpty() ? written : itself ? attachedTo : attachedTo + ":" + written;
                yield isUnder(compartment, named);
            }
        };
    }

    private static String pathOfId(String ocid) {
        return ocid.startsWith("ocid1.tenancy.")
                ? ""
                : ocid.replaceAll(".*\\.\\.", "").replace('.', ':');
    }

    private static boolean isUnder(String compartment, String ancestor) {
        return ancestor.isEmpty() || compartment.equals(ancestor) || compartment.startsWith(ancestor + ":");
    }

    private static boolean reaches(Scope scope, Attached policy, Asked asked) {
        return switch (scope) {
            case Scope.AnyTenancy _ -> true;
            case Scope.OfTenancy of -> tenancyOf(of.alias().text(), policy).equals(asked.tenancy);
            case Scope.CompartmentOfTenancy of ->
                tenancyOf(of.alias().text(), policy).equals(asked.tenancy)
                        && covers(of.compartment(), "", asked.compartment);
        };
    }

    private static String tenancyOf(String alias, Attached policy) {
        return policy.statements.stream()
                .filter(it -> it instanceof Statement.Define define
                        && define.kind() == Statement.Define.Kind.TENANCY
                        && define.alias().text().equalsIgnoreCase(alias))
                .map(it -> ((Statement.Define) it).ocid().text().replaceAll(".*\\.\\.", ""))
                .findFirst()
                .orElseThrow();
    }

    private static boolean includes(Action action, Effect effect, String permission) {
        return switch (action) {
            case Action.VerbOnType on -> {
                int verb = List.of(Verb.INSPECT, Verb.READ, Verb.USE, Verb.MANAGE)
                        .indexOf(on.verb().verb());
                yield types(on.type().text())
                        .anyMatch(type -> IntStream.range(0, 4)
                                .filter(level -> effect == Effect.ALLOW ? level <= verb : level >= verb)
                                .anyMatch(level -> levels(type).get(level).contains(permission)));
            }
            case Action.Permissions list ->
                list.permissions().stream().anyMatch(it -> it.text().equalsIgnoreCase(permission))
                        && list.type()
                                .map(type -> types(type.text())
                                        .anyMatch(name ->
                                                levels(name).stream().anyMatch(level -> level.contains(permission))))
                                .orElse(true);
        };
    }

    private static List<Set<String>> levels(String type) {
        return TABLE.getOrDefault(type, List.of());
    }

    private static Stream<String> types(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "object-family", "all-resources" -> Stream.of("objects", "buckets");
            default -> Stream.of(type.toLowerCase(Locale.ROOT));
        };
    }

    private boolean holds(Optional<Condition> where, Effect effect, Asked asked) {
        return where.isEmpty() || holds(where.get(), effect, asked);
    }

    private boolean holds(Condition condition, Effect effect, Asked asked) {
        return switch (condition) {
            case Condition.All all -> all.parts().stream().allMatch(it -> holds(it, effect, asked));
            case Condition.Any any -> any.parts().stream().anyMatch(it -> holds(it, effect, asked));
            default -> {
                if (asked.prefix.isEmpty()) {
                    yield test(condition, name -> asked.variables.get(name));
                }
                Predicate<String> forName = object -> test(
                        condition,
                        name -> name.equals("target.object.name") ? List.of(object) : asked.variables.get(name));
                yield effect == Effect.ALLOW
                        ? names(asked).allMatch(forName)
                        : names(asked).anyMatch(forName);
            }
        };
    }

    /**
     * Enough names to tell any two of the short patterns apart, no pattern having a z; and those that the values of other
     * variables are.
     */
    private static Stream<String> names(Asked asked) {
        String prefix = asked.prefix.orElseThrow();
        Stream<String> values = asked.variables.values().stream()
                .flatMap(List::stream)
                .filter(it -> it.toLowerCase(Locale.ROOT).startsWith(prefix));
        return Stream.concat(ENDS.stream().map(end -> prefix + end), values);
    }

    private static final List<String> ENDS = ends();

    private static List<String> ends() {
        var ends = new ArrayList<String>(List.of(""));
        for (int i = 0; i < ends.size() && ends.get(i).length() < 4; i++) {
            for (String letter : List.of("a", "b", "/", "z")) {
                ends.add(ends.get(i) + letter);
            }
        }
        return ends;
    }

    /** Null: the request does not carry it. */
    private interface Lookup {
        @Nullable
        List<String> values(String variable);
    }

    private static boolean test(Condition condition, Lookup lookup) {
        return switch (condition) {
            case Condition.Equals it -> compare(it.variable(), it.negated(), List.of(it.value()), lookup);
            case Condition.In it -> compare(it.variable(), it.negated(), it.values(), lookup);
            case Condition.Absent it -> values(it.variable(), lookup) == null;
            case Condition.Present it -> values(it.variable(), lookup) != null;
            case Condition.Moment it -> {
                List<String> values = values(it.variable(), lookup);
                int order = values == null
                        ? 0
                        : Instant.parse(values.getFirst())
                                .compareTo(Instant.parse(it.instant().text()));
                yield it.before() ? order < 0 : order > 0;
            }
            case Condition.Between it -> {
                List<String> values = values(it.variable(), lookup);
                yield values != null
                        && within(
                                time(values.getFirst()),
                                time(it.from().text()),
                                time(it.to().text()));
            }
            case Condition.Sets it -> sets(it, lookup);
            case Condition.All _, Condition.Any _ -> throw new IllegalStateException();
        };
    }

    private static LocalTime time(String text) {
        return LocalTime.parse(text.replace("Z", ""));
    }

    private static boolean within(LocalTime time, LocalTime from, LocalTime to) {
        if (from.isAfter(to)) {
            return !time.isBefore(from) || !time.isAfter(to);
        }
        return !time.isBefore(from) && !time.isAfter(to);
    }

    private static @Nullable List<String> values(Condition.VariableRef variable, Lookup lookup) {
        return lookup.values(variable.name().toLowerCase(Locale.ROOT));
    }

    private static boolean compare(
            Condition.VariableRef variable, boolean negated, List<Value> operands, Lookup lookup) {
        List<String> left = values(variable, lookup);
        if (left == null) {
            return false;
        }
        boolean missing = operands.stream()
                .anyMatch(it -> it instanceof Value.OfVariable other && values(other.variable(), lookup) == null);
        boolean some = operands.stream()
                .anyMatch(operand -> left.stream().anyMatch(it -> fits(variable, it, operand, lookup)));
        return negated ? !some && !missing : some;
    }

    private static boolean sets(Condition.Sets sets, Lookup lookup) {
        List<String> left = values(sets.variable(), lookup);
        if (left == null
                || sets.values().stream()
                        .anyMatch(it ->
                                it instanceof Value.OfVariable other && values(other.variable(), lookup) == null)) {
            return false;
        }
        if (sets.comparison() == Condition.Sets.Comparison.INTERSECT) {
            return left.stream()
                    .anyMatch(it -> sets.values().stream().anyMatch(value -> fits(sets.variable(), it, value, lookup)));
        }
        return left.stream()
                        .allMatch(it ->
                                sets.values().stream().anyMatch(value -> fits(sets.variable(), it, value, lookup)))
                && sets.values().stream().allMatch(value -> switch (value) {
                    case Value.OfVariable other ->
                        Objects.requireNonNull(values(other.variable(), lookup)).stream()
                                .allMatch(right -> left.stream().anyMatch(right::equalsIgnoreCase));
                    default -> left.stream().anyMatch(it -> fits(sets.variable(), it, value, lookup));
                });
    }

    private static boolean fits(Condition.VariableRef variable, String value, Value operand, Lookup lookup) {
        return switch (operand) {
            case Value.Pattern pattern -> glob(pattern.pieces(), value);
            case Value.OfOcid ocid -> ocid.ocid().text().equalsIgnoreCase(value);
            case Value.OfVariable other -> {
                List<String> right = values(other.variable(), lookup);
                yield right != null && right.stream().anyMatch(value::equalsIgnoreCase);
            }
            case Value.Text text -> {
                String name = variable.name().toLowerCase(Locale.ROOT);
                boolean stars = name.equals("target.object.name")
                        || (name.contains("tag.") && text.text().equals("*"));
                yield stars ? glob(text.pieces(), value) : text.text().equalsIgnoreCase(value);
            }
        };
    }

    /** Tries every place for every piece. */
    private static boolean glob(List<String> pieces, String value) {
        String first = pieces.getFirst().toLowerCase(Locale.ROOT);
        String folded = value.toLowerCase(Locale.ROOT);
        if (pieces.size() == 1) {
            return folded.equals(first);
        }
        return folded.startsWith(first)
                && IntStream.rangeClosed(first.length(), folded.length())
                        .anyMatch(at -> glob(pieces.subList(1, pieces.size()), folded.substring(at)));
    }
}
