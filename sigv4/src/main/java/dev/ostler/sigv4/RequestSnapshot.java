// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request's head that stays as it is; what "with" returns is a changed copy.
 *
 * @param fields names in lower case
 */
public record RequestSnapshot(String method, String rawPath, String rawQuery, Map<String, List<String>> fields)
        implements RequestView {
    public RequestSnapshot {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        fields.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        fields = Collections.unmodifiableMap(copy);
    }

    /** With all headers. */
    static RequestSnapshot of(RequestView request) {
        return of(request, request.headerNames());
    }

    /** With the named headers alone. */
    static RequestSnapshot of(RequestView request, Collection<String> headerNames) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String name : headerNames) {
            List<String> values = request.headers(name);
            if (!values.isEmpty()) {
                fields.put(name, values);
            }
        }
        return new RequestSnapshot(request.method(), request.rawPath(), request.rawQuery(), fields);
    }

    /** With this header instead of any of its name. */
    public RequestSnapshot with(String lowerCaseName, String value) {
        Map<String, List<String>> changed = new LinkedHashMap<>(fields);
        changed.put(lowerCaseName, List.of(value));
        return new RequestSnapshot(method, rawPath, rawQuery, changed);
    }

    RequestSnapshot withMethod(String other) {
        return new RequestSnapshot(other, rawPath, rawQuery, fields);
    }

    RequestSnapshot withQuery(String other) {
        return new RequestSnapshot(method, rawPath, other, fields);
    }

    @Override
    public List<String> headers(String lowerCaseName) {
        return fields.getOrDefault(lowerCaseName, List.of());
    }

    @Override
    public Collection<String> headerNames() {
        return fields.keySet();
    }
}
