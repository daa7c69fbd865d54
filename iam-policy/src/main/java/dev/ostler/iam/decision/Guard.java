// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.decision.Variables.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Stands before statements, and lets a question through to those alone that its key can belong to. */
sealed interface Guard {
    static Guard of(Lookup lookup, Map<String, StatementTree> byKey) {
        return switch (lookup.by()) {
            case BEGINNING -> OfAffix.of(lookup.ofVariable(), false, byKey);
            case ENDING -> OfAffix.of(lookup.ofVariable(), true, byKey);
            case CARRIED ->
                new OfCarried(lookup.ofVariable(), byKey.values().iterator().next());
            case COMPARTMENT, GROUP, DYNAMIC_GROUP, SERVICE -> new OfIdentity(lookup.by(), new HashMap<>(byKey));
        };
    }

    @Nullable
    CompiledStatement firstThatHolds(Question question);

    /** By compartments, groups or services. In a HashMap, because an immutable one is slow where many hashes lie side by side. */
    record OfIdentity(Lookup.By by, Map<String, StatementTree> byKey) implements Guard {
        @Override
        public @Nullable CompiledStatement firstThatHolds(Question question) {
            Principal principal = question.request().principal();
            return switch (by) {
                case COMPARTMENT -> firstOf(question.path(), question);
                case GROUP -> principal instanceof Principal.User user ? firstOf(user.groupIds(), question) : null;
                case DYNAMIC_GROUP ->
                    principal instanceof Principal.Resource resource
                            ? firstOf(resource.dynamicGroupIds(), question)
                            : null;
                case SERVICE ->
                    principal instanceof Principal.Service service
                            ? firstOf(service.name().toLowerCase(Locale.ROOT), question)
                            : null;
                case BEGINNING, ENDING, CARRIED -> throw new IllegalStateException(by + " is about a variable");
            };
        }

        private @Nullable CompiledStatement firstOf(List<String> keys, Question question) {
            for (int i = 0; i < keys.size(); i++) {
                CompiledStatement found = firstOf(keys.get(i), question);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }

        private @Nullable CompiledStatement firstOf(Set<String> keys, Question question) {
            for (String key : keys) {
                CompiledStatement found = firstOf(key, question);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }

        private @Nullable CompiledStatement firstOf(String key, Question question) {
            StatementTree tree = byKey.get(key);
            return tree == null ? null : tree.firstThatHolds(question);
        }
    }

    /** Statements that are not true without a variable, whatever its value. */
    record OfCarried(Variable variable, StatementTree tree) implements Guard {
        @Override
        public @Nullable CompiledStatement firstThatHolds(Question question) {
            return question.valueOf(variable) == null ? null : tree.firstThatHolds(question);
        }
    }

    /**
     * By how a value begins or ends. Different affixes may have the same hash, so the conditions have the last word.
     *
     * @param lengths of the affixes, in ascending order
     * @param hashes of the affixes of each length, in ascending order
     * @param trees in the order of their hashes
     */
    record OfAffix(Variable variable, boolean atEnd, int[] lengths, int[][] hashes, StatementTree[][] trees)
            implements Guard {
        private record Hashed(int hash, StatementTree tree) {}

        static OfAffix of(Variable variable, boolean atEnd, Map<String, StatementTree> byAffix) {
            var byLength = new TreeMap<Integer, List<Hashed>>();
            byAffix.forEach((affix, tree) -> byLength.computeIfAbsent(affix.length(), _ -> new ArrayList<>())
                    .add(new Hashed(hash(0, affix, 0, affix.length(), atEnd), tree)));
            byLength.values().forEach(all -> all.sort(Comparator.comparingInt(Hashed::hash)));
            return new OfAffix(
                    variable,
                    atEnd,
                    byLength.keySet().stream().mapToInt(it -> it).toArray(),
                    byLength.values().stream()
                            .map(all -> all.stream().mapToInt(Hashed::hash).toArray())
                            .toArray(int[][]::new),
                    byLength.values().stream()
                            .map(all -> all.stream().map(Hashed::tree).toArray(StatementTree[]::new))
                            .toArray(StatementTree[][]::new));
        }

        /** Goes on with a hash from one length to another, from the outer end of the text inwards. */
        private static int hash(int begun, String text, int from, int to, boolean atEnd) {
            int hash = begun;
            for (int i = from; i < to; i++) {
                hash = 31 * hash + Pattern.caseFree(text.charAt(atEnd ? text.length() - 1 - i : i));
            }
            return hash;
        }

        @Override
        public @Nullable CompiledStatement firstThatHolds(Question question) {
            return switch (question.valueOf(variable)) {
                case null -> null;
                case Value.Text text -> firstOf(text.text(), question);
                case Value.Texts texts -> {
                    CompiledStatement found = null;
                    for (int i = 0; found == null && i < texts.texts().size(); i++) {
                        found = firstOf(texts.texts().get(i), question);
                    }
                    yield found;
                }
                // Of many names each has to fit, the shortest among them; for a deny statement one is enough.
                case Value.NamesUnder names ->
                    question.deny() || atEnd ? firstOfAll(question) : firstOf(names.prefix(), question);
            };
        }

        private @Nullable CompiledStatement firstOf(String text, Question question) {
            int hash = 0;
            int hashed = 0;
            for (int i = 0; i < lengths.length && lengths[i] <= text.length(); i++) {
                hash = hash(hash, text, hashed, lengths[i], atEnd);
                hashed = lengths[i];
                for (int at = firstWith(hash, hashes[i]); at < hashes[i].length && hashes[i][at] == hash; at++) {
                    CompiledStatement found = trees[i][at].firstThatHolds(question);
                    if (found != null) {
                        return found;
                    }
                }
            }
            return null;
        }

        /** Where a hash stands first; where there is none of it, somewhere else. */
        private static int firstWith(int hash, int[] hashes) {
            int at = Arrays.binarySearch(hashes, hash);
            if (at < 0) {
                return hashes.length;
            }
            while (at > 0 && hashes[at - 1] == hash) {
                at--;
            }
            return at;
        }

        private @Nullable CompiledStatement firstOfAll(Question question) {
            for (StatementTree[] ofLength : trees) {
                for (StatementTree tree : ofLength) {
                    CompiledStatement found = tree.firstThatHolds(question);
                    if (found != null) {
                        return found;
                    }
                }
            }
            return null;
        }
    }
}
