// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.List;

/**
 * What a condition compares a value with: pieces of text with any run of characters between them. Matching ignores case,
 * in every script, and is anchored at both ends. Nothing is allocated to match.
 *
 * <p>Source: OCI documentation, "Conditions": matching ignores case; {@code /HR*} and {@code *HR/} are anchored. Assumed: a
 * star in the middle means the same, and slashes are characters like others.
 */
final class Pattern {
    private final List<String> pieces;

    private Pattern(List<String> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    static Pattern literal(String text) {
        return new Pattern(List.of(text));
    }

    /** @param pieces what stands between the stars; a single piece is a literal */
    static Pattern starred(List<String> pieces) {
        return new Pattern(pieces);
    }

    boolean isLiteral() {
        return pieces.size() == 1;
    }

    /** Of a literal: all of it. */
    String text() {
        return String.join("*", pieces);
    }

    /** What every match begins with; of a literal, all of it. */
    String beginning() {
        return pieces.getFirst();
    }

    /** What every match ends with; of a literal, all of it. */
    String ending() {
        return pieces.getLast();
    }

    boolean matches(String value) {
        String first = pieces.getFirst();
        if (isLiteral()) {
            return first.equalsIgnoreCase(value);
        }
        String last = pieces.getLast();
        int from = first.length();
        int to = value.length() - last.length();
        return to >= from
                && startsWith(value, first)
                && value.regionMatches(true, to, last, 0, last.length())
                && holdsInOrder(value, from, to);
    }

    /** The inner pieces, each as early as possible: what a later one needs is never taken away. */
    private boolean holdsInOrder(String value, int from, int to) {
        int at = from;
        for (int i = 1; i < pieces.size() - 1; i++) {
            String piece = pieces.get(i);
            while (at + piece.length() <= to && !value.regionMatches(true, at, piece, 0, piece.length())) {
                at++;
            }
            if (at + piece.length() > to) {
                return false;
            }
            at += piece.length();
        }
        return true;
    }

    /** Whether every name that begins with a prefix matches: only when it ends in a star and the prefix alone matches. */
    boolean matchesAllUnder(String prefix) {
        return !isLiteral() && pieces.getLast().isEmpty() && matches(prefix);
    }

    /** Whether some name that begins with a prefix matches. Behind the first star anything may follow. */
    boolean matchesSomeUnder(String prefix) {
        String first = pieces.getFirst();
        return startsWith(first, prefix) || (!isLiteral() && startsWith(prefix, first));
    }

    private static boolean startsWith(String text, String start) {
        return text.regionMatches(true, 0, start, 0, start.length());
    }

    /**
     * Equal for characters that differ only in case. Halves of a surrogate pair are all alike, because their case shows only
     * when they are together.
     */
    static char caseFree(char character) {
        if (character < 0x80) {
            return character >= 'A' && character <= 'Z' ? (char) (character + ('a' - 'A')) : character;
        }
        return Character.isSurrogate(character)
                ? Character.MIN_SURROGATE
                : Character.toLowerCase(Character.toUpperCase(character));
    }

    /** Equal for texts that differ only in case, and of the same length. */
    static String caseFree(String text) {
        var caseFree = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            caseFree.append(caseFree(text.charAt(i)));
        }
        return caseFree.toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
