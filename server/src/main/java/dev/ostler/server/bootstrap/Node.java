// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;

/** A value of a YAML document before anybody has said what it means. */
sealed interface Node {
    Place place();

    /** How many values are in it, itself among them, those of aliases counted each time. */
    int size();

    /**
     * One value.
     *
     * @param value with quotes and escapes undone, variables not filled in
     */
    record Scalar(String value, Written written) implements Node {
        @Override
        public Place place() {
            return written.place();
        }

        @Override
        public int size() {
            return 1;
        }

        /** Without the value, which may be a secret. */
        @Override
        public String toString() {
            return place().toString();
        }

        /** Nothing stands there, or what YAML takes for nothing. */
        boolean isNothing() {
            return written.isPlain() && (value.isEmpty() || value.equals("~") || value.equals("null"));
        }
    }

    /** Values in order. */
    record Items(List<Node> items, Place place, int size) implements Node {}

    /** Keys with their values, in the order of the file; a key may still be there twice. */
    record Mapping(List<Entry> entries, Place place, int size) implements Node {}

    /** One key of a mapping. */
    record Entry(Scalar key, Node value) {}

    /** What stands there, in words. */
    default String words() {
        return switch (this) {
            case Scalar scalar -> scalar.isNothing() ? "nothing" : "a single value";
            case Items _ -> "a list";
            case Mapping _ -> "a mapping";
        };
    }
}
