// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Requirement;
import dev.ostler.iam.decision.CompiledStatement.Kind;
import dev.ostler.iam.decision.Decision.Ground;
import dev.ostler.iam.language.Statement;
import dev.ostler.iam.language.Statement.PrincipalRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The policies in force at one moment, and what they decide. Immutable to its callers and safe for all threads; a change of
 * a policy, a compartment or an administrators' group makes a new one.
 *
 * <p>Source for how rights add up: OCI documentation, "How Policies Work", "Policy Inheritance", "Deny Policies",
 * "Cross-Tenancy Access Policies".
 */
public final class PolicySet {
    /** Far beyond OCI's six levels; ends the walk should a tree ever contain a circle. */
    private static final int MAX_COMPARTMENT_DEPTH = 64;

    /** The decisions for a whole requirement. */
    public record Verdict(boolean allowed, List<Decision> decisions) {
        public Verdict {
            decisions = List.copyOf(decisions);
        }
    }

    /** The statements that one tenancy has saved. */
    record Tenancy(List<CompiledStatement> statements, Rules grants, Rules endorses, Rules admits) {}

    /** The statements of one kind. */
    record Rules(StatementIndex allow, StatementIndex deny) {}

    private final Map<String, Tenancy> tenancies;
    private final Map<String, CompiledPolicy> policies;
    private final Compartments compartments;
    private final GroupNames groups;
    private final Catalogue catalogue;
    private final Set<String> administratorsGroupIds;
    private final Map<String, List<String>> paths = new ConcurrentHashMap<>();

    private PolicySet(
            Map<String, Tenancy> tenancies,
            Map<String, CompiledPolicy> policies,
            Compartments compartments,
            GroupNames groups,
            Catalogue catalogue,
            Set<String> administratorsGroupIds) {
        this.tenancies = tenancies;
        this.policies = policies;
        this.compartments = compartments;
        this.groups = groups;
        this.catalogue = catalogue;
        this.administratorsGroupIds = administratorsGroupIds;
    }

    /**
     * @param compartments the tree of this moment
     * @param groups what they are called at this moment, for explanations
     * @param administratorsGroupIds the group Administrators of each tenancy's Default domain: no deny statement of their
     *     own tenancy hits its members
     */
    public static PolicySet of(
            Collection<CompiledPolicy> policies,
            Compartments compartments,
            GroupNames groups,
            Catalogue catalogue,
            Set<String> administratorsGroupIds) {
        var statements = new HashMap<String, List<CompiledStatement>>();
        var byId = new HashMap<String, CompiledPolicy>();
        for (CompiledPolicy policy : policies) {
            byId.put(policy.policy().id(), policy);
            statements
                    .computeIfAbsent(policy.policy().tenancyId(), _ -> new ArrayList<>())
                    .addAll(policy.statements());
        }
        var tenancies = new HashMap<String, Tenancy>();
        statements.forEach((tenancyId, all) -> tenancies.put(tenancyId, tenancy(all, catalogue)));
        return new PolicySet(tenancies, byId, compartments, groups, catalogue, Set.copyOf(administratorsGroupIds));
    }

    private static Tenancy tenancy(List<CompiledStatement> statements, Catalogue catalogue) {
        return new Tenancy(
                List.copyOf(statements),
                rules(statements, Kind.GRANT, catalogue),
                rules(statements, Kind.ENDORSE, catalogue),
                rules(statements, Kind.ADMIT, catalogue));
    }

    private static Rules rules(List<CompiledStatement> statements, Kind kind, Catalogue catalogue) {
        Map<Boolean, List<CompiledStatement>> byEffect = statements.stream()
                .filter(it -> it.kind() == kind)
                .collect(Collectors.partitioningBy(CompiledStatement::deny));
        return new Rules(
                new StatementIndex(byEffect.getOrDefault(false, List.of()), catalogue.permissions()),
                new StatementIndex(byEffect.getOrDefault(true, List.of()), catalogue.permissions()));
    }

    /** Whether a requirement is met, by the first of its alternatives that holds in full. */
    public Verdict decide(Request request, Requirement requirement) {
        var asked = new LinkedHashMap<Permission, Decision>();
        for (Set<Permission> alternative : requirement.alternatives()) {
            boolean allowed = true;
            var decisions = new ArrayList<Decision>(alternative.size());
            for (Permission permission : alternative) {
                Decision decision = asked.computeIfAbsent(permission, it -> decide(request, it));
                decisions.add(decision);
                allowed &= decision instanceof Decision.Allowed;
            }
            if (allowed) {
                return new Verdict(true, decisions);
            }
        }
        return new Verdict(requirement.alternatives().isEmpty(), List.copyOf(asked.values()));
    }

    /** Whether one permission is given. */
    public Decision decide(Request request, Permission permission) {
        Ground ground = request.principal().tenancyId().equals(request.tenancyId())
                ? inOwnTenancy(request, permission)
                : inOtherTenancy(request, permission);
        return ground != null ? new Decision.Allowed(permission, ground) : denied(request, permission);
    }

    private Decision denied(Request request, Permission permission) {
        return new Decision.Denied(permission, () -> new Findings(this, request, permission).reasons());
    }

    private @Nullable Ground inOwnTenancy(Request request, Permission permission) {
        Tenancy tenancy = tenancies.get(request.tenancyId());
        CompiledStatement grant = tenancy == null ? null : given(tenancy.grants, true, request, permission);
        return grant == null ? null : grant.ground();
    }

    /** Rights in another tenancy are what the caller's endorses and the owner's admits, permission by permission. */
    private @Nullable Ground inOtherTenancy(Request request, Permission permission) {
        Tenancy home = tenancies.get(request.principal().tenancyId());
        Tenancy owner = tenancies.get(request.tenancyId());
        if (home == null || owner == null) {
            return null;
        }
        CompiledStatement endorse = given(home.endorses, true, request, permission);
        CompiledStatement admit = endorse == null ? null : given(owner.admits, false, request, permission);
        return endorse == null || admit == null ? null : new Ground.Agreement(endorse.ground(), admit.ground());
    }

    /**
     * A statement that gives the permission, unless another one takes it.
     *
     * @param own the statements are of the caller's own tenancy
     */
    private @Nullable CompiledStatement given(Rules rules, boolean own, Request request, Permission permission) {
        CompiledStatement given = rules.allow.firstThatHolds(question(request, permission, false));
        boolean taken = given != null
                && !rules.deny.isEmpty()
                && !(own && isExempt(request.principal()))
                && rules.deny.firstThatHolds(question(request, permission, true)) != null;
        return taken ? null : given;
    }

    Question question(Request request, Permission permission, boolean deny) {
        return new Question(request, permission, deny, path(request), compartments);
    }

    /** Source: OCI documentation, "Deny Policies": the default Administrators group is exempt, so nobody is locked out. */
    boolean isExempt(Principal principal) {
        if (principal instanceof Principal.User user) {
            for (String groupId : administratorsGroupIds) {
                if (user.groupIds().contains(groupId)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The compartment that is asked for and all above it, up to the tenancy. Kept for compartments that exist. */
    private List<String> path(Request request) {
        List<String> kept = paths.get(request.compartmentId());
        if (kept != null && kept.getLast().equals(request.tenancyId())) {
            return kept;
        }
        var path = new ArrayList<String>();
        String compartmentId = request.compartmentId();
        while (compartmentId != null && path.size() < MAX_COMPARTMENT_DEPTH) {
            path.add(compartmentId);
            compartmentId = compartments.parentOf(compartmentId).orElse(null);
        }
        if (!path.getLast().equals(request.tenancyId())) {
            path.add(request.tenancyId());
        }
        if (compartments.nameOf(request.compartmentId()).isPresent()) {
            paths.put(request.compartmentId(), List.copyOf(path));
        }
        return path;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** What explanations know of a request. */
    Reasons.Asked asked(Request request) {
        return new Reasons.Asked(request, compartments, groups);
    }

    /** What a group was that a statement names, and what it is called now, where that is something else. */
    Optional<Finding.Renamed> renamed(
            StatementId statement, String tenancyId, PrincipalRef.ByName name, boolean dynamic) {
        CompiledPolicy policy = policies.get(statement.policyId());
        String domain = name.domain().map(Statement.Name::text).orElse(Policies.DEFAULT_DOMAIN);
        String written = name.name().text();
        String id = policy == null || groups == GroupNames.UNKNOWN
                ? null
                : policy.bindings()
                        .ocids()
                        .get(
                                dynamic
                                        ? Bindings.dynamicGroup(tenancyId, domain, written)
                                        : Bindings.group(tenancyId, domain, written));
        if (id == null) {
            return Optional.empty();
        }
        Optional<String> now = groups.nameOf(id);
        return now.filter(written::equalsIgnoreCase).isPresent()
                ? Optional.empty()
                : Optional.of(new Finding.Renamed(written, now));
    }

    @Nullable
    Tenancy tenancy(String tenancyId) {
        return tenancies.get(tenancyId);
    }

    /** Where the policy of a statement is attached. */
    String attachedTo(StatementId statement) {
        CompiledPolicy policy = policies.get(statement.policyId());
        return policy == null ? "" : policy.policy().compartmentId();
    }
}
