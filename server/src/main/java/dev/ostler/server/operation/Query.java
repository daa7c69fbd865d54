// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The query of a request, decoded once, in the order sent. {@code ?delete} equals {@code ?delete=}. */
public final class Query {
    private static final Query EMPTY = new Query(List.of());

    private final List<Parameter> parameters;

    /** One name and its value; the value is empty when there was no equals sign. */
    public record Parameter(String name, String value) {}

    private Query(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    /** Throws InvalidUri for a broken escape. */
    public static Query parse(String raw) {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        List<Parameter> parameters = new ArrayList<>();
        int start = 0;
        while (start <= raw.length()) {
            int end = raw.indexOf('&', start);
            end = end < 0 ? raw.length() : end;
            if (end > start) {
                int equals = raw.indexOf('=', start);
                boolean bare = equals < 0 || equals > end;
                String name = PercentEncoding.decodeQuery(raw.substring(start, bare ? end : equals));
                String value = bare ? "" : PercentEncoding.decodeQuery(raw.substring(equals + 1, end));
                parameters.add(new Parameter(name, value));
            }
            start = end + 1;
        }
        return new Query(parameters);
    }

    public boolean has(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The first value of a parameter. */
    public Optional<String> get(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    public List<Parameter> parameters() {
        return parameters;
    }
}
