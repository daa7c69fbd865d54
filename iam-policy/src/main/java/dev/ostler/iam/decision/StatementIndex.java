// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.CompiledStatement.Who;
import dev.ostler.iam.decision.Variables.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds statements by permission, compartment, principal and the values that their conditions cannot do without, so that a
 * decision costs the same with five statements in force as with five thousand. What one permission needs is built when it
 * is first asked for.
 */
final class StatementIndex {
    /** Variables in a row that one statement is looked up by. Each may multiply the places where it is kept. */
    private static final int MAX_LOOKUPS = 2;

    private final List<CompiledStatement> statements;
    private final Set<Permission> catalogued;
    private final Map<Permission, Map<String, Candidates>> byPermission = new ConcurrentHashMap<>();

    StatementIndex(List<CompiledStatement> statements, Set<Permission> catalogued) {
        this.statements = statements;
        this.catalogued = catalogued;
    }

    boolean isEmpty() {
        return statements.isEmpty();
    }

    /** @param path the compartment that is asked for, and those above it */
    @Nullable
    CompiledStatement firstThatHolds(List<String> path, Question question) {
        Map<String, Candidates> byCompartment = byPermission.get(question.permission());
        if (byCompartment == null) {
            byCompartment = build(question.permission());
        }
        for (int i = 0; i < path.size(); i++) {
            Candidates candidates = byCompartment.get(path.get(i));
            CompiledStatement found = candidates == null ? null : candidates.firstThatHolds(question);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private Map<String, Candidates> build(Permission permission) {
        var byCompartment = new HashMap<String, Candidates>();
        for (CompiledStatement statement : statements) {
            String compartmentId = statement.place().compartmentId();
            if (compartmentId != null && statement.isAbout(permission, catalogued)) {
                byCompartment
                        .computeIfAbsent(compartmentId, _ -> new Candidates())
                        .add(statement);
            }
        }
        byCompartment.values().forEach(Candidates::freeze);
        // What is kept is bounded by the catalogue, not by what callers may ask for.
        if (catalogued.contains(permission)) {
            byPermission.put(permission, byCompartment);
        }
        return byCompartment;
    }

    /** The statements of one permission and compartment, by whom they are about. */
    private static final class Candidates {
        private final Slot anyone = new Slot();
        private final Slot anyoneButServices = new Slot();
        private final Map<String, Slot> byGroup = new HashMap<>();
        private final Map<String, Slot> byDynamicGroup = new HashMap<>();
        private final Map<String, Slot> byService = new HashMap<>();

        void add(CompiledStatement statement) {
            switch (statement.who()) {
                case Who.Anyone all -> (all.services() ? anyone : anyoneButServices).add(statement);
                case Who.InGroup in -> addTo(byGroup, in.groupIds(), statement);
                case Who.InDynamicGroup in -> addTo(byDynamicGroup, in.groupIds(), statement);
                case Who.Service service -> addTo(byService, service.names(), statement);
            }
        }

        private static void addTo(Map<String, Slot> slots, Set<String> keys, CompiledStatement statement) {
            keys.forEach(key -> slots.computeIfAbsent(key, _ -> new Slot()).add(statement));
        }

        void freeze() {
            anyone.freeze();
            anyoneButServices.freeze();
            byGroup.values().forEach(Slot::freeze);
            byDynamicGroup.values().forEach(Slot::freeze);
            byService.values().forEach(Slot::freeze);
        }

        @Nullable
        CompiledStatement firstThatHolds(Question question) {
            CompiledStatement found = anyone.firstThatHolds(question);
            if (found == null && !(question.request().principal() instanceof Principal.Service)) {
                found = anyoneButServices.firstThatHolds(question);
            }
            if (found != null) {
                return found;
            }
            return switch (question.request().principal()) {
                case Principal.User user -> inAny(byGroup, user.groupIds(), question);
                case Principal.Resource resource -> inAny(byDynamicGroup, resource.dynamicGroupIds(), question);
                case Principal.Service service -> {
                    Slot slot = byService.get(service.name().toLowerCase(Locale.ROOT));
                    yield slot == null ? null : slot.firstThatHolds(question);
                }
            };
        }

        private static @Nullable CompiledStatement inAny(
                Map<String, Slot> slots, Set<String> groupIds, Question question) {
            if (slots.isEmpty()) {
                return null;
            }
            for (String groupId : groupIds) {
                Slot slot = slots.get(groupId);
                CompiledStatement found = slot == null ? null : slot.firstThatHolds(question);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
    }

    /**
     * The statements of one permission, compartment and subject, or those among them that are left when a variable has been
     * looked up.
     */
    private static final class Slot {
        private final List<CompiledStatement> free = new ArrayList<>();
        private final Map<Variable, Map<Beginning, Slot>> byBeginning = new HashMap<>();
        private CompiledStatement[] always = {};
        private Guard[] guards = {};

        void add(CompiledStatement statement) {
            add(statement, Necessary.of(statement.where()), 0);
        }

        /** @param from how much of what is necessary has been looked up on the way here */
        private void add(CompiledStatement statement, List<Necessary> necessary, int from) {
            if (from == Math.min(necessary.size(), MAX_LOOKUPS)) {
                free.add(statement);
                return;
            }
            Map<Beginning, Slot> slots =
                    byBeginning.computeIfAbsent(necessary.get(from).variable(), _ -> new HashMap<>());
            necessary.get(from).beginnings().stream()
                    .map(Beginning::of)
                    .distinct()
                    .forEach(it -> slots.computeIfAbsent(it, _ -> new Slot()).add(statement, necessary, from + 1));
        }

        void freeze() {
            always = free.toArray(CompiledStatement[]::new);
            guards = byBeginning.entrySet().stream()
                    .map(it -> Guard.of(it.getKey(), it.getValue()))
                    .toArray(Guard[]::new);
            byBeginning.values().forEach(slots -> slots.values().forEach(Slot::freeze));
        }

        @Nullable
        CompiledStatement firstThatHolds(Question question) {
            for (CompiledStatement statement : always) {
                if (statement.holds(question)) {
                    return statement;
                }
            }
            for (Guard guard : guards) {
                CompiledStatement found = guard.firstThatHolds(question);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
    }

    /** How a value begins, whatever its case. Different beginnings may look alike: the conditions have the last word. */
    private record Beginning(int length, int hash) {
        static Beginning of(String text) {
            return new Beginning(text.length(), Pattern.caseFreeHash(text, text.length()));
        }
    }

    /**
     * Statements that hold only for certain beginnings of a variable.
     *
     * @param lengths of the beginnings, in ascending order
     * @param hashes of the beginnings of each length, in ascending order
     * @param slots in the order of their hashes
     */
    private record Guard(Variable variable, int[] lengths, int[][] hashes, Slot[][] slots) {
        static Guard of(Variable variable, Map<Beginning, Slot> byBeginning) {
            var byLength = new TreeMap<Integer, TreeMap<Integer, Slot>>();
            byBeginning.forEach((beginning, slot) -> byLength.computeIfAbsent(beginning.length, _ -> new TreeMap<>())
                    .put(beginning.hash, slot));
            return new Guard(
                    variable,
                    byLength.keySet().stream().mapToInt(it -> it).toArray(),
                    byLength.values().stream()
                            .map(it ->
                                    it.keySet().stream().mapToInt(hash -> hash).toArray())
                            .toArray(int[][]::new),
                    byLength.values().stream()
                            .map(it -> it.values().toArray(Slot[]::new))
                            .toArray(Slot[][]::new));
        }

        @Nullable
        CompiledStatement firstThatHolds(Question question) {
            return switch (question.valueOf(variable)) {
                case null -> null;
                case Value.Text text -> firstThatHolds(question, text.text());
                case Value.Texts _, Value.NamesUnder _ -> firstOfAll(question);
            };
        }

        private @Nullable CompiledStatement firstThatHolds(Question question, String text) {
            int hash = 0;
            int hashed = 0;
            for (int i = 0; i < lengths.length && lengths[i] <= text.length(); i++) {
                for (; hashed < lengths[i]; hashed++) {
                    hash = Pattern.caseFreeHash(hash, text.charAt(hashed));
                }
                int at = Arrays.binarySearch(hashes[i], hash);
                CompiledStatement found = at < 0 ? null : slots[i][at].firstThatHolds(question);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }

        private @Nullable CompiledStatement firstOfAll(Question question) {
            for (Slot[] ofLength : slots) {
                for (Slot slot : ofLength) {
                    CompiledStatement found = slot.firstThatHolds(question);
                    if (found != null) {
                        return found;
                    }
                }
            }
            return null;
        }
    }
}
