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

/**
 * All operations of all APIs. The entry with the most matching conditions wins; two that could win the same request with
 * equally many stop the start.
 */
public final class OperationTable {
    private final List<Operation<?>> operations;
    private final Map<Api, Map<String, List<Operation<?>>>> byMethod = new EnumMap<>(Api.class);
    private final Map<Api, Set<String>> subresources = new EnumMap<>(Api.class);

    /**
     * @param subresources query parameters that select an operation: one that a route does not know keeps it from matching
     * @throws IllegalStateException two routes claim the same requests
     */
    public OperationTable(List<Operation<?>> operations, Map<Api, Set<String>> subresources) {
        this.operations = List.copyOf(operations);
        subresources.forEach((api, names) -> this.subresources.put(api, Set.copyOf(names)));
        for (Operation<?> operation : operations) {
            byMethod.computeIfAbsent(operation.api(), _ -> new HashMap<>())
                    .computeIfAbsent(operation.route().method(), _ -> new ArrayList<>())
                    .add(operation);
        }
        byMethod.values().forEach(methods -> methods.values().forEach(this::orderAndCheck));
    }

    public List<Operation<?>> operations() {
        return operations;
    }

    /** The operation for a request, or empty when the API has none for its method and path. */
    Optional<Operation<?>> route(Api api, RequestHead head, String rawPath, Query query) {
        Map<String, List<Operation<?>>> methods = byMethod.getOrDefault(api, Map.of());
        Optional<Operation<?>> exact =
                firstMatch(methods.getOrDefault(head.method(), List.of()), api, head, rawPath, query);
        return exact.isPresent() ? exact : firstMatch(methods.getOrDefault("*", List.of()), api, head, rawPath, query);
    }

    private Optional<Operation<?>> firstMatch(
            List<Operation<?>> candidates, Api api, RequestHead head, String rawPath, Query query) {
        Set<String> selecting = subresources.getOrDefault(api, Set.of());
        for (Operation<?> candidate : candidates) {
            Route route = candidate.route();
            if (route.path().matches(rawPath)
                    && holds(route, head, query)
                    && (route.method().equals("*") || knowsAll(route, query, selecting))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Route route, RequestHead head, Query query) {
        for (Condition condition : route.conditions()) {
            boolean held = switch (condition) {
                case Condition.InQuery(String name, Optional<String> value) ->
                    value.isPresent() ? query.get(name).equals(value) : query.has(name);
                case Condition.InHeaders(String name) -> head.hasHeader(name);
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

    private void orderAndCheck(List<Operation<?>> candidates) {
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
