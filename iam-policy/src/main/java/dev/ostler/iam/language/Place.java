// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

/**
 * A place in a text, for people.
 *
 * @param line from 1
 * @param column from 1, in characters: one outside the basic plane counts once
 */
public record Place(int line, int column) {
    /** Where an offset in UTF-16 units lies. Lines end in LF, CR or both. */
    public static Place of(String text, int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            boolean pair = text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (text.charAt(i) == '\n' || (text.charAt(i) == '\r' && !pair)) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(line, text.codePointCount(lineStart, offset) + 1);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
