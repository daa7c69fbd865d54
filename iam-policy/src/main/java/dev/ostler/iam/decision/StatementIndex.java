// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.CompiledStatement.Who;
import dev.ostler.iam.decision.Variables.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds statements by permission, compartment, principal and the values that their conditions cannot do without, so that a
 * decision costs the same with five statements in force as with five thousand. What one permission needs is built when it
 * is first asked for.
 */
final class StatementIndex {
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

    /** The statements of one permission, compartment and subject. */
    private static final class Slot {
        private final List<CompiledStatement> free = new ArrayList<>();
        private final Map<Variable, List<Keyed>> keyed = new HashMap<>();
        private CompiledStatement[] always = {};
        private Guard[] guards = {};

        void add(CompiledStatement statement) {
            Necessary necessary = statement.where() == null ? null : Necessary.of(statement.where());
            if (necessary == null) {
                free.add(statement);
                return;
            }
            List<Keyed> list = keyed.computeIfAbsent(necessary.variable(), _ -> new ArrayList<>());
            necessary.texts().forEach(text -> list.add(new Keyed(Pattern.caseFreeHash(text), statement)));
        }

        void freeze() {
            always = free.toArray(CompiledStatement[]::new);
            guards = keyed.entrySet().stream()
                    .map(it -> Guard.of(it.getKey(), it.getValue()))
                    .toArray(Guard[]::new);
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

    private record Keyed(int hash, CompiledStatement statement) {}

    /** Statements that hold only for certain values of a variable, in the order of the values' hashes. */
    private record Guard(Variable variable, int[] hashes, CompiledStatement[] statements) {
        static Guard of(Variable variable, List<Keyed> keyed) {
            keyed.sort((a, b) -> Integer.compare(a.hash, b.hash));
            return new Guard(
                    variable,
                    keyed.stream().mapToInt(Keyed::hash).toArray(),
                    keyed.stream().map(Keyed::statement).toArray(CompiledStatement[]::new));
        }

        @Nullable
        CompiledStatement firstThatHolds(Question question) {
            Value value = question.valueOf(variable);
            if (value == null) {
                return null;
            }
            if (!(value instanceof Value.Text text)) {
                return firstThatHolds(question, 0, statements.length);
            }
            int hash = Pattern.caseFreeHash(text.text());
            int from = firstAtLeast(hash);
            int to = from;
            while (to < hashes.length && hashes[to] == hash) {
                to++;
            }
            return firstThatHolds(question, from, to);
        }

        private int firstAtLeast(int hash) {
            int low = 0;
            int high = hashes.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (hashes[middle] < hash) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private @Nullable CompiledStatement firstThatHolds(Question question, int from, int to) {
            for (int i = from; i < to; i++) {
                if (statements[i].holds(question)) {
                    return statements[i];
                }
            }
            return null;
        }
    }
}
