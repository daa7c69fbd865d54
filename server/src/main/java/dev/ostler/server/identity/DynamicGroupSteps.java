// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import java.util.Optional;

/** The steps of a change that are about dynamic groups. */
public final class DynamicGroupSteps {
    private final IdentityChange change;

    DynamicGroupSteps(IdentityChange change) {
        this.change = change;
    }

    /** What somebody says of a new dynamic group. */
    public record NewDynamicGroup(
            Optional<String> id, String name, String description, String matchingRule, Tags tags) {}

    /** Throws AlreadyExists, LimitExceeded or InvalidParameter. */
    public DynamicGroup create(Permit permit, NewDynamicGroup wanted) {
        permit.requireFor("CreateDynamicGroup", new New(Kind.DYNAMIC_GROUP, permit.compartmentId(), wanted.name()));
        Tenancy tenancy = change.current()
                .tenancies()
                .get(permit.compartmentId())
                .orElseThrow(() -> Rules.invalid("compartmentId", "dynamic groups are in the root compartment"));
        Rules.checkName(wanted.name());
        MatchingRule.parse(wanted.matchingRule());
        Shelf<DynamicGroup> groups = change.current().dynamicGroups();
        if (groups.labelled(tenancy.id(), Rules.folded(wanted.name())).isPresent()) {
            throw new Problem.AlreadyExists(Kind.DYNAMIC_GROUP.inAnswers(), wanted.name()).thrown();
        }
        if (groups.of(tenancy.id()).size() >= Limits.MAX_DYNAMIC_GROUPS) {
            throw new Problem.LimitExceeded("dynamic groups", Limits.MAX_DYNAMIC_GROUPS).thrown();
        }
        return put(new DynamicGroup(
                change.newId(Kind.DYNAMIC_GROUP, tenancy.namespace() + "/" + wanted.name(), wanted.id()),
                tenancy.id(),
                wanted.name(),
                wanted.matchingRule(),
                Details.of(wanted.description(), wanted.tags(), change.nowMillis())));
    }

    /** Empty arguments leave things as they are. Throws LimitExceeded or InvalidParameter. */
    public DynamicGroup update(
            Permit permit,
            String id,
            Optional<String> description,
            Optional<String> matchingRule,
            Optional<Tags> tags) {
        DynamicGroup group = required(permit, "UpdateDynamicGroup", id);
        matchingRule.ifPresent(MatchingRule::parse);
        return put(new DynamicGroup(
                id,
                group.tenancyId(),
                group.name(),
                matchingRule.orElse(group.matchingRule()),
                group.details().updated(description, tags)));
    }

    public void delete(Permit permit, String id) {
        change.current().dynamicGroups().remove(required(permit, "DeleteDynamicGroup", id));
    }

    private DynamicGroup required(Permit permit, String operation, String id) {
        permit.requireFor(operation, new Existing(Kind.DYNAMIC_GROUP, id));
        return change.current().dynamicGroups().get(id).orElseThrow(() -> IdentityChange.notFound(permit));
    }

    private DynamicGroup put(DynamicGroup group) {
        change.current().dynamicGroups().put(group);
        return group;
    }
}
