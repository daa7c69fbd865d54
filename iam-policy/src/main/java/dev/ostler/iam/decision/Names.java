// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the names in a statement stand for at the moment when its policy is saved. Names of groups, domains and
 * compartments ignore case. Keep the answers with the policy: a thing that takes over a name later is not the one that was
 * meant.
 */
public interface Names {
    /** @param domain {@code Default} for the domain that needs no mention */
    Optional<String> groupId(String tenancyId, String domain, String name);

    Optional<String> dynamicGroupId(String tenancyId, String domain, String name);

    /**
     * Finds a compartment by a path that begins in another: {@code [a, b]} is the child b of the child a.
     * A policy may also name the very compartment that it is attached to as the only segment.
     */
    Optional<String> compartmentId(String attachedToCompartmentId, List<String> path);

    /** All groups, so that the one can be named that was meant. */
    default Collection<String> groupNames(String tenancyId) {
        return List.of();
    }

    /** All dynamic groups, for the same. */
    default Collection<String> dynamicGroupNames(String tenancyId) {
        return List.of();
    }

    /** All paths that lead to a compartment from another one, for the same: {@code a:b} is the child b of the child a. */
    default Collection<String> compartmentPaths(String attachedToCompartmentId) {
        return List.of();
    }

    /** Whether a compartment of this identifier is in the subtree of another, which counts itself. */
    boolean isWithin(String compartmentId, String ancestorCompartmentId);
}
