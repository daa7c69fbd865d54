// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.catalogue;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a statement may be about: an individual type, a family of them or {@code all-resources}.
 *
 * @param adds the permissions that each verb adds to those of the verbs before it
 * @param everything it stands for permissions of services that Ostler does not have, too
 */
public record ResourceType(String name, Map<Verb, Set<Permission>> adds, boolean everything) {
    /** The name of the type that stands for all. */
    public static final String ALL_RESOURCES = "all-resources";

    public ResourceType {
        var copy = new EnumMap<Verb, Set<Permission>>(Verb.class);
        for (Verb verb : Verb.values()) {
            copy.put(verb, Set.copyOf(adds.getOrDefault(verb, Set.of())));
        }
        adds = copy;
    }

    /** One statement about it equals a statement about each of its members. */
    static ResourceType of(String name, Collection<ResourceType> members, boolean everything) {
        var adds = new EnumMap<Verb, Set<Permission>>(Verb.class);
        for (ResourceType member : members) {
            member.adds.forEach((verb, permissions) ->
                    adds.computeIfAbsent(verb, _ -> new HashSet<>()).addAll(permissions));
        }
        return new ResourceType(name, adds, everything);
    }

    /** What {@code allow … to VERB} gives: each verb includes those before it. */
    public Set<Permission> givenBy(Verb verb) {
        return between(Verb.INSPECT, verb);
    }

    /** What {@code deny … to VERB} takes: the verb's own permissions and those of the verbs after it. */
    public Set<Permission> takenBy(Verb verb) {
        return between(verb, Verb.MANAGE);
    }

    public Set<Permission> permissions() {
        return between(Verb.INSPECT, Verb.MANAGE);
    }

    /** The least verb that gives a permission. */
    public Optional<Verb> verbGiving(Permission permission) {
        return Arrays.stream(Verb.values())
                .filter(verb -> adds.getOrDefault(verb, Set.of()).contains(permission))
                .findFirst();
    }

    private Set<Permission> between(Verb least, Verb most) {
        var permissions = new HashSet<Permission>();
        for (Verb verb : Verb.values()) {
            if (verb.compareTo(least) >= 0 && verb.compareTo(most) <= 0) {
                permissions.addAll(adds.getOrDefault(verb, Set.of()));
            }
        }
        return permissions;
    }
}
