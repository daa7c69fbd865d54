// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.decision.UtcTime;
import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Condition.Moment;
import dev.ostler.iam.language.Condition.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tests of one variable that rule each other out, or that leave nothing out. */
final class Contradictions {
    /** Long lists have more pairs than anybody wants to wait for. */
    private static final int MAX_COMPARISONS = 2_000;

    private Contradictions() {}

    /** Two tests, the later of which makes the matter plain. */
    record Conflict(String variable, Condition earlier, Condition later) {}

    /** Tests that cannot hold together: the first two of each variable. */
    static List<Conflict> in(Condition.All all) {
        return conflicts(Conditions.together(all).toList(), Contradictions::excludeEachOther);
    }

    /** Tests of which one always holds, given that the variable is there: the first two of each variable. */
    static List<Conflict> alwaysTrueIn(Condition.Any any) {
        return conflicts(Conditions.eachAlone(any).toList(), Contradictions::leaveNothingOut);
    }

    @FunctionalInterface
    private interface Relation {
        boolean holds(String variable, Condition one, Condition other);
    }

    private static List<Conflict> conflicts(List<Condition> parts, Relation relation) {
        List<Conflict> conflicts = new ArrayList<>();
        byVariable(parts)
                .forEach((variable, tests) -> first(variable, tests, relation).ifPresent(conflicts::add));
        return conflicts;
    }

    private static Optional<Conflict> first(String variable, List<Condition> tests, Relation relation) {
        for (int later = 1; later < tests.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (relation.holds(variable, tests.get(earlier), tests.get(later))) {
                    return Optional.of(new Conflict(variable, tests.get(earlier), tests.get(later)));
                }
            }
        }
        return Optional.empty();
    }

    /** Of each variable so many tests as can be compared with each other in good time. */
    private static Map<String, List<Condition>> byVariable(List<Condition> parts) {
        Map<String, List<Condition>> tests = new LinkedHashMap<>();
        for (Condition part : parts) {
            if (!(part instanceof Condition.All) && !(part instanceof Condition.Any)) {
                String variable = Conditions.variables(part)
                        .findFirst()
                        .map(VariableNames::of)
                        .orElseThrow();
                List<Condition> ofVariable = tests.computeIfAbsent(variable, _ -> new ArrayList<>());
                if (ofVariable.size() * ofVariable.size() < MAX_COMPARISONS) {
                    ofVariable.add(part);
                }
            }
        }
        return tests;
    }

    private static boolean excludeEachOther(String variable, Condition one, Condition other) {
        if (one instanceof Condition.Absent != other instanceof Condition.Absent) {
            return true;
        }
        if (one instanceof Moment first && other instanceof Moment second) {
            return first.before() != second.before() && leaveNoTime(first, second);
        }
        Optional<List<Glob>> left = globs(variable, one);
        Optional<List<Glob>> right = globs(variable, other);
        if (left.isEmpty()
                || right.isEmpty()
                || (long) left.get().size() * right.get().size() > MAX_COMPARISONS) {
            return false;
        }
        if (Conditions.isNegated(one) && Conditions.isNegated(other)) {
            return false;
        }
        if (Conditions.isNegated(one)) {
            return ruleOut(left.get(), right.get());
        }
        if (Conditions.isNegated(other)) {
            return ruleOut(right.get(), left.get());
        }
        return !VariableNames.hasSeveralValues(variable) && haveNothingInCommon(left.get(), right.get());
    }

    private static boolean leaveNothingOut(String variable, Condition one, Condition other) {
        Optional<List<Glob>> left = globs(variable, one);
        Optional<List<Glob>> right = globs(variable, other);
        if (left.isEmpty()
                || right.isEmpty()
                || (long) left.get().size() * right.get().size() > MAX_COMPARISONS) {
            return false;
        }
        if (Conditions.isNegated(one) && Conditions.isNegated(other)) {
            return !VariableNames.hasSeveralValues(variable) && haveNothingInCommon(left.get(), right.get());
        }
        if (Conditions.isNegated(one)) {
            return ruleOut(right.get(), left.get());
        }
        return Conditions.isNegated(other) && ruleOut(left.get(), right.get());
    }

    private static boolean leaveNoTime(Moment first, Moment second) {
        Moment before = first.before() ? first : second;
        Moment after = first.before() ? second : first;
        long end = UtcTime.epochMillis(before.instant().text());
        long start = UtcTime.epochMillis(after.instant().text());
        return end != UtcTime.NONE && start != UtcTime.NONE && end <= start;
    }

    /** Empty for other tests, and where a value is another variable's. */
    private static Optional<List<Glob>> globs(String variable, Condition leaf) {
        List<Glob> globs = new ArrayList<>();
        for (Value value : Conditions.values(leaf)) {
            Optional<Glob> glob = Glob.of(variable, value);
            if (glob.isEmpty()) {
                return Optional.empty();
            }
            globs.add(glob.get());
        }
        return globs.isEmpty() ? Optional.empty() : Optional.of(globs);
    }

    private static boolean ruleOut(List<Glob> excluded, List<Glob> wanted) {
        return wanted.stream().allMatch(it -> excluded.stream().anyMatch(out -> out.covers(it)));
    }

    private static boolean haveNothingInCommon(List<Glob> left, List<Glob> right) {
        return left.stream().noneMatch(it -> right.stream().anyMatch(it::overlaps));
    }
}
