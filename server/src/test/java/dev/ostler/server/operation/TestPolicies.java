// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.decision.Compartments;
import dev.ostler.iam.decision.GroupNames;
import dev.ostler.iam.decision.Names;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.decision.Policy;
import dev.ostler.iam.decision.PolicySet;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Real policies in a tenancy of one compartment and no groups. */
final class TestPolicies implements PolicySource.InForce {
    static final String TENANCY = "ocid1.tenancy.oc1..test";

    private final PolicySet policies;

    TestPolicies(String... statements) {
        Catalogue catalogue = Catalogue.load();
        Policy policy = new Policy("ocid1.policy.oc1..test", "test", TENANCY, TENANCY, List.of(statements));
        this.policies = PolicySet.of(
                List.of(Policies.compile(policy, NOBODY, catalogue, Optional.empty())
                        .policy()
                        .orElseThrow()),
                ROOT,
                GroupNames.UNKNOWN,
                catalogue,
                Set.of());
    }

    private static final Compartments ROOT = new Compartments() {
        @Override
        public Optional<String> parentOf(String compartmentId) {
            return Optional.empty();
        }

        @Override
        public Optional<String> nameOf(String compartmentId) {
            return Optional.of("root");
        }
    };

    private static final Names NOBODY = new Names() {
        @Override
        public Optional<String> groupId(String tenancyId, String domain, String name) {
            return Optional.empty();
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
    };

    @Override
    public PolicySet policies() {
        return policies;
    }

    @Override
    public Set<String> groupIdsOf(String userId) {
        return Set.of();
    }

    @Override
    public Optional<PolicySource.Change> change() {
        return Optional.empty();
    }

    @Override
    public String tenancyIdOf(String compartmentId) {
        return TENANCY;
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
    public Variables.@Nullable Value valueOf(IdentityResource resource, Variable variable, Caller caller) {
        return null;
    }
}
