// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.decision.Compilation;
import dev.ostler.iam.decision.CompiledPolicy;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.decision.PolicySet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of a world as they decide, each made from its row once: whether it was saved just now or before a restart,
 * it is the row that decides. Safe for any thread.
 */
final class CompiledPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledPolicies.class);

    private final Catalogue catalogue;
    /** The row that each was made of: another row of the same identifier calls for another one. */
    private final Map<AttachedPolicy, Optional<CompiledPolicy>> compiled = new HashMap<>();

    private @Nullable Last last;

    /** What was made last, and of what. */
    private record Last(Snapshot snapshot, PolicySet set) {}

    CompiledPolicies(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The policies of a snapshot. Those of the one before, if nothing changed that they are made of. */
    synchronized PolicySet of(Snapshot snapshot) {
        if (last == null || !last.snapshot.hasPoliciesOf(snapshot)) {
            List<CompiledPolicy> all = snapshot.policies().all().stream()
                    .map(this::of)
                    .flatMap(Optional::stream)
                    .toList();
            last = new Last(
                    snapshot,
                    PolicySet.of(all, snapshot.tree(), snapshot::nameOfGroup, catalogue, administrators(snapshot)));
        }
        return last.set;
    }

    /** Forgets those that decide nothing any more: neither as they are saved, nor as they were and still are in force. */
    synchronized void forgetAllBut(Snapshot saved) {
        Set<AttachedPolicy> wanted = new HashSet<>(saved.policies().all());
        saved.formers().policies().forEach(former -> former.row().ifPresent(wanted::add));
        compiled.keySet().retainAll(wanted);
    }

    private static Set<String> administrators(Snapshot snapshot) {
        return snapshot.groups().all().stream()
                .filter(Group::isAdministrators)
                .map(Group::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Empty when this version of the program cannot read its statements any more: it allows and denies nothing then. */
    private Optional<CompiledPolicy> of(AttachedPolicy policy) {
        return compiled.computeIfAbsent(policy, this::restored);
    }

    private Optional<CompiledPolicy> restored(AttachedPolicy policy) {
        Compilation compilation = Policies.restore(policy.policy(), policy.bindings(), catalogue);
        if (compilation.policy().isEmpty()) {
            LOG.error("policy {} ({}) is not in force: {}", policy.name(), policy.id(), compilation.errors());
        }
        return compilation.policy();
    }
}
