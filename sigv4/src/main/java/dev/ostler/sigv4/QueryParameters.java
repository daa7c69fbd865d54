// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The query of a request, each name and value decoded once, one char per byte. */
record QueryParameters(List<Parameter> parameters) {
    private static final QueryParameters NONE = new QueryParameters(List.of());

    record Parameter(String name, String value) {}

    static QueryParameters parse(String rawQuery) throws SignatureRefusedException {
        if (rawQuery.isEmpty()) {
            return NONE;
        }
        List<Parameter> parameters = new ArrayList<>();
        int start = 0;
        while (start < rawQuery.length()) {
            int end = rawQuery.indexOf('&', start);
            end = end < 0 ? rawQuery.length() : end;
            if (end > start) {
                int equals = rawQuery.indexOf('=', start);
                boolean bare = equals < 0 || equals > end;
                parameters.add(new Parameter(
                        Encoding.decode(rawQuery.substring(start, bare ? end : equals), true),
                        bare ? "" : Encoding.decode(rawQuery.substring(equals + 1, end), true)));
            }
            start = end + 1;
        }
        return new QueryParameters(parameters);
    }

    boolean has(String name) {
        return get(name).isPresent();
    }

    /** The first value of a parameter. */
    Optional<String> get(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }
}
