// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Condition.Value;
import dev.ostler.iam.language.Statement.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a ruling could decide, and whether its condition can hold then. Says yes where it does not know better. */
final class Reach {
    /** Permissions of services, and operations, that the catalogue does not have: they may supply anything. */
    private static final Pair ELSEWHERE = new Pair(Optional.empty(), Optional.empty());

    private final Catalogue catalogue;
    private final Ruling ruling;
    private final Set<Pair> pairs;
    private final Set<Condition> impossible = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * A permission that is asked for and the operation that needs it.
     *
     * @param row the operation's name in the catalogue: {@code CopyObject:source}
     */
    record Pair(Optional<Permission> permission, Optional<String> row) {
        /** As {@code request.operation} has it. */
        Optional<String> operation() {
            return row.map(Pair::operationOf);
        }

        private static String operationOf(String row) {
            int colon = row.indexOf(':');
            return colon < 0 ? row : row.substring(0, colon);
        }
    }

    private Reach(Catalogue catalogue, Ruling ruling, Set<Pair> pairs) {
        this.catalogue = catalogue;
        this.ruling = ruling;
        this.pairs = pairs;
        ruling.where().stream()
                .flatMap(Conditions::nodes)
                .filter(it -> it instanceof Condition.All all
                        && !Contradictions.in(all).isEmpty())
                .forEach(impossible::add);
    }

    /** Which operations need a permission, read once. */
    static final class Operations {
        private final Catalogue catalogue;
        private final Map<Permission, List<Pair>> needing = new HashMap<>();

        Operations(Catalogue catalogue) {
            this.catalogue = catalogue;
            for (String row : catalogue.operations()) {
                catalogue.requirementOf(row).alternatives().stream()
                        .flatMap(Set::stream)
                        .distinct()
                        .forEach(permission -> needing.computeIfAbsent(permission, _ -> new ArrayList<>())
                                .add(new Pair(Optional.of(permission), Optional.of(row))));
            }
        }

        Reach of(Ruling ruling) {
            Set<Pair> pairs = new LinkedHashSet<>();
            for (Permission permission : ruling.permissions()) {
                pairs.addAll(
                        needing.getOrDefault(permission, List.of(new Pair(Optional.of(permission), Optional.empty()))));
            }
            if (ruling.boundless()) {
                pairs.add(ELSEWHERE);
            }
            return new Reach(catalogue, ruling, pairs);
        }
    }

    Ruling ruling() {
        return ruling;
    }

    Set<Pair> pairs() {
        return pairs;
    }

    /** Whether the ruling may decide this. */
    boolean decides(Pair pair) {
        return pairs.contains(pair) && canHold(pair);
    }

    /** Whether the ruling is about all that the operation of a pair needs. */
    boolean coversOperation(Pair pair) {
        return pair.row().stream()
                .flatMap(row -> catalogue.requirementOf(row).alternatives().stream())
                .anyMatch(ruling.permissions()::containsAll);
    }

    /** Whether a request for this may meet the ruling's condition. */
    boolean canHold(Pair pair) {
        return ruling.where().map(it -> canHold(it, pair, null)).orElse(true);
    }

    boolean canHold(Condition condition, Pair pair) {
        return canHold(condition, pair, null);
    }

    /** The same if one test were true. */
    boolean canHoldGranting(Condition leaf, Pair pair) {
        return ruling.where().map(it -> canHold(it, pair, leaf)).orElse(true);
    }

    boolean canEverHold(Condition condition) {
        return pairs.stream().anyMatch(pair -> canHold(condition, pair));
    }

    boolean canEverApply() {
        return pairs.stream().anyMatch(this::canHold);
    }

    private boolean canHold(Condition condition, Pair pair, @Nullable Condition granted) {
        if (condition == granted) {
            return true;
        }
        return switch (condition) {
            case Condition.All all ->
                !impossible.contains(all) && all.parts().stream().allMatch(part -> canHold(part, pair, granted));
            case Condition.Any any -> any.parts().stream().anyMatch(part -> canHold(part, pair, granted));
            case Condition.Absent absent -> canBeAbsent(VariableNames.of(absent.variable()));
            case Condition leaf -> supplied(leaf, pair) && fits(leaf, pair);
        };
    }

    private static boolean canBeAbsent(String variable) {
        return !variable.equals(VariableNames.PERMISSION) && !variable.equals(VariableNames.OPERATION);
    }

    private boolean supplied(Condition leaf, Pair pair) {
        return Conditions.variables(leaf)
                .allMatch(it -> whyNotSupplied(VariableNames.of(it), pair).isEmpty());
    }

    /** Why requests for this never carry a variable; empty when they may. */
    Optional<String> whyNotSupplied(String variable, Pair pair) {
        return whyNotOfSubject(variable).or(() -> pair.row().flatMap(row -> catalogue.whyNotCarried(row, variable)));
    }

    private Optional<String> whyNotOfSubject(String variable) {
        Subject subject = ruling.subject();
        if (!ruling.allows() && VariableNames.isOfDynamicGroups(variable)) {
            return Optional.of("deny statements do not get it");
        }
        if (subject instanceof Subject.Services && VariableNames.isOfUsers(variable)) {
            return Optional.of("a service is no user");
        }
        if (subject instanceof Subject.DynamicGroups && VariableNames.isOfUsers(variable)) {
            return Optional.of("a resource is no user");
        }
        if (!(subject instanceof Subject.AnyUser || subject instanceof Subject.AnyGroup)) {
            if (!(subject instanceof Subject.Services) && VariableNames.isOfServices(variable)) {
                return Optional.of("groups have no services in them");
            }
            if (!(subject instanceof Subject.DynamicGroups) && VariableNames.isOfWorkloads(variable)) {
                return Optional.of("only workloads have it");
            }
        }
        return Optional.empty();
    }

    /** Of the variables that follow from the pair, whether the test holds; of others, it may. */
    private static boolean fits(Condition leaf, Pair pair) {
        Optional<String> value = switch (Conditions.compared(leaf)) {
            case VariableNames.PERMISSION -> pair.permission().map(Permission::name);
            case VariableNames.OPERATION -> pair.operation();
            default -> Optional.empty();
        };
        if (value.isEmpty()) {
            return true;
        }
        boolean unknown = false;
        for (Value each : Conditions.values(leaf)) {
            Optional<Glob> glob = Glob.of(Conditions.compared(leaf), each);
            unknown |= glob.isEmpty();
            if (glob.isPresent() && glob.get().matches(value.get())) {
                return !Conditions.isNegated(leaf);
            }
        }
        return unknown || Conditions.isNegated(leaf);
    }
}
