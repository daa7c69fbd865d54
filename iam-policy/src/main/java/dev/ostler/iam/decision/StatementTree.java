// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Statements, some of which are asked one after the other and the rest only behind a {@link Guard} that lets few of them
 * through. Which guards there are depends on what tells these statements apart: a hundred groups, or a hundred buckets.
 */
final class StatementTree {
    /** So few are asked without a guard. */
    private static final int MAX_IN_A_ROW = 8;

    /** A guard that spares a request fewer of them is not worth its own cost. */
    private static final int MIN_SPARED = 4;

    private static final int MAX_DEPTH = 3;

    /** Guards keep a statement once for each of its keys: so often on average, and no more. */
    private static final int MAX_COPIES = 8;

    private final CompiledStatement[] inARow;
    private final Guard[] guards;

    private StatementTree(CompiledStatement[] inARow, Guard[] guards) {
        this.inARow = inARow;
        this.guards = guards;
    }

    /** A statement in one of the ways in which it can hold. */
    record Candidate(CompiledStatement statement, List<Necessary> necessary) {}

    static StatementTree of(List<Candidate> candidates) {
        return of(candidates, Set.of());
    }

    /** @param used look-ups that led here, and tell nothing more */
    private static StatementTree of(List<Candidate> candidates, Set<Lookup> used) {
        var left = new ArrayList<>(candidates);
        var guards = new ArrayList<Guard>();
        while (left.size() > MAX_IN_A_ROW && used.size() < MAX_DEPTH) {
            Lookup lookup = best(left, used);
            if (lookup == null) {
                break;
            }
            guards.add(guard(lookup, left, used));
            left.removeIf(it -> Necessary.by(lookup, it.necessary) != null);
        }
        return new StatementTree(
                left.stream().map(Candidate::statement).distinct().toArray(CompiledStatement[]::new),
                guards.toArray(Guard[]::new));
    }

    private static Guard guard(Lookup lookup, List<Candidate> candidates, Set<Lookup> used) {
        var byKey = new HashMap<String, List<Candidate>>();
        for (Candidate candidate : candidates) {
            Necessary necessary = Necessary.by(lookup, candidate.necessary);
            if (necessary != null) {
                necessary
                        .keys()
                        .forEach(key -> byKey.computeIfAbsent(key, _ -> new ArrayList<>())
                                .add(candidate));
            }
        }
        var usedBelow = new HashSet<>(used);
        usedBelow.add(lookup);
        var trees = new HashMap<String, StatementTree>();
        byKey.forEach((key, behind) -> trees.put(key, of(behind, usedBelow)));
        return Guard.of(lookup, trees);
    }

    /** How many statements a guard would stand before, and how many of them have each key. */
    private static final class Tally {
        private int statements;
        private int copies;
        private int mostOfAKey;
        private final Map<String, Integer> byKey = new HashMap<>();

        void add(Set<String> keys) {
            statements++;
            copies += keys.size();
            for (String key : keys) {
                mostOfAKey = Math.max(mostOfAKey, byKey.merge(key, 1, Integer::sum));
            }
        }

        /** Of a request that has common keys, if it has any. */
        double spared(Lookup.By by) {
            int keys = byKey.size();
            double chance = keys / (keys + 1.0);
            return copies > MAX_COPIES * statements
                    ? 0
                    : statements - Math.min(by.keysOfARequest(), keys) * mostOfAKey * chance;
        }
    }

    private static @Nullable Lookup best(List<Candidate> candidates, Set<Lookup> used) {
        var tallies = new LinkedHashMap<Lookup, Tally>();
        for (Candidate candidate : candidates) {
            var seen = new HashSet<>(used);
            for (Necessary necessary : candidate.necessary) {
                if (seen.add(necessary.lookup())) {
                    tallies.computeIfAbsent(necessary.lookup(), _ -> new Tally())
                            .add(necessary.keys());
                }
            }
        }
        Lookup best = null;
        double mostSpared = MIN_SPARED;
        for (Lookup.By by : Lookup.By.values()) {
            for (Map.Entry<Lookup, Tally> entry : tallies.entrySet()) {
                double spared = entry.getValue().spared(by);
                if (entry.getKey().by() == by && spared > mostSpared) {
                    best = entry.getKey();
                    mostSpared = spared;
                }
            }
        }
        return best;
    }

    @Nullable
    CompiledStatement firstThatHolds(Question question) {
        for (CompiledStatement statement : inARow) {
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
