// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.language.Condition.Value;
import java.util.List;
import java.util.Optional;

/**
 * A value in a condition as the set of texts that fit it: pieces with any run of characters between them. Case does not
 * matter, as in conditions.
 */
record Glob(List<String> pieces) {
    private static final int STAR = -1;

    /** Stands for any run of characters in the other pattern, so that only a star takes it. */
    private static final int ANYTHING = -2;

    /** Two hostile patterns cost the product of their lengths; beyond this nothing is claimed of them. */
    private static final int MAX_STEPS = 250_000;

    static Glob literal(String text) {
        return new Glob(List.of(text));
    }

    /** Empty where the value is another variable's. */
    static Optional<Glob> of(String variable, Value value) {
        return switch (value) {
            case Value.Text text ->
                Optional.of(takesQuotedStar(variable, text) ? new Glob(text.pieces()) : literal(text.text()));
            case Value.Pattern pattern -> Optional.of(new Glob(pattern.pieces()));
            case Value.OfOcid ocid -> Optional.of(literal(ocid.ocid().text()));
            case Value.OfVariable _ -> Optional.empty();
        };
    }

    /** Object names take patterns in quotes, tags a star alone. Source: OCI documentation, as the decision reads it. */
    static boolean takesQuotedStar(String variable, Value.Text text) {
        return variable.equals(VariableNames.OBJECT_NAME)
                || (VariableNames.isTag(variable) && text.pieces().equals(List.of("", "")));
    }

    boolean matches(String text) {
        return overlaps(literal(text));
    }

    /** Whether some text fits both; true where that would be too long a question. */
    boolean overlaps(Glob other) {
        return meet(tokens(STAR), other.tokens(STAR), true);
    }

    /** Whether every text that fits the other fits this one; may be false for want of looking closely. */
    boolean covers(Glob other) {
        return meet(tokens(STAR), other.tokens(ANYTHING), false);
    }

    private int[] tokens(int star) {
        int[] characters = String.join("\0", pieces).codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int character = characters[i];
            characters[i] = character == 0 ? star : Character.toLowerCase(Character.toUpperCase(character));
        }
        return characters;
    }

    /** Row by row: whether the first i tokens of one and the first j of the other can stand for the same text. */
    private static boolean meet(int[] one, int[] other, boolean otherwise) {
        if ((long) one.length * other.length > MAX_STEPS) {
            return otherwise;
        }
        boolean[] row = new boolean[other.length + 1];
        row[0] = true;
        for (int j = 1; j <= other.length; j++) {
            row[j] = row[j - 1] && other[j - 1] == STAR;
        }
        for (int i = 1; i <= one.length; i++) {
            boolean diagonal = row[0];
            row[0] = row[0] && one[i - 1] == STAR;
            for (int j = 1; j <= other.length; j++) {
                boolean above = row[j];
                boolean starred = one[i - 1] == STAR || other[j - 1] == STAR;
                row[j] = starred ? above || row[j - 1] : diagonal && one[i - 1] == other[j - 1];
                diagonal = above;
            }
        }
        return row[other.length];
    }

    @Override
    public String toString() {
        return "'" + String.join("*", pieces) + "'";
    }
}
