// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The requests an operation is for: a method, a path, and what must stand in the query and the headers.
 *
 * <p>Paths are templates of literal segments, {@code {name}} for one segment and, last, {@code {name+}} for all that
 * follows, slashes included; {@code {+}} is that without a look at it, whatever it is. {@code /b} equals {@code /b/}.
 *
 * @param method or {@code *} for any
 * @param optional sub-resources that the operation itself looks at, without needing them
 */
public record Route(String method, PathTemplate path, List<Condition> conditions, Set<String> optional) {

    /** Something a request must carry. */
    public sealed interface Condition {
        /** {@code value} is empty when any will do. */
        record InQuery(String name, Optional<String> value) implements Condition {}

        record InHeaders(String name) implements Condition {}
    }

    public static Route get(String path) {
        return of("GET", path);
    }

    public static Route head(String path) {
        return of("HEAD", path);
    }

    public static Route put(String path) {
        return of("PUT", path);
    }

    public static Route post(String path) {
        return of("POST", path);
    }

    public static Route delete(String path) {
        return of("DELETE", path);
    }

    public static Route of(String method, String path) {
        return new Route(method, PathTemplate.of(path), List.of(), Set.of());
    }

    public Route withQuery(String name) {
        return with(new Condition.InQuery(name, Optional.empty()));
    }

    public Route withQuery(String name, String value) {
        return with(new Condition.InQuery(name, Optional.of(value)));
    }

    public Route withHeader(String name) {
        return with(new Condition.InHeaders(name));
    }

    public Route orQuery(String... names) {
        Set<String> all = new HashSet<>(optional);
        all.addAll(List.of(names));
        return new Route(method, path, conditions, Set.copyOf(all));
    }

    private Route with(Condition condition) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(condition);
        return new Route(method, path, List.copyOf(all), optional);
    }

    /** Whether {@code name}, a sub-resource in a request's query, is one this operation knows. */
    boolean knows(String name) {
        return optional.contains(name) || demands(name);
    }

    boolean demands(String queryName) {
        for (Condition condition : conditions) {
            if (condition instanceof Condition.InQuery query && query.name().equals(queryName)) {
                return true;
            }
        }
        return false;
    }

    /** For tables: {@code PUT /{bucket}/{key+}?uploadId}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method).append(' ').append(path);
        char separator = '?';
        for (Condition condition : conditions) {
            switch (condition) {
                case Condition.InQuery query -> {
                    text.append(separator).append(query.name());
                    query.value().ifPresent(value -> text.append('=').append(value));
                    separator = '&';
                }
                case Condition.InHeaders header -> text.append(" with ").append(header.name());
            }
        }
        return text.toString();
    }
}
