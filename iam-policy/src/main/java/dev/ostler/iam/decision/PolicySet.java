// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Requirement;
import dev.ostler.iam.decision.CompiledStatement.Kind;
import dev.ostler.iam.decision.CompiledStatement.Place;
import dev.ostler.iam.decision.Decision.Ground;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    record Tenancy(
            List<CompiledStatement> statements,
            StatementIndex allows,
            StatementIndex denies,
            List<CompiledStatement> endorses,
            List<CompiledStatement> admits) {}

    private final Map<String, Tenancy> tenancies;
    private final Map<String, CompiledPolicy> policies;
    private final Compartments compartments;
    private final Catalogue catalogue;
    private final Set<String> administratorsGroupIds;
    private final Map<String, List<String>> paths = new ConcurrentHashMap<>();

    private PolicySet(
            Map<String, Tenancy> tenancies,
            Map<String, CompiledPolicy> policies,
            Compartments compartments,
            Catalogue catalogue,
            Set<String> administratorsGroupIds) {
        this.tenancies = tenancies;
        this.policies = policies;
        this.compartments = compartments;
        this.catalogue = catalogue;
        this.administratorsGroupIds = administratorsGroupIds;
    }

    /**
     * @param compartments the tree of this moment
     * @param administratorsGroupIds the group Administrators of each tenancy's Default domain: no deny statement of their
     *     own tenancy hits its members
     */
    public static PolicySet of(
            Collection<CompiledPolicy> policies,
            Compartments compartments,
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
        return new PolicySet(tenancies, byId, compartments, catalogue, Set.copyOf(administratorsGroupIds));
    }

    private static Tenancy tenancy(List<CompiledStatement> statements, Catalogue catalogue) {
        Set<Permission> catalogued = catalogue.permissions();
        return new Tenancy(
                List.copyOf(statements),
                new StatementIndex(of(statements, Kind.GRANT, false), catalogued),
                new StatementIndex(of(statements, Kind.GRANT, true), catalogued),
                statements.stream().filter(it -> it.kind() == Kind.ENDORSE).toList(),
                statements.stream().filter(it -> it.kind() == Kind.ADMIT).toList());
    }

    private static List<CompiledStatement> of(List<CompiledStatement> statements, Kind kind, boolean deny) {
        return statements.stream()
                .filter(it -> it.kind() == kind && it.deny() == deny)
                .toList();
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
        if (tenancy == null) {
            return null;
        }
        List<String> path = path(request);
        CompiledStatement allow =
                tenancy.allows.firstThatHolds(path, new Question(request, permission, false, compartments));
        if (allow == null || isDenied(tenancy, path, request, permission)) {
            return null;
        }
        return allow.ground();
    }

    private boolean isDenied(Tenancy tenancy, List<String> path, Request request, Permission permission) {
        return !tenancy.denies.isEmpty()
                && !isExempt(request.principal())
                && tenancy.denies.firstThatHolds(path, new Question(request, permission, true, compartments)) != null;
    }

    /** Rights in another tenancy are what the caller's endorses and the owner's admits, permission by permission. */
    private @Nullable Ground inOtherTenancy(Request request, Permission permission) {
        Tenancy home = tenancies.get(request.principal().tenancyId());
        Tenancy owner = tenancies.get(request.tenancyId());
        if (home == null || owner == null) {
            return null;
        }
        CompiledStatement endorse = firstThatHolds(home.endorses, false, request, permission);
        CompiledStatement admit = firstThatHolds(owner.admits, false, request, permission);
        if (endorse == null
                || admit == null
                || (!isExempt(request.principal()) && firstThatHolds(home.endorses, true, request, permission) != null)
                || firstThatHolds(owner.admits, true, request, permission) != null) {
            return null;
        }
        return new Ground.Agreement(endorse.ground(), admit.ground());
    }

    private @Nullable CompiledStatement firstThatHolds(
            List<CompiledStatement> statements, boolean deny, Request request, Permission permission) {
        for (CompiledStatement statement : statements) {
            if (statement.deny() == deny
                    && statement.isAbout(permission, catalogue.permissions())
                    && statement.who().includes(request.principal())
                    && covers(statement, request)
                    && statement.holds(new Question(request, permission, deny, compartments))) {
                return statement;
            }
        }
        return null;
    }

    /** Whether a statement is about the place that is asked for, its tenancies among that. */
    boolean covers(CompiledStatement statement, Request request) {
        Place place = statement.place();
        String otherTenancyId = switch (statement.kind()) {
            case GRANT, ENDORSE -> request.tenancyId();
            case ADMIT -> request.principal().tenancyId();
        };
        return (place.tenancyId() == null || place.tenancyId().equals(otherTenancyId))
                && (place.compartmentId() == null || path(request).contains(place.compartmentId()));
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

    Compartments compartments() {
        return compartments;
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
