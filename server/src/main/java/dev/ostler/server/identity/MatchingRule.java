// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which resources are in a dynamic group: {@code Any {instance.compartment.id = 'ocid1…', resource.type = 'fnfunc'}}. Source:
 * OCI documentation, "Writing Matching Rules to Define Dynamic Groups"; there {@code tag.NS.KEY.value} alone stands for a tag
 * of any value. Assumed: names of attributes ignore case, values do not; a resource that lacks an attribute matches neither
 * its = nor its !=.
 */
sealed interface MatchingRule {
    /** @param attributes of a resource, by name in lower case */
    boolean matches(Map<String, String> attributes);

    record All(List<MatchingRule> parts) implements MatchingRule {
        @Override
        public boolean matches(Map<String, String> attributes) {
            return parts.stream().allMatch(part -> part.matches(attributes));
        }
    }

    record Any(List<MatchingRule> parts) implements MatchingRule {
        @Override
        public boolean matches(Map<String, String> attributes) {
            return parts.stream().anyMatch(part -> part.matches(attributes));
        }
    }

    /** A tag that is there, whatever its value. */
    record Has(String attribute) implements MatchingRule {
        @Override
        public boolean matches(Map<String, String> attributes) {
            return attributes.containsKey(attribute);
        }
    }

    record Compares(String attribute, boolean equal, String value) implements MatchingRule {
        @Override
        public boolean matches(Map<String, String> attributes) {
            String actual = attributes.get(attribute);
            return actual != null && actual.equals(value) == equal;
        }
    }

    /** Throws InvalidParameter. */
    static MatchingRule parse(String text) {
        if (text.length() > Limits.MAX_RULE_CHARS) {
            throw Rules.invalid("matchingRule", "at most " + Limits.MAX_RULE_CHARS + " characters");
        }
        Parser parser = new Parser(text);
        MatchingRule rule = parser.rule(0);
        parser.end();
        return rule;
    }

    /** Takes a rule apart from left to right. */
    final class Parser {
        private static final Pattern OPEN = Pattern.compile("\\s*(any|all)\\s*\\{", Pattern.CASE_INSENSITIVE);
        private static final Pattern COMPARISON =
                Pattern.compile("\\s*([A-Za-z][A-Za-z0-9_.-]*)\\s*(!?=)\\s*'([^']+)'");
        private static final Pattern TAG = Pattern.compile(
                "\\s*(tag\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.value)(?=\\s*(?:[,}]|$))", Pattern.CASE_INSENSITIVE);
        private static final Pattern COMMA = Pattern.compile("\\s*,");
        private static final Pattern CLOSE = Pattern.compile("\\s*\\}");
        private static final Pattern END = Pattern.compile("\\s*$");

        private final String text;
        private int at;
        private Matcher taken;

        Parser(String text) {
            this.text = text;
            this.taken = OPEN.matcher(text);
        }

        MatchingRule rule(int depth) {
            if (depth > Limits.MAX_RULE_DEPTH) {
                throw Rules.invalid("matchingRule", "at most " + Limits.MAX_RULE_DEPTH + " braces in each other");
            }
            if (take(OPEN)) {
                boolean all = taken.group(1).equalsIgnoreCase("all");
                List<MatchingRule> parts = new ArrayList<>();
                parts.add(rule(depth + 1));
                while (take(COMMA)) {
                    parts.add(rule(depth + 1));
                }
                require(CLOSE, "a comma or a closing brace");
                return all ? new All(List.copyOf(parts)) : new Any(List.copyOf(parts));
            }
            if (take(TAG)) {
                return new Has(taken.group(1).toLowerCase(Locale.ROOT));
            }
            require(COMPARISON, "Any {, All {, or an attribute with = or != and a value in single quotes");
            return new Compares(
                    taken.group(1).toLowerCase(Locale.ROOT), taken.group(2).equals("="), taken.group(3));
        }

        void end() {
            require(END, "the end");
        }

        private boolean take(Pattern pattern) {
            Matcher next = pattern.matcher(text).region(at, text.length());
            if (!next.lookingAt()) {
                return false;
            }
            taken = next;
            at = next.end();
            return true;
        }

        private void require(Pattern pattern, String expected) {
            if (!take(pattern)) {
                throw Rules.invalid("matchingRule", "at character " + at + ": expected " + expected);
            }
        }
    }
}
