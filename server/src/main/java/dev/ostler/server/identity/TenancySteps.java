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

    /** What somebody says of a new tenancy. */
    public record NewTenancy(Optional<String> id, String namespace, String homeRegion, String description, Tags tags) {}

    /**
     * A tenancy with its group Administrators. Made by the server alone: OCI has no operation for it. Throws AlreadyExists,
     * LimitExceeded or InvalidParameter.
     */
    public Tenancy create(Caller.Server by, NewTenancy wanted) {
        Snapshot current = change.current();
        if (current.tenancyOf(wanted.namespace()).isPresent()) {
            throw new Problem.AlreadyExists(Kind.TENANCY.inAnswers(), wanted.namespace()).thrown();
        }
        if (current.tenancies().all().size() >= Limits.MAX_TENANCIES) {
            throw new Problem.LimitExceeded("tenancies", Limits.MAX_TENANCIES).thrown();
        }
        Tenancy tenancy = new Tenancy(
                idOf(wanted),
                wanted.namespace(),
                wanted.homeRegion(),
                change.settings().denyStatements(),
                Details.of(wanted.description(), wanted.tags(), change.nowMillis()));
        put(tenancy);
        change.groups().found(tenancy);
        change.policies().found(tenancy);
        return tenancy;
    }

    /** Clients are told the derived one before there is a world: it never depends on earlier holders. */
    private String idOf(NewTenancy wanted) {
        return wanted.id().isPresent()
                ? change.newId(Kind.TENANCY, wanted.namespace(), wanted.id())
                : Founding.tenancyId(wanted.namespace());
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
