// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.cases;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Requirement;
import dev.ostler.iam.decision.Compilation;
import dev.ostler.iam.decision.CompiledPolicy;
import dev.ostler.iam.decision.GroupNames;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.decision.Policy;
import dev.ostler.iam.decision.PolicySet;
import dev.ostler.iam.decision.Principal;
import dev.ostler.iam.decision.Request;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One case: policies, who asks for what, and what comes of it.
 *
 * @param caller empty: anonymous
 * @param checks one for each resource that the operation touches
 */
public record LanguageCase(
        String id,
        List<CasePolicy> policies,
        Optional<Principal> caller,
        List<Check> checks,
        Outcome expected,
        String why) {

    /** What can come of a case. */
    public enum Outcome {
        ALLOW("allow"),
        DENY("deny"),
        /** A statement is refused, for its text or for a name in it. */
        PARSE_ERROR("parse-error");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /** As files write it. */
        public String text() {
            return text;
        }
    }

    /** Statements that are attached together. */
    public record CasePolicy(String tenancy, String attachedTo, List<String> statements) {
        public CasePolicy {
            statements = List.copyOf(statements);
        }
    }

    /**
     * One resource that is asked for.
     *
     * @param requirement what it needs; without alternatives, nothing
     */
    public record Check(
            String tenancy,
            String compartment,
            String operation,
            Requirement requirement,
            Map<Variable, Variables.Value> variables) {
        public Check {
            variables = Map.copyOf(variables);
        }
    }

    public LanguageCase {
        policies = List.copyOf(policies);
        checks = List.copyOf(checks);
    }

    /** Compiles the policies and decides every check. */
    public Outcome outcome(CaseWorld world, Catalogue catalogue) {
        var compiled = new ArrayList<CompiledPolicy>();
        for (CasePolicy policy : policies) {
            Compilation compilation =
                    Policies.compile(saved(policy, compiled.size() + 1), world, catalogue, Optional.empty());
            if (compilation.policy().isEmpty()) {
                return Outcome.PARSE_ERROR;
            }
            compiled.add(compilation.policy().get());
        }
        boolean allowed = checks.stream().allMatch(check -> isAllowed(check, compiled, world, catalogue));
        return allowed ? Outcome.ALLOW : Outcome.DENY;
    }

    private Policy saved(CasePolicy policy, int number) {
        return new Policy(
                "ocid1.policy.oc1..case" + number,
                id + "-" + number,
                CaseWorld.tenancyId(policy.tenancy),
                CaseWorld.compartmentId(policy.tenancy, policy.attachedTo),
                policy.statements);
    }

    private boolean isAllowed(Check check, List<CompiledPolicy> compiled, CaseWorld world, Catalogue catalogue) {
        boolean needsNothing = check.requirement.alternatives().isEmpty()
                || check.requirement.alternatives().stream().anyMatch(Set::isEmpty);
        if (caller.isEmpty() || needsNothing) {
            return needsNothing;
        }
        var request = new Request(
                caller.get(),
                check.operation,
                CaseWorld.tenancyId(check.tenancy),
                CaseWorld.compartmentId(check.tenancy, check.compartment),
                check.variables::get);
        return PolicySet.of(
                        compiled,
                        world.compartmentsOf(check.tenancy),
                        GroupNames.UNKNOWN,
                        catalogue,
                        Set.of(CaseWorld.groupId("Administrators")))
                .decide(request, check.requirement)
                .allowed();
    }

    /**
     * Reads a case from its JSON object, which any parser has turned into maps, lists and texts.
     *
     * @throws IllegalArgumentException it is no case
     */
    public static LanguageCase of(Map<String, ?> json) {
        return new CaseReader(json).read();
    }
}
