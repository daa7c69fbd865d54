// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a word was probably meant to be. */
public final class Suggestions {
    /** Longer words are nobody's misspelling, and comparing them costs the square of their length. */
    private static final int MAX_WORD_CHARS = 80;

    /** What people write who come from other systems. */
    private static final Map<String, String> OTHER_WORDS = Map.ofEntries(
            Map.entry("permit", "Allow"),
            Map.entry("grant", "Allow"),
            Map.entry("forbid", "Deny"),
            Map.entry("prohibit", "Deny"),
            Map.entry("block", "Deny"),
            Map.entry("list", "inspect"),
            Map.entry("view", "read"),
            Map.entry("get", "read"),
            Map.entry("download", "read"),
            Map.entry("update", "use"),
            Map.entry("write", "manage"),
            Map.entry("create", "manage"),
            Map.entry("delete", "manage"),
            Map.entry("admin", "manage"),
            Map.entry("administer", "manage"),
            Map.entry("everyone", "any-user"),
            Map.entry("anyone", "any-user"),
            Map.entry("when", "where"),
            Map.entry("if", "where"),
            Map.entry("on", "in"),
            Map.entry("at", "in"),
            Map.entry("within", "in"),
            Map.entry("inside", "in"),
            Map.entry("under", "in"));

    private Suggestions() {}

    /** A keyword that this word stands for elsewhere, or the nearest one. */
    static Optional<String> keyword(String word, String... keywords) {
        List<String> candidates = List.of(keywords);
        return Optional.ofNullable(OTHER_WORDS.get(word.toLowerCase(Locale.ROOT)))
                .filter(candidates::contains)
                .or(() -> nearest(word, candidates));
    }

    /** The nearest of the words, case aside; empty when none is near. */
    public static Optional<String> nearest(String word, Collection<String> words) {
        if (word.length() > MAX_WORD_CHARS) {
            return Optional.empty();
        }
        String lower = word.toLowerCase(Locale.ROOT);
        int bound = bound(lower.length());
        record Near(String word, int distance) {}
        return words.stream()
                .filter(candidate -> Math.abs(candidate.length() - lower.length()) <= bound)
                .map(candidate -> new Near(candidate, distance(lower, candidate.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance() <= bound)
                .min(Comparator.comparingInt(Near::distance).thenComparing(Near::word))
                .map(Near::word);
    }

    /** How many slips a word of this length may have: in a short one every second word would be near. */
    private static int bound(int length) {
        return length <= 2 ? 0 : length <= 5 ? 1 : length <= 12 ? 2 : 3;
    }

    /** Letters inserted, deleted, replaced, or swapped with their neighbour. */
    static int distance(String one, String other) {
        int[][] rows = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= other.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            for (int j = 1; j <= other.length(); j++) {
                int replaced = rows[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                rows[i][j] = Math.min(replaced, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (swapped) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[one.length()][other.length()];
    }
}
