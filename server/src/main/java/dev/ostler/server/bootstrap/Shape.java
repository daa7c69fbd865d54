// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.operation.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping with known keys, such as a user: the one description from which it is read, from which near misses are named,
 * and from which schema and reference are written.
 */
final class Shape<T> implements Kind<T> {
    private final String words;
    private final String says;
    private final Map<String, Field<?>> fields;
    private final List<Alternative> alternatives;
    private final Map<String, String> refusals;
    private final Function<Values, @Nullable T> build;

    /**
     * One of several ways to say something; exactly one of them is taken.
     *
     * @param key the field that says which
     * @param needed fields that must be there too
     * @param allowed fields that may be there too
     */
    record Alternative(Field<?> key, List<Field<?>> needed, List<Field<?>> allowed) {
        boolean has(Field<?> field) {
            return field.equals(key) || needed.contains(field) || allowed.contains(field);
        }
    }

    private Shape(Builder builder, Function<Values, @Nullable T> build) {
        this.words = builder.words;
        this.says = builder.says;
        this.fields = builder.fields;
        this.alternatives = List.copyOf(builder.alternatives);
        this.refusals = builder.refusals;
        this.build = build;
    }

    /** @param words with the article: {@code a user} */
    static Builder named(String words, String says) {
        return new Builder(words, says);
    }

    /** Collects what a shape is; keys keep the order in which they are told. */
    static final class Builder {
        private final String words;
        private final String says;
        private final Map<String, Field<?>> fields = new LinkedHashMap<>();
        private final List<Alternative> alternatives = new ArrayList<>();
        private final Map<String, String> refusals = new TreeMap<>();

        private Builder(String words, String says) {
            this.words = words;
            this.says = says;
        }

        Builder with(Field<?>... more) {
            for (Field<?> field : more) {
                fields.put(field.name(), field);
            }
            return this;
        }

        Builder alternative(Field<?> key, List<Field<?>> needed, List<Field<?>> allowed) {
            alternatives.add(new Alternative(key, needed, allowed));
            return this;
        }

        /** A key that somebody may well write, and why it is not taken. */
        Builder refusing(String key, String why) {
            refusals.put(key, why);
            return this;
        }

        /** @param build null for values that do not fit together, which is among the mistakes then */
        <T> Shape<T> builtBy(Function<Values, @Nullable T> build) {
            return new Shape<>(this, build);
        }
    }

    /** Without the article. */
    String name() {
        return words.substring(words.indexOf(' ') + 1);
    }

    String says() {
        return says;
    }

    List<Field<?>> fields() {
        return List.copyOf(fields.values());
    }

    List<Alternative> alternatives() {
        return alternatives;
    }

    @Override
    public @Nullable T read(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping mapping)) {
            reading.wrong(node, words);
            return null;
        }
        Map<Field<?>, Object> read = new HashMap<>();
        Map<String, Place> seen = new TreeMap<>();
        boolean whole = true;
        for (Node.Entry entry : mapping.entries()) {
            Field<?> field = fields.get(entry.key().value());
            if (field == null) {
                reading.mistakes().add(entry.key().place(), unknown(entry.key().value()));
                continue;
            }
            reading.refuseSecond(entry.key(), seen);
            Object value = field.kind().read(entry.value(), reading);
            if (value == null) {
                whole = false;
            } else {
                read.put(field, value);
            }
        }
        whole &= hasWhatIsRequired(mapping, seen, reading) && isOneAlternative(mapping, seen, reading);
        return whole ? build.apply(new Values(mapping.place(), read, reading)) : null;
    }

    /** Beside a secret a word may be a piece of one that has no quotes: it is shown only when it is nearly a key. */
    private String unknown(String key) {
        String why = refusals.get(key);
        if (why != null) {
            return "'" + key + "': " + why;
        }
        Optional<String> near = Nearest.to(key, fields.keySet());
        boolean holdsSecret =
                fields.values().stream().anyMatch(field -> field.kind() instanceof TextKind text && text.secret());
        if (near.isPresent()) {
            return "unknown key '" + Reading.shown(key) + "' in " + words + "; did you mean '" + near.get() + "'?";
        }
        return "unknown key " + (holdsSecret ? "" : "'" + Reading.shown(key) + "' ") + "in " + words + "; known are "
                + String.join(", ", fields.keySet());
    }

    private boolean hasWhatIsRequired(Node.Mapping mapping, Map<String, Place> seen, Reading reading) {
        boolean whole = true;
        for (Field<?> field : fields.values()) {
            if (field.required() && !seen.containsKey(field.name())) {
                reading.mistakes().add(mapping.place(), words + " needs '" + field.name() + "'");
                whole = false;
            }
        }
        return whole;
    }

    private boolean isOneAlternative(Node.Mapping mapping, Map<String, Place> seen, Reading reading) {
        if (alternatives.isEmpty()) {
            return true;
        }
        List<Alternative> taken = alternatives.stream()
                .filter(each -> seen.containsKey(each.key().name()))
                .toList();
        List<String> keys =
                alternatives.stream().map(each -> "'" + each.key().name() + "'").toList();
        if (taken.isEmpty()) {
            reading.mistakes().add(mapping.place(), words + " needs " + Mistakes.oneOf(keys));
            return false;
        }
        if (taken.size() > 1) {
            reading.mistakes()
                    .add(
                            seen.getOrDefault(taken.get(1).key().name(), mapping.place()),
                            words + " has only one of " + Mistakes.oneOf(keys));
            return false;
        }
        return fits(taken.getFirst(), mapping, seen, reading);
    }

    private boolean fits(Alternative taken, Node.Mapping mapping, Map<String, Place> seen, Reading reading) {
        boolean whole = true;
        for (Field<?> field : taken.needed()) {
            if (!seen.containsKey(field.name())) {
                reading.mistakes()
                        .add(
                                mapping.place(),
                                words + " with '" + taken.key().name() + "' needs '" + field.name() + "'");
                whole = false;
            }
        }
        for (Alternative other : alternatives) {
            for (Field<?> field : fields.values()) {
                Place place = seen.get(field.name());
                if (place != null && other.has(field) && !taken.has(field)) {
                    reading.mistakes()
                            .add(
                                    place,
                                    "'" + field.name() + "' does not go with '"
                                            + taken.key().name() + "'");
                    whole = false;
                }
            }
        }
        return whole;
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public Map<String, Object> schema(JsonSchema schema) {
        return schema.referenceTo(this);
    }

    /** What one mapping holds, every value of the kind that its field says. */
    static final class Values {
        private final Place place;
        private final Map<Field<?>, Object> values;
        private final Reading reading;

        private Values(Place place, Map<Field<?>, Object> values, Reading reading) {
            this.place = place;
            this.values = values;
            this.reading = reading;
        }

        Place place() {
            return place;
        }

        Reading reading() {
            return reading;
        }

        @SuppressWarnings("unchecked") // read by the field's own kind
        <F> Optional<F> optional(Field<F> field) {
            return Optional.ofNullable((F) values.get(field));
        }

        /** For a field that is required. */
        <F> F of(Field<F> field) {
            return optional(field).orElseThrow();
        }

        /** The items of a list that may be left out. */
        <F> List<F> all(Field<List<F>> field) {
            return optional(field).orElse(List.of());
        }
    }
}
