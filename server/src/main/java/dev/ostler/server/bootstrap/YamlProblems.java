// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Words what the YAML library objects to. Its own messages quote the file, where secrets stand: of them only those are passed
 * on that quote nothing.
 */
final class YamlProblems {
    private YamlProblems() {}

    static String worded(MarkedYAMLException e) {
        String problem = orEmpty(e.getProblem());
        if (problem.contains("'\\t(TAB)' that cannot start")) {
            return "a tab; YAML is indented by blanks";
        }
        if (problem.contains("cannot start any token")) {
            return "a value that begins with this character needs quotes";
        }
        if (problem.contains("mapping values are not allowed here")) {
            return "a colon is not expected here; put the value in quotes, or look at the indentation";
        }
        if (problem.contains("could not find expected ':'")) {
            return "a colon is missing: a line like  name: value  is expected here or just above";
        }
        if (problem.contains("expected <block end>")) {
            return "the indentation does not fit the lines above";
        }
        if (problem.contains("expected ',' or '}'") || problem.contains("expected ',' or ']'")) {
            return problem.contains("}") ? "a comma or } is expected here" : "a comma or ] is expected here";
        }
        if (problem.contains("unexpected end of stream")) {
            return "the file ends within something that has begun: a quote, { or [";
        }
        if (problem.contains("unknown escape character")) {
            return "YAML has no such escape; within double quotes write \\\\ for a backslash, or take single quotes";
        }
        return problem.contains("tag") ? "tags (!) mean nothing here" : "this is not YAML";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
