// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.iam.decision.Compilation.Remark;
import dev.ostler.iam.language.Diagnostic;
import dev.ostler.iam.language.Rendering;
import dev.ostler.server.identity.AttachedPolicy;
import dev.ostler.server.identity.PolicySteps;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The policies of one declared tenancy. What is wrong with a statement is told at its place in the file. */
final class PolicyStep {
    private final Steps steps;
    private final Tenancy tenancy;
    private final CompartmentStep compartments;

    PolicyStep(Steps steps, Tenancy tenancy) {
        this.steps = steps;
        this.tenancy = tenancy;
        this.compartments = new CompartmentStep(steps, tenancy);
    }

    void save(DeclaredPolicy wanted) {
        Map<String, Optional<Text>> fields =
                Map.of("id", wanted.id(), "description", wanted.description(), "versionDate", wanted.versionDate());
        steps.at(wanted.name(), fields, () -> {
            try {
                compartments.at(wanted.compartment()).ifPresent(compartmentId -> saveIn(compartmentId, wanted));
            } catch (ProblemException e) {
                if (!(e.problem() instanceof Problem.InvalidPolicy invalid)) {
                    throw e;
                }
                invalid.errors().forEach(remark -> tell(remark, wanted));
            }
        });
    }

    /** A file's policy is known by its name in the tenancy. OCI moves none: one that is to lie elsewhere is made anew. */
    private void saveIn(String compartmentId, DeclaredPolicy wanted) {
        List<AttachedPolicy> named =
                steps.current().policiesOf(tenancy.id(), wanted.name().value());
        Optional<AttachedPolicy> there = named.stream()
                .filter(policy -> policy.compartmentId().equals(compartmentId))
                .findFirst();
        if (there.isPresent()) {
            update(there.get(), wanted);
        } else if (named.isEmpty()) {
            create(compartmentId, wanted);
            steps.outcome().created();
        } else if (named.size() > 1) {
            steps.mistakes()
                    .add(
                            wanted.name().place(),
                            "there are " + named.size() + " policies of this name, each in another compartment: say"
                                    + " which with 'compartment'");
        } else if (wanted.compartment().isEmpty()) {
            update(named.getFirst(), wanted);
        } else {
            String id = named.getFirst().id();
            steps.change().policies().delete(steps.permit("DeletePolicy", new Existing(Kind.POLICY, id)), id);
            create(compartmentId, wanted);
            steps.outcome().found(true);
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
                                wanted.versionDate().map(Text::value).orElse(""),
                                wanted.tags().over(Tags.NONE)));
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
                                wanted.versionDate().map(Text::value),
                                Optional.of(
                                        wanted.tags().over(existing.details().tags()))));
        steps.outcome().found(!updated.equals(existing));
    }

    private static List<String> statements(DeclaredPolicy wanted) {
        return wanted.statements().stream().map(Text::value).toList();
    }

    /** With what to write instead, unless the message says so itself. */
    private void tell(Remark remark, DeclaredPolicy wanted) {
        Text statement = wanted.statements().get(Math.max(0, remark.statement() - 1));
        Diagnostic diagnostic = remark.diagnostic();
        String message = diagnostic.message();
        String advice = diagnostic
                .fix()
                .filter(fix -> !message.contains("`" + fix.replacement() + "`"))
                .map(fix -> "; " + Rendering.advice(fix, statement.value()))
                .orElse("");
        steps.mistakes().add(statement.placeOf(diagnostic.span().start()), message + advice);
    }
}
