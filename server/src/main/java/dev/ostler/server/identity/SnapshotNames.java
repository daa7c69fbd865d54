// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.decision.Names;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What names stand for in one tenancy, as of one snapshot. Source: OCI documentation, "Accessing Object Storage Resources
 * Across Tenancies": a policy names groups of another tenancy by aliases alone, which it defines.
 */
final class SnapshotNames implements Names {
    /** The one identity domain that there is. */
    private static final String DEFAULT_DOMAIN = "Default";

    private final Snapshot snapshot;
    private final String tenancyId;

    SnapshotNames(Snapshot snapshot, Tenancy tenancy) {
        this.snapshot = snapshot;
        this.tenancyId = tenancy.id();
    }

    @Override
    public Optional<String> groupId(String ofTenancyId, String domain, String name) {
        return knows(ofTenancyId, domain) ? snapshot.group(tenancyId, name).map(Group::id) : Optional.empty();
    }

    @Override
    public Optional<String> dynamicGroupId(String ofTenancyId, String domain, String name) {
        return knows(ofTenancyId, domain)
                ? snapshot.dynamicGroup(tenancyId, name).map(DynamicGroup::id)
                : Optional.empty();
    }

    private boolean knows(String ofTenancyId, String domain) {
        return ofTenancyId.equals(tenancyId) && domain.equalsIgnoreCase(DEFAULT_DOMAIN);
    }

    /**
     * Assumed: a child goes before the compartment itself where both have the name. The root has no name that a statement
     * can use. Source: iam-policy's facts on locations; a segment may also be an identifier.
     */
    @Override
    public Optional<String> compartmentId(String attachedToId, List<String> path) {
        Optional<String> found = descend(attachedToId, path);
        return found.isPresent() || path.size() != 1
                ? found
                : snapshot.compartments()
                        .get(attachedToId)
                        .filter(self -> self.label().equals(Rules.folded(path.getFirst())))
                        .map(Compartment::id);
    }

    private Optional<String> descend(String startId, List<String> path) {
        Optional<String> at = Optional.of(startId);
        for (String segment : path) {
            at = at.flatMap(parentId -> childOf(parentId, segment));
        }
        return at;
    }

    private Optional<String> childOf(String parentId, String segment) {
        return snapshot.compartment(parentId, segment)
                .or(() -> snapshot.compartments()
                        .get(segment)
                        .filter(child -> child.parentId().equals(parentId)))
                .map(Compartment::id);
    }

    @Override
    public Collection<String> groupNames(String ofTenancyId) {
        return ofTenancyId.equals(tenancyId)
                ? snapshot.groups().of(tenancyId).stream().map(Group::name).toList()
                : List.of();
    }

    @Override
    public Collection<String> dynamicGroupNames(String ofTenancyId) {
        return ofTenancyId.equals(tenancyId)
                ? snapshot.dynamicGroups().of(tenancyId).stream()
                        .map(DynamicGroup::name)
                        .toList()
                : List.of();
    }

    @Override
    public Collection<String> compartmentPaths(String attachedToId) {
        return snapshot.compartmentPaths(attachedToId);
    }

    @Override
    public boolean isWithin(String compartmentId, String ancestorCompartmentId) {
        return snapshot.tree().isWithin(compartmentId, ancestorCompartmentId);
    }
}
