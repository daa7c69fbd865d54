// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import dev.ostler.iam.decision.StatementId;
import dev.ostler.iam.language.Parser;
import dev.ostler.iam.language.Statement;
import dev.ostler.server.identity.AttachedPolicy;
import dev.ostler.server.identity.Snapshot;
import dev.ostler.server.operation.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The statements that a world's authors have written, by name. */
final class WorldStatements {
    private final List<StatementId> ids;

    private WorldStatements(List<StatementId> ids) {
        this.ids = List.copyOf(ids);
    }

    /** Those that decide something, but for the policy that every tenancy begins with. */
    static WorldStatements of(Snapshot snapshot) {
        List<StatementId> ids = new ArrayList<>();
        for (AttachedPolicy policy : snapshot.policies().all().stream()
                .filter(policy -> !policy.isTenantAdminPolicy())
                .sorted(Comparator.comparing(AttachedPolicy::name).thenComparing(AttachedPolicy::id))
                .toList()) {
            for (int i = 0; i < policy.statements().size(); i++) {
                if (!isDefinition(policy.statements().get(i))) {
                    ids.add(new StatementId(policy.id(), policy.name(), i + 1));
                }
            }
        }
        return new WorldStatements(ids);
    }

    private static boolean isDefinition(String statement) {
        return Parser.parse(statement).statement().stream().anyMatch(Statement.Define.class::isInstance);
    }

    List<StatementId> ids() {
        return ids;
    }

    /** {@code read-lake:1}. */
    boolean has(String name) {
        return ids.stream().anyMatch(id -> id.toString().equals(name));
    }

    Optional<String> nearest(String name) {
        return Nearest.to(name, ids.stream().map(StatementId::toString).toList());
    }
}
