// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import java.util.Set;

/** Names of a world that statements are written for, as it spells them. */
public record KnownNames(Set<String> groups, Set<String> dynamicGroups, Set<String> compartments) {
    /** Nothing is known of the world. */
    public static final KnownNames NONE = new KnownNames(Set.of(), Set.of(), Set.of());

    public KnownNames {
        groups = Set.copyOf(groups);
        dynamicGroups = Set.copyOf(dynamicGroups);
        compartments = Set.copyOf(compartments);
    }
}
