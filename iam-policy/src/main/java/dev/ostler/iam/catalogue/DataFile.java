// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table that people read: columns separated by two blanks or more, comments from #, rows {@code source KEY TEXT} that
 * say where the others come from. It is read at every start, so by hand and not by regular expressions.
 */
final class DataFile {
    private final String name;
    private final Map<String, String> sources = new HashMap<>();
    private final Set<String> choices = new HashSet<>();
    private final Set<String> points = new HashSet<>();
    private final List<Row> rows = new ArrayList<>();

    /** A line that is neither empty, nor a comment, nor a source. */
    final class Row {
        private final int line;
        private final List<String> columns;

        private Row(int line, List<String> columns) {
            this.line = line;
            this.columns = columns;
        }

        String column(int index) {
            if (index >= columns.size()) {
                throw refused("has " + columns.size() + " columns, too few");
            }
            return columns.get(index);
        }

        /** The text of the source that a column names. */
        String source(int index) {
            String source = sources.get(column(index));
            if (source == null) {
                throw refused("names the unknown source " + column(index));
            }
            return source;
        }

        /** The choice that a column behind the last one names; the row is not there without it. */
        Optional<String> choice(int index) {
            if (columns.size() > index + 1) {
                throw refused("has " + columns.size() + " columns, too many");
            }
            if (index >= columns.size()) {
                return Optional.empty();
            }
            String choice = columns.get(index);
            int equals = choice.indexOf('=');
            if (equals < 0 || !points.contains(choice.substring(0, equals))) {
                throw refused("names the unknown choice " + choice);
            }
            return Optional.of(choice);
        }

        /** Whether the row counts under the choices that the file was read with. */
        boolean counts(int choiceColumn) {
            Optional<String> choice = choice(choiceColumn);
            return choice.isEmpty() || choices.contains(choice.get());
        }

        IllegalStateException refused(String why) {
            return new IllegalStateException("catalogue/" + name + ":" + line + ": the row " + why);
        }
    }

    private DataFile(String name, Switches switches) {
        this.name = name;
        for (Switches.Choice choice : switches.choices()) {
            choices.add(choice.text());
            points.add(choice.point());
        }
    }

    /** Reads a file beside this class. */
    static DataFile read(String name, Switches switches) {
        try (InputStream bytes = DataFile.class.getResourceAsStream(name)) {
            if (bytes == null) {
                throw new IllegalStateException("the catalogue's data file " + name + " is missing");
            }
            return parse(name, new String(bytes.readAllBytes(), StandardCharsets.UTF_8), switches);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DataFile parse(String name, String text, Switches switches) {
        var file = new DataFile(name, switches);
        int line = 0;
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            line++;
            if (end > start && text.charAt(start) != '#') {
                file.take(line, columns(text, start, end));
            }
            start = end + 1;
        }
        return file;
    }

    private void take(int line, List<String> columns) {
        if (columns.isEmpty()) {
            return;
        }
        var row = new Row(line, columns);
        if (columns.getFirst().equals("source")) {
            sources.put(row.column(1), row.column(2));
        } else {
            rows.add(row);
        }
    }

    private static List<String> columns(String text, int start, int end) {
        var columns = new ArrayList<String>(6);
        int from = start;
        while (from < end) {
            while (from < end && text.charAt(from) == ' ') {
                from++;
            }
            int to = from;
            while (to < end && !(text.charAt(to) == ' ' && (to + 1 == end || text.charAt(to + 1) == ' '))) {
                to++;
            }
            if (to > from) {
                columns.add(text.substring(from, to));
            }
            from = to;
        }
        return columns;
    }

    List<Row> rows() {
        return rows;
    }

    /** The parts of a column between single characters, without the blanks around them. */
    static List<String> parts(String column, char separator) {
        var parts = new ArrayList<String>(4);
        for (int start = 0; start <= column.length(); ) {
            int end = column.indexOf(separator, start);
            end = end < 0 ? column.length() : end;
            String part = column.substring(start, end).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            start = end + 1;
        }
        return parts;
    }
}
