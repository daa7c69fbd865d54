// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.server.http.RequestHead;
import dev.ostler.server.operation.Route.Condition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All operations of all APIs. The entry with the most matching conditions wins; two that could win the same request with
 * equally many stop the start.
 */
public final class OperationTable {
    private final List<Operation<?>> operations;
    private final Map<Api, Map<String, Candidates>> byMethod = new EnumMap<>(Api.class);
    private final Map<Api, Set<String>> subresources = new EnumMap<>(Api.class);

    /**
     * The operations of one method, those with the most conditions first.
     *
     * @param plain those that demand no sub-resource: the few that most requests are for
     */
    private record Candidates(List<Operation<?>> all, List<Operation<?>> plain) {}

    /**
     * @param subresources query parameters that select an operation: one that a route does not know keeps it from matching
     * @throws IllegalStateException two routes claim the same requests
     */
    public OperationTable(List<Operation<?>> operations, Map<Api, Set<String>> subresources) {
        this.operations = List.copyOf(operations);
        subresources.forEach((api, names) -> this.subresources.put(api, Set.copyOf(names)));
        Map<Api, Map<String, List<Operation<?>>>> grouped = operations.stream()
                .collect(Collectors.groupingBy(
                        Operation::api,
                        Collectors.groupingBy(operation -> operation.route().method())));
        grouped.forEach((api, methods) -> {
            Map<String, Candidates> ordered = new HashMap<>();
            methods.forEach((method, candidates) -> ordered.put(method, orderedAndChecked(candidates)));
            byMethod.put(api, ordered);
        });
    }

    public List<Operation<?>> operations() {
        return operations;
    }

    /** The operation for a request, or empty when the API has none for its method and path. */
    Optional<Operation<?>> route(Api api, RequestHead head, String rawPath, Query query) {
        Map<String, Candidates> methods = byMethod.getOrDefault(api, Map.of());
        Set<String> selecting = subresources.getOrDefault(api, Set.of());
        boolean selects = selectsAnything(query, selecting);
        for (String method : List.of(head.method(), "*")) {
            Candidates candidates = methods.get(method);
            if (candidates == null) {
                continue;
            }
            for (Operation<?> candidate : selects ? candidates.all() : candidates.plain()) {
                Route route = candidate.route();
                if (route.path().matches(rawPath)
                        && holds(route, head::hasHeader, query)
                        && (route.method().equals("*") || knowsAll(route, query, selecting))) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** The methods that a path is served with, in order: what a refused one could have been. */
    List<String> methodsOf(Api api, String rawPath, Query query) {
        Set<String> selecting = subresources.getOrDefault(api, Set.of());
        return byMethod.getOrDefault(api, Map.of()).entrySet().stream()
                .filter(method -> !method.getKey().equals("*"))
                .filter(method -> method.getValue().all().stream()
                        .map(Operation::route)
                        .anyMatch(route -> route.path().matches(rawPath)
                                && holds(route, _ -> true, query)
                                && knowsAll(route, query, selecting)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean selectsAnything(Query query, Set<String> selecting) {
        for (Query.Parameter parameter : query.parameters()) {
            if (selecting.contains(parameter.name())) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Route route, Predicate<String> hasHeader, Query query) {
        for (Condition condition : route.conditions()) {
            boolean held = switch (condition) {
                case Condition.InQuery(String name, Optional<String> value) ->
                    value.isPresent() ? query.get(name).equals(value) : query.has(name);
                case Condition.InHeaders(String name) -> hasHeader.test(name);
            };
            if (!held) {
                return false;
            }
        }
        return true;
    }

    private static boolean knowsAll(Route route, Query query, Set<String> selecting) {
        for (Query.Parameter parameter : query.parameters()) {
            if (selecting.contains(parameter.name()) && !route.knows(parameter.name())) {
                return false;
            }
        }
        return true;
    }

    private Candidates orderedAndChecked(List<Operation<?>> unordered) {
        List<Operation<?>> candidates = new ArrayList<>(unordered);
        candidates.sort(Comparator.comparingInt(OperationTable::weight).reversed());
        for (int i = 0; i < candidates.size(); i++) {
            for (int j = i + 1; j < candidates.size() && weight(candidates.get(i)) == weight(candidates.get(j)); j++) {
                if (collide(candidates.get(i), candidates.get(j))) {
                    throw new IllegalStateException("Two operations claim the same requests: "
                            + candidates.get(i).name() + " and "
                            + candidates.get(j).name() + ", "
                            + candidates.get(j).route());
                }
            }
        }
        List<Operation<?>> plain = candidates.stream()
                .filter(candidate -> subresources.getOrDefault(candidate.api(), Set.of()).stream()
                        .noneMatch(candidate.route()::demands))
                .toList();
        return new Candidates(List.copyOf(candidates), plain);
    }

    private static int weight(Operation<?> operation) {
        return operation.route().conditions().size() * 16
                + operation.route().path().literals();
    }

    /** Some request matches both, because neither demands a sub-resource that the other does not know. */
    private boolean collide(Operation<?> one, Operation<?> other) {
        return one.route().path().overlaps(other.route().path()) && !excludes(one, other) && !excludes(other, one);
    }

    private boolean excludes(Operation<?> one, Operation<?> other) {
        Set<String> selecting = subresources.getOrDefault(one.api(), Set.of());
        return selecting.stream()
                .anyMatch(name -> one.route().demands(name) && !other.route().knows(name));
    }
}
