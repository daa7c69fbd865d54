// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.Compartment;
import dev.ostler.server.identity.CompartmentSteps;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import java.util.Map;
import java.util.Optional;

/** The compartments of one declared tenancy, and what paths to them stand for. */
final class CompartmentStep {
    private final Steps steps;
    private final Tenancy tenancy;

    CompartmentStep(Steps steps, Tenancy tenancy) {
        this.steps = steps;
        this.tenancy = tenancy;
    }

    void make(DeclaredCompartment wanted) {
        makeIn(tenancy.id(), wanted);
    }

    private void makeIn(String parentId, DeclaredCompartment wanted) {
        steps.at(wanted.name(), Map.of("id", wanted.id(), "description", wanted.description()), () -> {
            String id = one(parentId, wanted);
            wanted.compartments().forEach(child -> makeIn(id, child));
        });
    }

    private String one(String parentId, DeclaredCompartment wanted) {
        String name = wanted.name().value();
        Optional<Compartment> existing = steps.current().compartment(parentId, name);
        if (existing.isEmpty()) {
            Compartment made = steps.change()
                    .compartments()
                    .create(
                            steps.permit("CreateCompartment", new New(Kind.COMPARTMENT, parentId, name)),
                            new CompartmentSteps.NewCompartment(
                                    wanted.id().map(Text::value),
                                    parentId,
                                    name,
                                    wanted.description().map(Text::value).orElse(name),
                                    wanted.tags().over(Tags.NONE)));
            steps.outcome().created();
            return made.id();
        }
        Compartment compartment = existing.get();
        steps.refuseOtherId(wanted.id(), compartment.id());
        Tags tags = wanted.tags().over(compartment.details().tags());
        boolean differs = Steps.differs(compartment.details(), wanted.description(), tags);
        if (differs) {
            steps.change()
                    .compartments()
                    .update(
                            steps.permit("UpdateCompartment", new Existing(Kind.COMPARTMENT, compartment.id())),
                            compartment.id(),
                            new CompartmentSteps.Update(
                                    Optional.empty(), wanted.description().map(Text::value), Optional.of(tags)));
        }
        steps.outcome().found(differs);
        return compartment.id();
    }

    /** The compartment of a path, the root without one. Empty when there is none, which is then a mistake of the file. */
    Optional<String> at(Optional<Text> path) {
        String at = tenancy.id();
        if (path.isPresent()) {
            for (String segment : path.get().value().split(":", -1)) {
                Optional<Compartment> child = steps.current().compartment(at, segment.strip());
                if (child.isEmpty()) {
                    steps.unknown(
                            "compartment",
                            path.get(),
                            steps.current().compartmentPaths(tenancy.id()),
                            " in the file or in the tenancy; nested ones are written a:b:c");
                    return Optional.empty();
                }
                at = child.get().id();
            }
        }
        return Optional.of(at);
    }
}
