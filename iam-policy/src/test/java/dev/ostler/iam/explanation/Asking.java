// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.explanation;

import dev.ostler.iam.cases.CaseWorld;
import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Requirement;
import dev.ostler.iam.decision.Compilation;
import dev.ostler.iam.decision.CompiledPolicy;
import dev.ostler.iam.decision.Decision;
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

/** One request to policies in a small world: compartments finance, with eu in it, and hr. */
record Asking(
        String title,
        Principal principal,
        String operation,
        String compartment,
        Map<Variable, Variables.Value> variables,
        List<Policy> policies,
        Requirement needed,
        Optional<String> because) {
    static final Catalogue CATALOGUE = Catalogue.load();
    private static final CaseWorld WORLD = new CaseWorld(List.of("finance", "finance:eu", "hr"));
    private static final String HOME = CaseWorld.tenancyId("home");
    private static final Principal ALICE = user("alice", "home", "analysts");

    static Asking to(String operation) {
        return new Asking(
                operation,
                ALICE,
                operation,
                "finance",
                Map.of(),
                List.of(),
                CATALOGUE.requirementOf(operation),
                Optional.empty());
    }

    static Principal user(String name, String tenancy, String... groups) {
        return new Principal.User(
                "ocid1.user.oc1.." + name,
                name,
                CaseWorld.tenancyId(tenancy),
                Set.copyOf(List.of(groups).stream().map(CaseWorld::groupId).toList()));
    }

    Asking titled(String title) {
        return new Asking(title, principal, operation, compartment, variables, policies, needed, because);
    }

    Asking by(Principal principal) {
        return new Asking(title, principal, operation, compartment, variables, policies, needed, because);
    }

    Asking in(String compartment) {
        return new Asking(title, principal, operation, compartment, variables, policies, needed, because);
    }

    Asking needing(String because, Permission... permissions) {
        return new Asking(
                title,
                principal,
                operation,
                compartment,
                variables,
                policies,
                new Requirement(List.of(Set.of(permissions))),
                Optional.of(because));
    }

    Asking object(String bucket, String object) {
        return with(Map.of(
                Variable.Plain.TARGET_BUCKET_NAME, new Variables.Value.Text(bucket),
                Variable.Plain.TARGET_OBJECT_NAME, new Variables.Value.Text(object)));
    }

    Asking names(String bucket, String prefix) {
        return with(Map.of(
                Variable.Plain.TARGET_BUCKET_NAME, new Variables.Value.Text(bucket),
                Variable.Plain.TARGET_OBJECT_NAME, new Variables.Value.NamesUnder(prefix)));
    }

    private Asking with(Map<Variable, Variables.Value> variables) {
        return new Asking(title, principal, operation, compartment, variables, policies, needed, because);
    }

    /** A policy in the compartment finance. */
    Asking policy(String name, String... statements) {
        return policyIn("home", "finance", name, statements);
    }

    Asking policyIn(String tenancy, String attachedTo, String name, String... statements) {
        var more = new ArrayList<>(policies);
        more.add(new Policy(
                "ocid1.policy.oc1.." + name,
                name,
                CaseWorld.tenancyId(tenancy),
                CaseWorld.compartmentId(tenancy, attachedTo),
                List.of(statements)));
        return new Asking(title, principal, operation, compartment, variables, more, needed, because);
    }

    PolicySet.Verdict verdict() {
        return PolicySet.of(
                        policies.stream().map(Asking::compiled).toList(),
                        WORLD.compartmentsOf("home"),
                        Asking::groupName,
                        CATALOGUE,
                        Set.of())
                .decide(request(), needed);
    }

    /** As it is called now: the group of the staff was called analysts, and interns is gone. */
    private static Optional<String> groupName(String id) {
        String name = id.substring(id.lastIndexOf("..") + 2);
        return name.equals("interns") ? Optional.empty() : Optional.of(name.equals("old-staff") ? "staff" : name);
    }

    private Request request() {
        return new Request(principal, operation, HOME, CaseWorld.compartmentId("home", compartment), variables::get);
    }

    private static CompiledPolicy compiled(Policy policy) {
        Compilation compilation = Policies.compile(policy, WORLD, CATALOGUE, Optional.empty());
        return compilation
                .policy()
                .orElseThrow(() -> new AssertionError(compilation.remarks().toString()));
    }

    Explanation explained() {
        PolicySet.Verdict verdict = verdict();
        if (verdict.allowed()) {
            throw new AssertionError(title + " is allowed");
        }
        List<Decision> decisions = verdict.decisions();
        return Explanation.of(needed, decisions, because);
    }

    @Override
    public String toString() {
        return title;
    }
}
