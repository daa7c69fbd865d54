// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import static dev.ostler.server.identity.UsersAndGroupsTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.DynamicGroupSteps.NewDynamicGroup;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Dynamic groups and the rules that say who is in them. */
class DynamicGroupsTest {
    private static final String RULE =
            "Any {instance.compartment.id = 'c1', all {resource.type='fnfunc', Resource.Compartment.Id != 'c2'}}";

    private static DynamicGroup create(TestIdentity world, String name, String rule) {
        return world.identity()
                .commit(change -> change.dynamicGroups()
                        .create(
                                world.permit(
                                        "CreateDynamicGroup", new New(Kind.DYNAMIC_GROUP, world.tenancyId(), name)),
                                new NewDynamicGroup(Optional.empty(), name, "", rule, Tags.NONE)));
    }

    @Test
    void aDynamicGroupIsKeptAndNamedByPolicies() throws IOException {
        try (TestIdentity world = new TestIdentity()) {
            DynamicGroup etl = create(world, "etl", RULE);
            AttachedPolicy policy =
                    world.policy(world.tenancyId(), "etl", "Allow dynamic-group ETL to read objects in tenancy");
            world.reopen();

            assertThat(world.now().dynamicGroups().get(etl.id())).contains(etl);
            assertThat(policy.bindings().ocids().values()).containsExactly(etl.id());
            refused(Problem.AlreadyExists.class, () -> create(world, "Etl", RULE));
            for (String rule : List.of("", "Any {}", "Any {a = 'b'", "a = b", "a = 'b' c", "All {a = 'b',}")) {
                refused(Problem.InvalidParameter.class, () -> create(world, "other", rule));
            }
            refused(Problem.InvalidParameter.class, () -> create(world, "other", "Any {".repeat(100)));
        }
    }

    @Test
    void aTagAloneStandsForAnyOfItsValues() {
        MatchingRule rule = MatchingRule.parse("All {tag.Ops.class.value, tag.ops.cost.value != 'high'}");

        assertThat(rule.matches(Map.of("tag.ops.class.value", "x", "tag.ops.cost.value", "low")))
                .isTrue();
        assertThat(rule.matches(Map.of("tag.ops.cost.value", "low"))).isFalse();
        refused(Problem.InvalidParameter.class, () -> MatchingRule.parse("resource.id"));
        refused(Problem.InvalidParameter.class, () -> MatchingRule.parse("tag.ops.value"));
    }

    @Test
    void aResourceIsInItWhenItsAttributesMatch() {
        MatchingRule rule = MatchingRule.parse(RULE);

        assertThat(rule.matches(Map.of("instance.compartment.id", "c1"))).isTrue();
        assertThat(rule.matches(Map.of("resource.type", "fnfunc", "resource.compartment.id", "c1")))
                .isTrue();
        assertThat(rule.matches(Map.of("resource.type", "fnfunc", "resource.compartment.id", "c2")))
                .isFalse();
        assertThat(rule.matches(Map.of("resource.type", "fnfunc"))).isFalse();
        assertThat(rule.matches(Map.of())).isFalse();
    }
}
