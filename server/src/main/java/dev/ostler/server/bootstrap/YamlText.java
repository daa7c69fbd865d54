// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

/** The text of one file, with its name. {@link #toString} shows the name alone: secrets stand in the text. */
record YamlText(String file, String text) {

    int[] codePoints(int start, int end) {
        int from = text.offsetByCodePoints(0, start);
        return text.substring(from, text.offsetByCodePoints(from, end - start))
                .codePoints()
                .toArray();
    }

    /** Where the code point of this number stands. */
    Place placeOf(int index) {
        int[] before = codePoints(0, index);
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < before.length; i++) {
            boolean ends =
                    before[i] == '\n' || (before[i] == '\r' && !(i + 1 < before.length && before[i + 1] == '\n'));
            if (ends) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(file, line, before.length - lineStart + 1);
    }

    @Override
    public String toString() {
        return file;
    }
}
