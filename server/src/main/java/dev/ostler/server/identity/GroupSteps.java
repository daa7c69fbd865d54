// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import java.util.Optional;

/** The steps of a change that are about groups, and about who is in them. */
public final class GroupSteps {
    private final IdentityChange change;

    GroupSteps(IdentityChange change) {
        this.change = change;
    }

    /** What somebody says of a new group. */
    public record NewGroup(Optional<String> id, String name, String description, Tags tags) {}

    /** Throws AlreadyExists, LimitExceeded or InvalidParameter. */
    public Group create(Permit permit, NewGroup wanted) {
        permit.requireFor("CreateGroup", new New(Kind.GROUP, permit.compartmentId(), wanted.name()));
        Tenancy tenancy = change.current()
                .tenancies()
                .get(permit.compartmentId())
                .orElseThrow(() -> Rules.invalid("compartmentId", "groups are in the root compartment"));
        checkFree(tenancy.id(), wanted.name());
        if (change.current().groups().of(tenancy.id()).size() >= Limits.MAX_GROUPS) {
            throw new Problem.LimitExceeded("groups", Limits.MAX_GROUPS).thrown();
        }
        return make(tenancy, wanted);
    }

    /** The group that a tenancy begins with. */
    Group found(Tenancy tenancy) {
        return make(tenancy, new NewGroup(Optional.empty(), Group.ADMINISTRATORS, Group.ADMINISTRATORS, Tags.NONE));
    }

    private Group make(Tenancy tenancy, NewGroup wanted) {
        Group group = new Group(
                change.newId(Kind.GROUP, tenancy.namespace() + "/" + wanted.name(), wanted.id()),
                tenancy.id(),
                wanted.name(),
                Details.of(wanted.description(), wanted.tags(), change.nowMillis()));
        return put(group);
    }

    /** Empty arguments leave things as they are. */
    public Group update(Permit permit, String groupId, Optional<String> description, Optional<Tags> tags) {
        Group group = required(permit, "UpdateGroup", groupId);
        return put(group.withDetails(group.details().updated(description, tags)));
    }

    /** The group keeps its identifier, and with it what policies give it. Throws AlreadyExists, InvalidParameter. */
    public Group rename(Permit permit, String groupId, String name) {
        Group group = required(permit, "UpdateGroup", groupId);
        requireOrdinary(group, "renamed");
        if (!Rules.folded(name).equals(group.label())) {
            checkFree(group.tenancyId(), name);
        }
        return put(group.withName(name));
    }

    /** Throws IncorrectState while users are in it. Source: Identity API, DeleteGroup: it must be empty. */
    public void delete(Permit permit, String groupId) {
        Group group = required(permit, "DeleteGroup", groupId);
        requireOrdinary(group, "deleted");
        if (change.current().memberships().all().stream()
                .anyMatch(membership -> membership.groupId().equals(groupId))) {
            throw new Problem.IncorrectState("users are in group '" + group.name() + "' still").thrown();
        }
        change.current().groups().remove(group);
    }

    /** Throws AlreadyExists, LimitExceeded, RelatedNotFound. */
    public Membership addUser(Permit permit, String groupId, String userId) {
        permit.requireFor("AddUserToGroup", new IdentityResource.Membership(groupId, userId));
        Snapshot current = change.current();
        Group group = current.groups()
                .get(groupId)
                .orElseThrow(() -> new Problem.RelatedNotFound("groupId", groupId).thrown());
        User user = current.users()
                .get(userId)
                .filter(found -> found.tenancyId().equals(group.tenancyId()))
                .orElseThrow(() -> new Problem.RelatedNotFound("userId", userId).thrown());
        if (current.memberships().labelled(userId, groupId).isPresent()) {
            throw new Problem.AlreadyExists(Kind.MEMBERSHIP.inAnswers(), user.name()).thrown();
        }
        if (current.memberships().of(userId).size() >= Limits.MAX_GROUPS_PER_USER) {
            throw new Problem.LimitExceeded("groups of a user", Limits.MAX_GROUPS_PER_USER).thrown();
        }
        return make(group, user);
    }

    /** Without asking whether it may be: for what a tenancy begins with. */
    Membership make(Group group, User user) {
        Membership membership = new Membership(
                change.newId(Kind.MEMBERSHIP, group.id() + "/" + user.id(), Optional.empty()),
                group.id(),
                user.id(),
                change.nowMillis());
        change.current().memberships().put(membership);
        return membership;
    }

    /** Throws ServicesOwn for the server's own administrator, whom no tenancy of a server may lose. */
    public void removeUser(Permit permit, String groupId, String userId) {
        permit.requireFor("RemoveUserFromGroup", new IdentityResource.Membership(groupId, userId));
        Snapshot current = change.current();
        Membership membership =
                current.memberships().labelled(userId, groupId).orElseThrow(() -> IdentityChange.notFound(permit));
        boolean ofAdministrators =
                current.groups().get(groupId).filter(Group::isAdministrators).isPresent();
        boolean serversOwn =
                current.users().get(userId).filter(current::isServersOwn).isPresent();
        if (ofAdministrators && serversOwn) {
            throw new Problem.ServicesOwn("the server's own administrator stays in " + Group.ADMINISTRATORS).thrown();
        }
        current.memberships().remove(membership);
    }

    private void checkFree(String tenancyId, String name) {
        Rules.checkName(name);
        if (change.current().group(tenancyId, name).isPresent()) {
            throw new Problem.AlreadyExists(Kind.GROUP.inAnswers(), name).thrown();
        }
    }

    /** Source: OCI documentation, "Managing groups": Administrators cannot be deleted. */
    private static void requireOrdinary(Group group, String what) {
        if (group.isAdministrators()) {
            throw new Problem.ServicesOwn("the group " + Group.ADMINISTRATORS + " cannot be " + what).thrown();
        }
    }

    private Group required(Permit permit, String operation, String groupId) {
        permit.requireFor(operation, new Existing(Kind.GROUP, groupId));
        return change.current().groups().get(groupId).orElseThrow(() -> IdentityChange.notFound(permit));
    }

    private Group put(Group group) {
        change.current().groups().put(group);
        return group;
    }
}
