// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Kind;
import java.util.Optional;

/** Where policies have to allow what is done to a resource. */
final class Located {
    private Located() {}

    static Optional<String> compartmentOf(IdentityResource resource, Snapshot snapshot) {
        return switch (resource) {
            case IdentityResource.Existing existing -> compartmentOf(existing.kind(), existing.id(), snapshot);
            case IdentityResource.New fresh -> compartment(fresh.compartmentId(), snapshot);
            case IdentityResource.AllIn all -> compartment(all.compartmentId(), snapshot);
            case IdentityResource.Membership membership ->
                snapshot.groups().get(membership.groupId()).map(Group::tenancyId);
            case IdentityResource.Credentials credentials ->
                snapshot.users().get(credentials.userId()).map(User::tenancyId);
            case IdentityResource.Move move ->
                snapshot.tree().commonParentOf(move.compartmentId(), move.targetCompartmentId());
        };
    }

    private static Optional<String> compartmentOf(Kind kind, String id, Snapshot snapshot) {
        return switch (kind) {
            case TENANCY, COMPARTMENT -> compartment(id, snapshot);
            case USER -> snapshot.users().get(id).map(User::tenancyId);
            case GROUP -> snapshot.groups().get(id).map(Group::tenancyId);
            case MEMBERSHIP ->
                snapshot.memberships()
                        .get(id)
                        .flatMap(membership -> compartmentOf(Kind.USER, membership.userId(), snapshot));
            case POLICY -> snapshot.policies().get(id).map(AttachedPolicy::compartmentId);
            case NETWORK_SOURCE -> snapshot.networkSources().get(id).map(NetworkSource::tenancyId);
            case DYNAMIC_GROUP -> snapshot.dynamicGroups().get(id).map(DynamicGroup::tenancyId);
            case CUSTOMER_SECRET_KEY, API_KEY, AUTH_TOKEN -> Optional.empty();
        };
    }

    /**
     * What is done to a compartment happens in it, and the making of one in its parent. Source: OCI documentation, "Details
     * for IAM", target.compartment.id.
     */
    private static Optional<String> compartment(String id, Snapshot snapshot) {
        return Optional.of(id).filter(snapshot.tree()::has);
    }
}
