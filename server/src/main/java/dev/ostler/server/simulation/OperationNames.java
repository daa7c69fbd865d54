// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.server.operation.Api;
import dev.ostler.server.operation.Nearest;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Rule;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds operations by the catalogue's names and, where they differ, by those of the APIs. */
public final class OperationNames {
    private final Set<String> nativeNames;
    private final Map<String, String> otherNames = new HashMap<>();
    private final Map<String, Set<Permission>> sometimes = new HashMap<>();

    /** @param operations of all APIs: what each needs beyond the catalogue's row is theirs to say */
    public OperationNames(Catalogue catalogue, Collection<Operation<?>> operations) {
        this.nativeNames = catalogue.operations();
        for (Operation<?> operation : operations) {
            if (operation.api() != Api.CONTROL && nativeNames.contains(operation.nativeName())) {
                add(operation);
            }
        }
    }

    private void add(Operation<?> operation) {
        switch (operation.rule()) {
            case Rule.Granted<?> granted -> {
                otherNames.put(operation.name(), operation.nativeName());
                sometimes
                        .computeIfAbsent(operation.nativeName(), _ -> new HashSet<>())
                        .addAll(granted.sometimes());
            }
            case Rule.Each<?, ?> _ -> otherNames.put(operation.name(), operation.nativeName());
            case Rule.SignedIn<?> _, Rule.Control<?> _, Rule.Open<?> _, Rule.NotServed<?> _ -> {}
        }
    }

    /** The catalogue's name; empty when nothing is called so. A name of the catalogue goes before an API's. */
    Optional<String> nativeNameOf(String name) {
        return nativeNames.contains(name) ? Optional.of(name) : Optional.ofNullable(otherNames.get(name));
    }

    /** Permissions of which stored state says whether they are needed. */
    Set<Permission> sometimesOf(String nativeName) {
        return Set.copyOf(sometimes.getOrDefault(nativeName, Set.of()));
    }

    Optional<String> nearest(String name) {
        Set<String> known = new HashSet<>(nativeNames);
        known.addAll(otherNames.keySet());
        return Nearest.to(name, known.stream().sorted().toList());
    }
}
