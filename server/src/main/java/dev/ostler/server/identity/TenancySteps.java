// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.problem.Problem;
import java.util.Optional;

/** The steps of a change that are about tenancies. */
public final class TenancySteps {
    private final IdentityChange change;

    TenancySteps(IdentityChange change) {
        this.change = change;
    }

    /** A tenancy with its group Administrators. Made by the server alone: OCI has no operation for it. */
    public Tenancy create(Caller.Server by, String namespace, String homeRegion) {
        Snapshot current = change.current();
        if (current.tenancyOf(namespace).isPresent()) {
            throw new Problem.AlreadyExists(Kind.TENANCY.inAnswers(), namespace).thrown();
        }
        if (current.tenancies().all().size() >= Limits.MAX_TENANCIES) {
            throw new Problem.LimitExceeded("tenancies", Limits.MAX_TENANCIES).thrown();
        }
        Tenancy named =
                Tenancy.named(namespace, homeRegion).withDetails(new Details(namespace, Tags.NONE, change.nowMillis()));
        Tenancy tenancy = put(change.settings().denyStatements() ? named.withDenyStatements() : named);
        change.groups().found(tenancy);
        change.policies().found(tenancy);
        return tenancy;
    }

    /** Lets policies of the tenancy deny. OCI's opt-in, which nobody takes back. */
    public void permitDenyStatements(Caller.Server by, String tenancyId) {
        Tenancy tenancy = required(by, tenancyId);
        if (!tenancy.denyStatements()) {
            put(tenancy.withDenyStatements());
        }
    }

    /** Empty arguments leave things as they are. By the server alone: OCI has no operation for it. */
    public Tenancy update(Caller.Server by, String tenancyId, Optional<String> description, Optional<Tags> tags) {
        Tenancy tenancy = required(by, tenancyId);
        return put(tenancy.withDetails(tenancy.details().updated(description, tags)));
    }

    private Tenancy required(Caller.Server by, String tenancyId) {
        return change.current()
                .tenancies()
                .get(tenancyId)
                .orElseThrow(() -> new Problem.NotAuthorizedOrNotFound(by.task(), tenancyId).thrown());
    }

    private Tenancy put(Tenancy tenancy) {
        change.current().tenancies().put(tenancy);
        return tenancy;
    }
}
