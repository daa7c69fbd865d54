// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.decision.Bindings;
import dev.ostler.iam.decision.Policy;
import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A policy and the compartment that it is attached to.
 *
 * @param versionDate as OCI has it: a date, or empty for the services' behaviour of today
 * @param bindings what its names stood for when its statements were saved: what becomes of the names later changes nothing
 */
public record AttachedPolicy(
        String id,
        String tenancyId,
        String compartmentId,
        String name,
        List<String> statements,
        String versionDate,
        Bindings bindings,
        Details details)
        implements Row {
    /** The policy that every tenancy begins with and nobody changes. */
    public static final String TENANT_ADMIN_POLICY = "Tenant Admin Policy";

    public AttachedPolicy {
        statements = List.copyOf(statements);
    }

    /** Whether it is the one that every tenancy begins with. */
    public boolean isTenantAdminPolicy() {
        return name.equals(TENANT_ADMIN_POLICY) && compartmentId.equals(tenancyId);
    }

    /** As the policy library takes it. */
    Policy policy() {
        return new Policy(id, name, tenancyId, compartmentId, statements);
    }

    AttachedPolicy withDetails(Details other, String otherVersionDate) {
        return new AttachedPolicy(id, tenancyId, compartmentId, name, statements, otherVersionDate, bindings, other);
    }

    AttachedPolicy withStatements(List<String> others, Bindings itsBindings) {
        return new AttachedPolicy(id, tenancyId, compartmentId, name, others, versionDate, itsBindings, details);
    }

    @Override
    public String ownerId() {
        return compartmentId;
    }

    @Override
    public String label() {
        return Rules.folded(name);
    }

    static final Table.ValueCodec<AttachedPolicy> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(AttachedPolicy row, ValueWriter out) {
            out.version(1)
                    .text(row.id)
                    .text(row.tenancyId)
                    .text(row.compartmentId)
                    .text(row.name);
            out.number(row.statements.size());
            row.statements.forEach(out::text);
            out.text(row.versionDate);
            out.number(row.bindings.ocids().size());
            row.bindings.ocids().forEach((name, ocid) -> out.text(name).text(ocid));
            row.details.write(out);
        }

        @Override
        public AttachedPolicy read(ValueReader in) {
            in.version(1);
            return new AttachedPolicy(
                    in.text(),
                    in.text(),
                    in.text(),
                    in.text(),
                    statements(in),
                    in.text(),
                    bindings(in),
                    Details.read(in));
        }

        private List<String> statements(ValueReader in) {
            int count = (int) in.number();
            List<String> statements = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                statements.add(in.text());
            }
            return statements;
        }

        private Bindings bindings(ValueReader in) {
            int count = (int) in.number();
            Map<String, String> ocids = LinkedHashMap.newLinkedHashMap(count);
            for (int i = 0; i < count; i++) {
                ocids.put(in.text(), in.text());
            }
            return new Bindings(ocids);
        }
    };
}
