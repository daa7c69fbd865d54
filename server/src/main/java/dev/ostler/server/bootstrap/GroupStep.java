// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.DynamicGroup;
import dev.ostler.server.identity.DynamicGroupSteps.NewDynamicGroup;
import dev.ostler.server.identity.Group;
import dev.ostler.server.identity.GroupSteps.NewGroup;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import java.util.Map;
import java.util.Optional;

/** The groups and dynamic groups of one declared tenancy. */
final class GroupStep {
    private final Steps steps;
    private final Tenancy tenancy;

    GroupStep(Steps steps, Tenancy tenancy) {
        this.steps = steps;
        this.tenancy = tenancy;
    }

    void make(DeclaredGroup wanted) {
        steps.at(wanted.name(), Map.of("id", wanted.id(), "description", wanted.description()), () -> {
            Optional<Group> existing =
                    steps.current().group(tenancy.id(), wanted.name().value());
            existing.ifPresentOrElse(group -> update(group, wanted), () -> create(wanted));
        });
    }

    private void create(DeclaredGroup wanted) {
        String name = wanted.name().value();
        steps.change()
                .groups()
                .create(
                        steps.permit("CreateGroup", new New(Kind.GROUP, tenancy.id(), name)),
                        new NewGroup(
                                wanted.id().map(Text::value),
                                name,
                                wanted.description().map(Text::value).orElse(name),
                                wanted.tags().over(Tags.NONE)));
        steps.outcome().created();
    }

    private void update(Group group, DeclaredGroup wanted) {
        steps.refuseOtherId(wanted.id(), group.id());
        Tags tags = wanted.tags().over(group.details().tags());
        boolean differs = Steps.differs(group.details(), wanted.description(), tags);
        if (differs) {
            steps.change()
                    .groups()
                    .update(
                            steps.permit("UpdateGroup", new Existing(Kind.GROUP, group.id())),
                            group.id(),
                            wanted.description().map(Text::value),
                            Optional.of(tags));
        }
        steps.outcome().found(differs);
    }

    void make(DeclaredDynamicGroup wanted) {
        Map<String, Optional<Text>> fields = Map.of(
                "id", wanted.id(),
                "description", wanted.description(),
                "matchingRule", Optional.of(wanted.matchingRule()));
        steps.at(wanted.name(), fields, () -> {
            Optional<DynamicGroup> existing =
                    steps.current().dynamicGroup(tenancy.id(), wanted.name().value());
            existing.ifPresentOrElse(group -> update(group, wanted), () -> create(wanted));
        });
    }

    private void create(DeclaredDynamicGroup wanted) {
        String name = wanted.name().value();
        steps.change()
                .dynamicGroups()
                .create(
                        steps.permit("CreateDynamicGroup", new New(Kind.DYNAMIC_GROUP, tenancy.id(), name)),
                        new NewDynamicGroup(
                                wanted.id().map(Text::value),
                                name,
                                wanted.description().map(Text::value).orElse(name),
                                wanted.matchingRule().value(),
                                wanted.tags().over(Tags.NONE)));
        steps.outcome().created();
    }

    private void update(DynamicGroup group, DeclaredDynamicGroup wanted) {
        steps.refuseOtherId(wanted.id(), group.id());
        Tags tags = wanted.tags().over(group.details().tags());
        String rule = wanted.matchingRule().value();
        boolean differs =
                Steps.differs(group.details(), wanted.description(), tags) || !rule.equals(group.matchingRule());
        if (differs) {
            steps.change()
                    .dynamicGroups()
                    .update(
                            steps.permit("UpdateDynamicGroup", new Existing(Kind.DYNAMIC_GROUP, group.id())),
                            group.id(),
                            wanted.description().map(Text::value),
                            Optional.of(rule),
                            Optional.of(tags));
        }
        steps.outcome().found(differs);
    }
}
