// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.decision.Compartments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The compartments of all tenancies, with each tenancy as the root of its own. As immutable as the shelves. */
final class CompartmentTree implements Compartments {
    private final Shelf<Tenancy> tenancies;
    private final Shelf<Compartment> compartments;

    CompartmentTree(Shelf<Tenancy> tenancies, Shelf<Compartment> compartments) {
        this.tenancies = tenancies;
        this.compartments = compartments;
    }

    @Override
    public Optional<String> parentOf(String compartmentId) {
        return compartments.get(compartmentId).map(Compartment::parentId);
    }

    @Override
    public Optional<String> nameOf(String compartmentId) {
        return compartments
                .get(compartmentId)
                .map(Compartment::name)
                .or(() -> tenancies.get(compartmentId).map(Tenancy::namespace));
    }

    boolean has(String compartmentId) {
        return compartments.has(compartmentId) || tenancies.has(compartmentId);
    }

    /** The compartment itself, its parent, and so on up to the tenancy. Empty for one that does not exist. */
    List<String> pathOf(String compartmentId) {
        List<String> path = new ArrayList<>();
        Optional<String> step = Optional.of(compartmentId).filter(this::has);
        while (step.isPresent()) {
            path.add(step.get());
            step = parentOf(step.get());
        }
        return path;
    }

    Optional<Tenancy> tenancyOf(String compartmentId) {
        List<String> path = pathOf(compartmentId);
        return path.isEmpty() ? Optional.empty() : tenancies.get(path.getLast());
    }

    boolean isWithin(String compartmentId, String ancestorId) {
        return pathOf(compartmentId).contains(ancestorId);
    }

    /** The lowest compartment that both are in; empty when they are in different tenancies, or are not there. */
    Optional<String> commonParentOf(String one, String other) {
        List<String> above = pathOf(other);
        return pathOf(one).stream().filter(above::contains).findFirst();
    }

    /** How many levels there are below it. */
    int heightOf(String compartmentId) {
        return compartments.of(compartmentId).stream()
                .mapToInt(child -> 1 + heightOf(child.id()))
                .max()
                .orElse(0);
    }

    /** How far it is below the root: 0 for the root. */
    int depthOf(String compartmentId) {
        return pathOf(compartmentId).size() - 1;
    }

    long countIn(Tenancy tenancy) {
        return compartments.all().stream()
                .filter(compartment -> isWithin(compartment.id(), tenancy.id()))
                .count();
    }
}
