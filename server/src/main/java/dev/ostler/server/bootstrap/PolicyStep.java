// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.iam.decision.Compilation.Remark;
import dev.ostler.server.identity.AttachedPolicy;
import dev.ostler.server.identity.PolicySteps;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/** The policies of one declared tenancy. What is wrong with a statement is told at its place in the file. */
final class PolicyStep {
    private final Steps steps;
    private final CompartmentStep compartments;

    PolicyStep(Steps steps, CompartmentStep compartments) {
        this.steps = steps;
        this.compartments = compartments;
    }

    void save(DeclaredPolicy wanted) {
        steps.at(
                wanted.name().place(),
                () -> compartments.at(wanted.compartment()).ifPresent(compartmentId -> saveIn(compartmentId, wanted)));
    }

    private void saveIn(String compartmentId, DeclaredPolicy wanted) {
        try {
            Optional<AttachedPolicy> existing =
                    steps.change().current().policy(compartmentId, wanted.name().value());
            if (existing.isEmpty()) {
                create(compartmentId, wanted);
            } else {
                update(existing.get(), wanted);
            }
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.InvalidPolicy invalid)) {
                throw e;
            }
            invalid.errors().forEach(remark -> tell(remark, wanted));
        }
    }

    private void create(String compartmentId, DeclaredPolicy wanted) {
        String name = wanted.name().value();
        steps.change()
                .policies()
                .create(
                        steps.permit("CreatePolicy", new New(Kind.POLICY, compartmentId, name)),
                        new PolicySteps.NewPolicy(
                                wanted.id().map(Text::value),
                                compartmentId,
                                name,
                                wanted.description().map(Text::value).orElse(name),
                                statements(wanted),
                                "",
                                TenancyStep.tags(wanted.freeformTags()).orElse(Tags.NONE)));
        steps.outcome().created();
    }

    /** The file's names are looked up anew: what they stand for now is what its author means. */
    private void update(AttachedPolicy existing, DeclaredPolicy wanted) {
        steps.refuseOtherId(wanted.id(), existing.id());
        AttachedPolicy updated = steps.change()
                .policies()
                .update(
                        steps.permit("UpdatePolicy", new Existing(Kind.POLICY, existing.id())),
                        existing.id(),
                        new PolicySteps.Update(
                                wanted.description().map(Text::value),
                                Optional.of(statements(wanted)),
                                Optional.empty(),
                                TenancyStep.tagsOver(wanted.freeformTags(), existing.details())));
        steps.outcome().found(!updated.equals(existing));
    }

    private static List<String> statements(DeclaredPolicy wanted) {
        return wanted.statements().stream().map(Text::value).toList();
    }

    private void tell(Remark remark, DeclaredPolicy wanted) {
        Text statement = wanted.statements().get(Math.max(0, remark.statement() - 1));
        steps.mistakes()
                .add(
                        statement.placeOf(remark.diagnostic().span().start()),
                        remark.diagnostic().message());
    }
}
