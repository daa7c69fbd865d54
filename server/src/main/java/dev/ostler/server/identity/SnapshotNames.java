// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.decision.Names;
import java.util.List;
import java.util.Optional;

/** What names stand for as of one snapshot. */
final class SnapshotNames implements Names {
    /** The one identity domain that there is. */
    private static final String DEFAULT_DOMAIN = "Default";

    private final Snapshot snapshot;

    SnapshotNames(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public Optional<String> groupId(String tenancyId, String domain, String name) {
        return domain.equalsIgnoreCase(DEFAULT_DOMAIN)
                ? snapshot.group(tenancyId, name).map(Group::id)
                : Optional.empty();
    }

    @Override
    public Optional<String> dynamicGroupId(String tenancyId, String domain, String name) {
        return domain.equalsIgnoreCase(DEFAULT_DOMAIN)
                ? snapshot.dynamicGroup(tenancyId, name).map(DynamicGroup::id)
                : Optional.empty();
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
    public boolean isWithin(String compartmentId, String ancestorCompartmentId) {
        return snapshot.tree().isWithin(compartmentId, ancestorCompartmentId);
    }
}
