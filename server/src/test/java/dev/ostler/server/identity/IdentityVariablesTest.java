// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import static dev.ostler.server.identity.UsersAndGroupsTest.refused;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ostler.server.identity.DynamicGroupSteps.NewDynamicGroup;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operations on groups and their like supply to conditions. */
class IdentityVariablesTest {
    private TestIdentity world;
    private Caller.User leader;
    private Group own;
    private Group other;

    @BeforeEach
    void aUserInAGroup() throws IOException {
        world = new TestIdentity();
        User user = world.user("leader");
        own = world.group("own");
        other = world.group("other");
        world.add(user, own);
        leader = world.identity().holderOf(world.key(user).id()).orElseThrow().caller();
    }

    @AfterEach
    void close() throws IOException {
        world.close();
    }

    private void allowed(String operation, IdentityResource resource) {
        assertThatCode(() -> world.permit(leader, operation, resource)).doesNotThrowAnyException();
    }

    private void denied(String operation, IdentityResource resource) {
        refused(Problem.NotAuthorized.class, () -> world.permit(leader, operation, resource));
    }

    @Test
    void aGroupSaysWhetherTheCallerIsInIt() {
        world.policy(
                world.tenancyId(),
                "own",
                "Allow group own to manage groups in tenancy where target.group.member = 'true'");

        allowed("UpdateGroup", new Existing(Kind.GROUP, own.id()));
        denied("UpdateGroup", new Existing(Kind.GROUP, other.id()));
        denied("CreateGroup", new New(Kind.GROUP, world.tenancyId(), "third"));
    }

    @Test
    void aDynamicGroupHasAnIdAndAName() {
        DynamicGroup etl = world.identity()
                .commit(change -> change.dynamicGroups()
                        .create(
                                world.permit(
                                        "CreateDynamicGroup", new New(Kind.DYNAMIC_GROUP, world.tenancyId(), "etl")),
                                new NewDynamicGroup(
                                        Optional.empty(), "etl", "", "Any {instance.id = 'i1'}", Tags.NONE)));
        world.policy(
                world.tenancyId(),
                "etl",
                "Allow group own to manage dynamic-groups in tenancy where target.dynamicgroup.name = /etl*/",
                "Allow group own to {DYNAMIC_GROUP_INSPECT} in tenancy where target.dynamicgroup.id != '" + etl.id()
                        + "'");

        allowed("UpdateDynamicGroup", new Existing(Kind.DYNAMIC_GROUP, etl.id()));
        allowed("CreateDynamicGroup", new New(Kind.DYNAMIC_GROUP, world.tenancyId(), "etl-2"));
        denied("CreateDynamicGroup", new New(Kind.DYNAMIC_GROUP, world.tenancyId(), "web"));
        denied("ListDynamicGroups", new IdentityResource.AllIn(Kind.DYNAMIC_GROUP, world.tenancyId()));
    }

    @Test
    void definedTagsOfAGroupOrUserAreTagsOfTheResource() {
        var tags = new Tags(Map.of(), Map.of("Ops", Map.of("Team", "blue")));
        world.commit(change -> change.groups()
                .update(
                        world.permit("UpdateGroup", new Existing(Kind.GROUP, other.id())),
                        other.id(),
                        Optional.empty(),
                        Optional.of(tags)));
        world.policy(
                world.tenancyId(),
                "blue",
                "Allow group own to manage groups in tenancy where target.resource.tag.ops.team = 'Blue'");

        allowed("UpdateGroup", new Existing(Kind.GROUP, other.id()));
        denied("UpdateGroup", new Existing(Kind.GROUP, own.id()));
        denied("CreateGroup", new New(Kind.GROUP, world.tenancyId(), "third"));
    }
}
