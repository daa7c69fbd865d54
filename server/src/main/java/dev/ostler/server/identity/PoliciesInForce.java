// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.decision.Compartments;
import dev.ostler.iam.decision.CompiledPolicy;
import dev.ostler.iam.decision.Names;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.decision.Policy;
import dev.ostler.iam.decision.PolicySet;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Circumstances;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The policies of one snapshot, ready to decide. Immutable. */
final class PoliciesInForce implements PolicySource.InForce {
    /** Source: OCI documentation, "Managing Policies": the policy that every tenancy begins with. */
    static final String TENANT_ADMIN_POLICY = "Tenant Admin Policy";

    private static final String TENANT_ADMIN_STATEMENT =
            "Allow group " + Group.ADMINISTRATORS + " to manage all-resources in tenancy";

    private final Snapshot snapshot;
    private final PolicySet policies;

    PoliciesInForce(Snapshot snapshot, Catalogue catalogue) {
        this.snapshot = snapshot;
        List<CompiledPolicy> compiled = new ArrayList<>();
        for (Tenancy tenancy : snapshot.tenancies().all()) {
            compiled.add(tenantAdminPolicy(tenancy, catalogue));
        }
        Set<String> administrators = snapshot.groups().all().stream()
                .filter(Group::isAdministrators)
                .map(Group::id)
                .collect(Collectors.toUnmodifiableSet());
        this.policies = PolicySet.of(compiled, new Tree(), catalogue, administrators);
    }

    private CompiledPolicy tenantAdminPolicy(Tenancy tenancy, Catalogue catalogue) {
        Policy policy = new Policy(
                Ocids.derived("policy", tenancy.namespace() + "/" + TENANT_ADMIN_POLICY, 0),
                TENANT_ADMIN_POLICY,
                tenancy.id(),
                tenancy.id(),
                List.of(TENANT_ADMIN_STATEMENT));
        return Policies.compile(policy, new NamesNow(), catalogue, tenancy.denyStatements())
                .policy()
                .orElseThrow(() -> new IllegalStateException("the policy that every tenancy has does not compile"));
    }

    /** The root compartments, which have their tenancies' identifiers. */
    private final class Tree implements Compartments {
        @Override
        public Optional<String> parentOf(String compartmentId) {
            return Optional.empty();
        }

        @Override
        public Optional<String> nameOf(String compartmentId) {
            return snapshot.tenancies().get(compartmentId).map(Tenancy::namespace);
        }
    }

    /** What names stand for in this snapshot. There is one identity domain. */
    private final class NamesNow implements Names {
        private static final String DEFAULT_DOMAIN = "Default";

        @Override
        public Optional<String> groupId(String tenancyId, String domain, String name) {
            return domain.equalsIgnoreCase(DEFAULT_DOMAIN)
                    ? snapshot.group(tenancyId, name).map(Group::id)
                    : Optional.empty();
        }

        @Override
        public Optional<String> dynamicGroupId(String tenancyId, String domain, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<String> compartmentId(String attachedToCompartmentId, List<String> path) {
            return Optional.empty();
        }

        @Override
        public boolean isWithin(String compartmentId, String ancestorCompartmentId) {
            return compartmentId.equals(ancestorCompartmentId);
        }
    }

    @Override
    public PolicySet policies() {
        return policies;
    }

    @Override
    public String tenancyIdOf(String compartmentId) {
        return compartmentId;
    }

    @Override
    public List<String> networkSourcesOf(Caller caller, Circumstances circumstances) {
        return List.of();
    }

    @Override
    public List<String> tagsOf(Variable.Tag tag, Caller caller, String compartmentId) {
        return List.of();
    }

    @Override
    public Variables.@Nullable Value valueOf(IdentityResource resource, Variable.Plain variable) {
        return null;
    }
}
