// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

/**
 * How a scalar is written in its file, so that a place within its value can be found there.
 *
 * @param start in code points of the whole text
 * @param end exclusive
 */
record Written(YamlText text, Style style, Place place, int start, int end) {
    /** YAML's ways to write a scalar. */
    enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        /** {@code |} or <code>></code>, with the value on the lines below. */
        BLOCK
    }

    boolean isPlain() {
        return style == Style.PLAIN;
    }

    /**
     * Where the char of {@code value} at {@code offset} stands in the file. Line breaks and blanks of the value may be folded or
     * indented in the file; all else stands there in the same order, escaped or not.
     */
    Place placeOf(String value, int offset) {
        int[] source = text.codePoints(start, end);
        int at = switch (style) {
            case PLAIN -> 0;
            case SINGLE_QUOTED, DOUBLE_QUOTED -> 1;
            case BLOCK -> afterFirstLine(source);
        };
        for (int i = 0; i < offset && at < source.length; ) {
            int codePoint = value.codePointAt(i);
            i += Character.charCount(codePoint);
            if (!isBlank(codePoint)) {
                at = skipBlanks(source, at);
                at += unitAt(source, at);
            }
        }
        boolean atBlank = offset >= value.length() || isBlank(value.charAt(offset));
        return text.placeOf(start + Math.min(atBlank ? at : skipBlanks(source, at), source.length));
    }

    private static int afterFirstLine(int[] source) {
        int at = 0;
        while (at < source.length && source[at] != '\n') {
            at++;
        }
        return at;
    }

    private int skipBlanks(int[] source, int from) {
        int at = from;
        while (at < source.length) {
            if (isBlank(source[at])) {
                at++;
            } else if (isEscapedBlank(source, at)) {
                at += 2;
            } else {
                return at;
            }
        }
        return at;
    }

    private boolean isEscapedBlank(int[] source, int at) {
        return style == Style.DOUBLE_QUOTED
                && source[at] == '\\'
                && at + 1 < source.length
                && " \t\r\ntn r_NLP".indexOf(source[at + 1]) >= 0;
    }

    /** How many code points of the file make up one of the value. */
    private int unitAt(int[] source, int at) {
        if (at + 1 >= source.length) {
            return 1;
        }
        return switch (style) {
            case SINGLE_QUOTED -> source[at] == '\'' && source[at + 1] == '\'' ? 2 : 1;
            case DOUBLE_QUOTED ->
                source[at] != '\\'
                        ? 1
                        : switch (source[at + 1]) {
                            case 'x' -> 4;
                            case 'u' -> 6;
                            case 'U' -> 10;
                            default -> 2;
                        };
            case PLAIN, BLOCK -> 1;
        };
    }

    private static boolean isBlank(int codePoint) {
        return codePoint == ' '
                || codePoint == '\t'
                || codePoint == '\n'
                || codePoint == '\r'
                || codePoint == 0x85
                || codePoint == 0xa0
                || codePoint == 0x2028
                || codePoint == 0x2029;
    }
}
