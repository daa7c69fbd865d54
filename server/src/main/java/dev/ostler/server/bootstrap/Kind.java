// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a value of the bootstrap file may be: reads it, and says so to people and to editors. */
sealed interface Kind<T>
        permits Kind.TextKind,
                Kind.OneOf,
                Kind.Flag,
                Kind.ListOf,
                Kind.MapOf,
                Kind.Entries,
                Kind.TextOr,
                Kind.Later,
                Shape {
    /** Null when it is something else, which is among the mistakes then. */
    @Nullable
    T read(Node node, Reading reading);

    /** For a message and for the reference: {@code a list of groups}. */
    String words();

    /** As JSON Schema has it. */
    Map<String, Object> schema(JsonSchema schema);

    /** A text; any single value is taken as it is written, so that {@code name: 2026} needs no quotes. */
    record TextKind(String words, boolean secret) implements Kind<Text> {
        @Override
        public @Nullable Text read(Node node, Reading reading) {
            if (node instanceof Node.Scalar scalar && !scalar.isNothing()) {
                return reading.variables().filledIn(scalar, secret);
            }
            reading.wrong(node, words);
            return null;
        }

        @Override
        public Map<String, Object> schema(JsonSchema schema) {
            return JsonSchema.ofType("string", "number", "boolean");
        }
    }

    static Kind<Text> text() {
        return text("a text");
    }

    static Kind<Text> text(String words) {
        return new TextKind(words, false);
    }

    /** Never shown in a message. */
    static Kind<Text> secret(String words) {
        return new TextKind(words, true);
    }

    /** One of a few words. */
    record OneOf(List<String> choices) implements Kind<Text> {
        @Override
        public @Nullable Text read(Node node, Reading reading) {
            if (!(node instanceof Node.Scalar scalar) || scalar.isNothing()) {
                reading.wrong(node, words());
                return null;
            }
            Text text = reading.variables().filledIn(scalar, false);
            if (text != null && !choices.contains(text.value())) {
                reading.mistakes().add(text.place(), words() + " is expected here, not '" + reading.shown(text) + "'");
                return null;
            }
            return text;
        }

        @Override
        public String words() {
            return Mistakes.oneOf(choices);
        }

        @Override
        public Map<String, Object> schema(JsonSchema schema) {
            // As text and as YAML's own type: version: 1 is a number to an editor.
            List<Object> values = new ArrayList<>(choices);
            for (String choice : choices) {
                if (choice.chars().allMatch(Character::isDigit)) {
                    values.add(Integer.valueOf(choice));
                }
            }
            return JsonSchema.map("enum", values);
        }
    }

    /** {@code true} or {@code false}. */
    record Flag() implements Kind<Boolean> {
        private static final OneOf WORDS = new OneOf(List.of("true", "false"));

        @Override
        public @Nullable Boolean read(Node node, Reading reading) {
            Text text = WORDS.read(node, reading);
            return text == null ? null : text.value().equals("true");
        }

        @Override
        public String words() {
            return WORDS.words();
        }

        @Override
        public Map<String, Object> schema(JsonSchema schema) {
            return JsonSchema.ofType("boolean");
        }
    }

    /** Any number of values of one kind. */
    record ListOf<T>(Kind<T> item, String words) implements Kind<List<T>> {
        /** What is wrong with an item is told; the others are still looked at. */
        @Override
        public @Nullable List<T> read(Node node, Reading reading) {
            if (!(node instanceof Node.Items items)) {
                reading.wrong(node, words);
                return null;
            }
            List<T> read = new ArrayList<>();
            for (Node each : items.items()) {
                T value = item.read(each, reading);
                if (value != null) {
                    read.add(value);
                }
            }
            return List.copyOf(read);
        }

        @Override
        public Map<String, Object> schema(JsonSchema schema) {
            return JsonSchema.map("type", "array", "items", item.schema(schema));
        }
    }

    /** Names of the author's choice, each with a value of one kind. */
    record MapOf<T>(Kind<T> value, String words) implements Kind<Map<String, T>> {
        @Override
        public @Nullable Map<String, T> read(Node node, Reading reading) {
            if (!(node instanceof Node.Mapping mapping)) {
                reading.wrong(node, words);
                return null;
            }
            Map<String, T> read = new LinkedHashMap<>();
            Map<String, Place> seen = new TreeMap<>();
            for (Node.Entry entry : mapping.entries()) {
                reading.refuseSecond(entry.key(), seen);
                T one = value.read(entry.value(), reading);
                if (one != null) {
                    read.put(entry.key().value(), one);
                }
            }
            return read;
        }

        @Override
        public Map<String, Object> schema(JsonSchema schema) {
            return JsonSchema.map("type", "object", "additionalProperties", value.schema(schema));
        }
    }

    /** One of {@link Entries}. */
    record Entry<T>(Text key, T value) {}

    /** The same as a mapping, with the place of each name. */
    record Entries<T>(Kind<T> value, String words) implements Kind<List<Entry<T>>> {
        @Override
        public @Nullable List<Entry<T>> read(Node node, Reading reading) {
            if (!(node instanceof Node.Mapping mapping)) {
                reading.wrong(node, words);
                return null;
            }
            List<Entry<T>> read = new ArrayList<>();
            Map<String, Place> seen = new TreeMap<>();
            for (Node.Entry entry : mapping.entries()) {
                reading.refuseSecond(entry.key(), seen);
                T one = value.read(entry.value(), reading);
                if (one != null) {
                    read.add(new Entry<>(Text.asWritten(entry.key()), one));
                }
            }
            return List.copyOf(read);
        }

        @Override
        public Map<String, Object> schema(JsonSchema schema) {
            return JsonSchema.map("type", "object", "additionalProperties", value.schema(schema));
        }
    }

    /** A text that stands for a value, or the value told at length. */
    record TextOr<T>(Function<Text, T> ofText, Kind<T> other, String words) implements Kind<T> {
        @Override
        public @Nullable T read(Node node, Reading reading) {
            if (!(node instanceof Node.Scalar)) {
                return other.read(node, reading);
            }
            Text text = text(words).read(node, reading);
            return text == null ? null : ofText.apply(text);
        }

        @Override
        public Map<String, Object> schema(JsonSchema schema) {
            return JsonSchema.map("anyOf", List.of(text().schema(schema), other.schema(schema)));
        }
    }

    /** A kind that is not there yet while this one is described, such as compartments within a compartment. */
    record Later<T>(Supplier<Kind<T>> kind, String words) implements Kind<T> {
        @Override
        public @Nullable T read(Node node, Reading reading) {
            return kind.get().read(node, reading);
        }

        @Override
        public Map<String, Object> schema(JsonSchema schema) {
            return kind.get().schema(schema);
        }
    }
}
