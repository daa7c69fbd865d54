// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.decision.Bindings;
import dev.ostler.iam.decision.Compilation;
import dev.ostler.iam.decision.CompiledPolicy;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.decision.Policy;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** The steps of a change that are about policies. */
public final class PolicySteps {
    /** Source: OCI documentation, "Common Policies". */
    private static final List<String> ADMINISTRATORS_MAY_ALL =
            List.of("Allow group " + Group.ADMINISTRATORS + " to manage all-resources in tenancy");

    private final IdentityChange change;

    PolicySteps(IdentityChange change) {
        this.change = change;
    }

    /** What somebody says of a new policy. */
    public record NewPolicy(
            Optional<String> id,
            String compartmentId,
            String name,
            String description,
            List<String> statements,
            String versionDate,
            Tags tags) {}

    /** What somebody says of a policy that is there; what is empty stays. */
    public record Update(
            Optional<String> description,
            Optional<List<String>> statements,
            Optional<String> versionDate,
            Optional<Tags> tags) {}

    /** Throws InvalidPolicy, AlreadyExists, LimitExceeded or InvalidParameter. */
    public AttachedPolicy create(Permit permit, NewPolicy wanted) {
        permit.requireFor("CreatePolicy", new New(Kind.POLICY, wanted.compartmentId(), wanted.name()));
        Tenancy tenancy = change.current()
                .tree()
                .tenancyOf(wanted.compartmentId())
                .orElseThrow(() -> IdentityChange.notFound(permit));
        Rules.checkName(wanted.name());
        if (change.current().policy(wanted.compartmentId(), wanted.name()).isPresent()) {
            throw new Problem.AlreadyExists(Kind.POLICY.inAnswers(), wanted.name()).thrown();
        }
        long count = change.current().policies().all().stream()
                .filter(policy -> policy.tenancyId().equals(tenancy.id()))
                .count();
        if (count >= Limits.MAX_POLICIES) {
            throw new Problem.LimitExceeded("policies", Limits.MAX_POLICIES).thrown();
        }
        return make(tenancy, wanted);
    }

    /** The policy that a tenancy begins with. */
    void found(Tenancy tenancy) {
        String name = AttachedPolicy.TENANT_ADMIN_POLICY;
        make(tenancy, new NewPolicy(Optional.empty(), tenancy.id(), name, name, ADMINISTRATORS_MAY_ALL, "", Tags.NONE));
    }

    private AttachedPolicy make(Tenancy tenancy, NewPolicy wanted) {
        checkVersionDate(wanted.versionDate());
        Details details = Details.of(wanted.description(), wanted.tags(), change.nowMillis());
        String path = tenancy.id().equals(wanted.compartmentId()) ? tenancy.namespace() : wanted.compartmentId();
        String id = change.newId(Kind.POLICY, path + "/" + wanted.name(), wanted.id());
        Bindings bindings = bindings(
                tenancy, new Policy(id, wanted.name(), tenancy.id(), wanted.compartmentId(), wanted.statements()));
        return put(new AttachedPolicy(
                id,
                tenancy.id(),
                wanted.compartmentId(),
                wanted.name(),
                wanted.statements(),
                wanted.versionDate(),
                bindings,
                details));
    }

    /**
     * What the names of its statements stand for is found out anew when statements are given, be they the same ones.
     * Throws InvalidPolicy, InvalidParameter, LimitExceeded, ServicesOwn.
     */
    public AttachedPolicy update(Permit permit, String policyId, Update wanted) {
        AttachedPolicy policy = required(permit, "UpdatePolicy", policyId);
        if (policy.isTenantAdminPolicy()) {
            throw servicesOwn("update");
        }
        wanted.versionDate().ifPresent(PolicySteps::checkVersionDate);
        AttachedPolicy updated = policy.withDetails(
                policy.details().updated(wanted.description(), wanted.tags()),
                wanted.versionDate().orElse(policy.versionDate()));
        if (wanted.statements().isEmpty()) {
            return put(updated);
        }
        List<String> statements = wanted.statements().get();
        Tenancy tenancy = change.current().tenancies().get(policy.tenancyId()).orElseThrow();
        Bindings bindings = bindings(
                tenancy, new Policy(policyId, policy.name(), policy.tenancyId(), policy.compartmentId(), statements));
        return put(updated.withStatements(statements, bindings));
    }

    /** Throws ServicesOwn for the policy that the tenancy began with. */
    public void delete(Permit permit, String policyId) {
        AttachedPolicy policy = required(permit, "DeletePolicy", policyId);
        if (policy.isTenantAdminPolicy()) {
            throw servicesOwn("delete");
        }
        change.current().policies().remove(policy);
    }

    /** Observed of an update: a user's log; of a deletion, assumed. */
    private static RuntimeException servicesOwn(String what) {
        return new Problem.ServicesOwn("Cannot " + what + " policy - " + AttachedPolicy.TENANT_ADMIN_POLICY
                        + ". Only Service Principal can " + what + " this policy")
                .thrown();
    }

    /** What the names in its statements stand for now. */
    private Bindings bindings(Tenancy tenancy, Policy policy) {
        if (policy.statements().isEmpty()) {
            throw Rules.invalid("statements", "a policy has at least one statement");
        }
        if (policy.statements().size() > Policies.MAX_STATEMENTS) {
            throw new Problem.LimitExceeded("statements of a policy", Policies.MAX_STATEMENTS).thrown();
        }
        Compilation compilation = Policies.compile(
                policy, new SnapshotNames(change.current(), tenancy), change.catalogue(), denyRefused(tenancy));
        return compilation
                .policy()
                .map(CompiledPolicy::bindings)
                .orElseThrow(() -> new Problem.InvalidPolicy(policy.name(), compilation.errors()).thrown());
    }

    /** Source: OCI documentation, "Deny Policies": an opt-in of the tenancy, never taken back. */
    private static Optional<String> denyRefused(Tenancy tenancy) {
        return tenancy.denyStatements()
                ? Optional.empty()
                : Optional.of("tenancy '" + tenancy.namespace() + "' has not opted in to deny statements; write"
                        + " `denyStatements: true` in its bootstrap file, or start with --deny-statements");
    }

    private static void checkVersionDate(String date) {
        if (!date.isEmpty()) {
            try {
                LocalDate.parse(date);
            } catch (DateTimeParseException e) {
                throw Rules.invalid("versionDate", "a date, such as 2026-03-01");
            }
        }
    }

    private AttachedPolicy required(Permit permit, String operation, String policyId) {
        permit.requireFor(operation, new Existing(Kind.POLICY, policyId));
        return change.current().policies().get(policyId).orElseThrow(() -> IdentityChange.notFound(permit));
    }

    /** One that is like this already is not written again. */
    private AttachedPolicy put(AttachedPolicy policy) {
        Shelf<AttachedPolicy> policies = change.current().policies();
        if (!policies.get(policy.id()).filter(policy::equals).isPresent()) {
            policies.put(policy);
        }
        return policy;
    }
}
