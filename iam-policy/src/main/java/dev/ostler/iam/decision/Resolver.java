// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the names of one policy stand for: found out while it is saved, and remembered ever after. A remembered name that
 * was not found stands for nothing.
 */
final class Resolver {
    private final @Nullable Names names;
    private final Map<String, String> bound;

    private Resolver(@Nullable Names names, Map<String, String> bound) {
        this.names = names;
        this.bound = bound;
    }

    static Resolver saving(Names names) {
        return new Resolver(names, new TreeMap<>());
    }

    static Resolver remembering(Bindings bindings) {
        return new Resolver(null, bindings.ocids());
    }

    Optional<String> groupId(String tenancyId, String domain, String name) {
        String key = Bindings.group(tenancyId, domain, name);
        return names == null ? remembered(key) : bind(key, names.groupId(tenancyId, domain, name));
    }

    Optional<String> dynamicGroupId(String tenancyId, String domain, String name) {
        String key = Bindings.dynamicGroup(tenancyId, domain, name);
        return names == null ? remembered(key) : bind(key, names.dynamicGroupId(tenancyId, domain, name));
    }

    Optional<String> compartmentId(String startCompartmentId, List<String> path) {
        String key = Bindings.compartment(startCompartmentId, path);
        return names == null ? remembered(key) : bind(key, names.compartmentId(startCompartmentId, path));
    }

    /** While a policy is saved, what there is for its names to mean. */
    Collection<String> known(Function<Names, Collection<String>> ofKind) {
        return names == null ? List.of() : ofKind.apply(names);
    }

    /** Asked only while a policy is saved: what was allowed then stands. */
    boolean isWithin(String compartmentId, String ancestorCompartmentId) {
        return names == null || names.isWithin(compartmentId, ancestorCompartmentId);
    }

    private Optional<String> remembered(String key) {
        return Optional.ofNullable(bound.get(key));
    }

    private Optional<String> bind(String key, Optional<String> ocid) {
        ocid.ifPresent(it -> bound.put(key, it));
        return ocid;
    }

    boolean saves() {
        return names != null;
    }

    Bindings bindings() {
        return new Bindings(bound);
    }
}
