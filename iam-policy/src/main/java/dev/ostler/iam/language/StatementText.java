// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One statement of a file of statements.
 *
 * @param start where it begins in the file, in UTF-16 units
 */
public record StatementText(String text, int start) {
    private static final Set<String> START_WORDS = Set.of("allow", "deny", "define", "endorse", "admit", "associate");

    /**
     * Takes a file apart. A line begins a statement unless it is indented; an indented line goes on with the statement
     * above it, unless it has a start word of its own. Empty lines end a statement. Lines that begin with {@code #} are
     * notes of the file's author: not OCI's, for which a statement has no comments.
     */
    public static List<StatementText> split(String file) {
        List<StatementText> statements = new ArrayList<>();
        int start = -1;
        int end = -1;
        for (int line = 0; line < file.length(); ) {
            int lineEnd = endOfLine(file, line);
            int content = line;
            while (content < lineEnd && Character.isWhitespace(file.charAt(content))) {
                content++;
            }
            boolean empty = content == lineEnd;
            boolean note = !empty && file.charAt(content) == '#';
            boolean begins = !empty && !note && (content == line || start < 0 || beginsWithStartWord(file, content));
            if (start >= 0 && (empty || note || begins)) {
                statements.add(new StatementText(file.substring(start, end), start));
                start = -1;
            }
            if (begins) {
                start = content;
            }
            end = lineEnd;
            line = lineEnd + (file.startsWith("\r\n", lineEnd) ? 2 : 1);
        }
        if (start >= 0) {
            statements.add(new StatementText(file.substring(start, end), start));
        }
        return List.copyOf(statements);
    }

    private static int endOfLine(String file, int from) {
        int end = from;
        while (end < file.length() && file.charAt(end) != '\n' && file.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private static boolean beginsWithStartWord(String file, int from) {
        int end = from;
        while (end < file.length() && Character.isLetter(file.charAt(end))) {
            end++;
        }
        return START_WORDS.contains(file.substring(from, end).toLowerCase(Locale.ROOT));
    }
}
