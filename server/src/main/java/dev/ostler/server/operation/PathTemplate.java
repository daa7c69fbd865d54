// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A path with variables; see {@link Route}. */
public final class PathTemplate {
    private final String text;
    private final List<Segment> segments;

    private sealed interface Segment {
        record Literal(String text) implements Segment {}

        record Variable(String name) implements Segment {}

        record Rest(String name) implements Segment {}
    }

    private PathTemplate(String text, List<Segment> segments) {
        this.text = text;
        this.segments = segments;
    }

    static PathTemplate of(String text) {
        List<Segment> segments = text.equals("/")
                ? List.of()
                : java.util.Arrays.stream(text.substring(1).split("/"))
                        .map(PathTemplate::segmentOf)
                        .toList();
        return new PathTemplate(text, segments);
    }

    private static Segment segmentOf(String text) {
        if (!text.startsWith("{")) {
            return new Segment.Literal(text);
        }
        String name = text.substring(1, text.length() - 1);
        return name.endsWith("+") ? new Segment.Rest(name.substring(0, name.length() - 1)) : new Segment.Variable(name);
    }

    /** Whether a raw path has this shape. Nothing is decoded. */
    boolean matches(String rawPath) {
        return walk(rawPath, null);
    }

    /** The variables of a raw path that matches, each decoded once. Throws InvalidUri for what cannot be decoded. */
    Map<String, String> variables(String rawPath) {
        Map<String, String> variables = new HashMap<>(4);
        walk(rawPath, variables);
        return variables;
    }

    private boolean walk(String rawPath, @Nullable Map<String, String> variables) {
        int position = 1;
        for (Segment segment : segments) {
            if (position >= rawPath.length()) {
                return false;
            }
            int slash = rawPath.indexOf('/', position);
            int end = slash < 0 ? rawPath.length() : slash;
            switch (segment) {
                case Segment.Literal literal -> {
                    if (!rawPath.regionMatches(
                                    position, literal.text(), 0, literal.text().length())
                            || end - position != literal.text().length()) {
                        return false;
                    }
                }
                case Segment.Variable variable -> {
                    if (end == position) {
                        return false;
                    }
                    put(variables, variable.name(), rawPath.substring(position, end));
                }
                case Segment.Rest rest -> {
                    put(variables, rest.name(), rawPath.substring(position));
                    return true;
                }
            }
            position = end + 1;
        }
        return position >= rawPath.length();
    }

    private static void put(@Nullable Map<String, String> variables, String name, String raw) {
        if (variables != null && !name.isEmpty()) {
            variables.put(name, PercentEncoding.decodePath(raw));
        }
    }

    /** Whether some path matches both. */
    boolean overlaps(PathTemplate other) {
        for (int i = 0; ; i++) {
            Segment mine = i < segments.size() ? segments.get(i) : null;
            Segment theirs = i < other.segments.size() ? other.segments.get(i) : null;
            if (mine == null || theirs == null) {
                return mine == theirs;
            }
            if (mine instanceof Segment.Rest || theirs instanceof Segment.Rest) {
                return true;
            }
            if (mine instanceof Segment.Literal(String a)
                    && theirs instanceof Segment.Literal(String b)
                    && !a.equals(b)) {
                return false;
            }
        }
    }

    int literals() {
        return (int) segments.stream().filter(Segment.Literal.class::isInstance).count();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathTemplate template && template.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
