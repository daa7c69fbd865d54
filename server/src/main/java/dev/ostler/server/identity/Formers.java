// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.problem.Problem;
import dev.ostler.storage.StorageEngine;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What has been saved and is not in force yet, of the kinds that OCI propagates: shelves of what the rows were. Part of a
 * snapshot and, like its shelves, sealed or open.
 *
 * <p>Source for policies: OCI documentation, "Managing Policies": changes act within some 10 seconds. Assumed: who is in a
 * group propagates as policies do. Observed for keys: half a minute to five minutes (ElasticSearch on OCI, evalgate). Assumed:
 * all else, such as the state of a user, is in force at once, and so is the end of the keys of a user who is deleted.
 */
final class Formers {
    private final Shelf<Former<AttachedPolicy>> policies;
    private final Shelf<Former<Membership>> memberships;
    private final Shelf<Former<SecretKey>> secretKeys;
    private final Shelf<Former<ApiKey>> apiKeys;

    private Formers(
            Shelf<Former<AttachedPolicy>> policies,
            Shelf<Former<Membership>> memberships,
            Shelf<Former<SecretKey>> secretKeys,
            Shelf<Former<ApiKey>> apiKeys) {
        this.policies = policies;
        this.memberships = memberships;
        this.secretKeys = secretKeys;
        this.apiKeys = apiKeys;
    }

    static Formers load(StorageEngine engine) {
        return new Formers(
                Shelf.load(engine, Tables.FORMER_POLICIES),
                Shelf.load(engine, Tables.FORMER_MEMBERSHIPS),
                Shelf.load(engine, Tables.FORMER_SECRET_KEYS),
                Shelf.load(engine, Tables.FORMER_API_KEYS));
    }

    Formers open() {
        return new Formers(policies.open(), memberships.open(), secretKeys.open(), apiKeys.open());
    }

    List<Shelf<?>> shelves() {
        return List.of(policies, memberships, secretKeys, apiKeys);
    }

    Collection<Former<AttachedPolicy>> policies() {
        return policies.all();
    }

    /** When the change of a moment takes force and when it was saved. */
    record Boundary(long savedAtMillis, long atMillis) {}

    /** When something next takes force that is not in force at {@code nowMillis}. */
    Optional<Boundary> nextAfter(long nowMillis) {
        return all().filter(former -> former.untilMillis() > nowMillis)
                .min(Comparator.comparingLong((Former<?> former) -> former.untilMillis())
                        .thenComparing(Former::savedAtMillis, Comparator.reverseOrder()))
                .map(former -> new Boundary(former.savedAtMillis(), former.untilMillis()));
    }

    /** When a customer secret key is in force as it is saved; empty when it is already. */
    Optional<Boundary> lastOfSecretKey(String id, long nowMillis) {
        return secretKeys.of(id).stream()
                .filter(former -> former.untilMillis() > nowMillis)
                .reduce((_, later) -> later)
                .map(former -> new Boundary(former.savedAtMillis(), former.untilMillis()));
    }

    private Stream<Former<?>> all() {
        return Stream.of(policies, memberships, secretKeys, apiKeys).flatMap(shelf -> shelf.all().stream());
    }

    /** The rows of a snapshot as they are in force at a moment; the snapshot's own shelf when nothing is on its way. */
    Shelf<AttachedPolicy> policiesAt(long nowMillis, Shelf<AttachedPolicy> saved) {
        return inForce(policies, nowMillis, saved);
    }

    Shelf<Membership> membershipsAt(long nowMillis, Shelf<Membership> saved) {
        return inForce(memberships, nowMillis, saved);
    }

    Shelf<SecretKey> secretKeysAt(long nowMillis, Shelf<SecretKey> saved) {
        return inForce(secretKeys, nowMillis, saved);
    }

    Shelf<ApiKey> apiKeysAt(long nowMillis, Shelf<ApiKey> saved) {
        return inForce(apiKeys, nowMillis, saved);
    }

    private static <V extends Row> Shelf<V> inForce(Shelf<Former<V>> formers, long nowMillis, Shelf<V> saved) {
        Map<String, Former<V>> first = new HashMap<>();
        for (Former<V> former : formers.all()) {
            if (former.untilMillis() > nowMillis) {
                first.merge(former.rowId(), former, (one, other) -> one.number() < other.number() ? one : other);
            }
        }
        Map<String, Optional<V>> rows = new HashMap<>();
        first.forEach((id, former) -> rows.put(id, former.row()));
        return saved.overlaid(rows);
    }

    /**
     * Keeps what a draft's changed rows were, for as long as that counts. These formers have to be the draft's own.
     *
     * @throws dev.ostler.server.problem.ProblemException LimitExceeded
     */
    void keep(Snapshot before, Snapshot draft, long nowMillis, Duration policyDelay, Duration keyDelay) {
        keep(policies, before.policies(), draft.policies(), nowMillis, policyDelay);
        keep(memberships, before.memberships(), draft.memberships(), nowMillis, policyDelay);
        keep(secretKeys, before.secretKeys(), draft.secretKeys(), nowMillis, keyDelay);
        keep(apiKeys, before.apiKeys(), draft.apiKeys(), nowMillis, keyDelay);
        if (all().count() > Limits.MAX_CHANGES_NOT_IN_FORCE) {
            throw new Problem.LimitExceeded("changes that are not in force yet", Limits.MAX_CHANGES_NOT_IN_FORCE)
                    .thrown();
        }
    }

    private static <V extends Row> void keep(
            Shelf<Former<V>> formers, Shelf<V> before, Shelf<V> draft, long nowMillis, Duration delay) {
        for (Former<V> former : List.copyOf(formers.all())) {
            if (former.untilMillis() <= nowMillis) {
                formers.remove(former);
            }
        }
        long untilMillis = nowMillis + delay.toMillis();
        for (String id : draft.changedIds()) {
            List<Former<V>> ofRow = List.copyOf(formers.of(id));
            // A shorter delay than that of an earlier start: what is saved now overtakes what was on its way.
            if (ofRow.stream().anyMatch(former -> former.untilMillis() > untilMillis)) {
                ofRow.forEach(formers::remove);
                if (!delay.isZero()) {
                    formers.put(new Former<>(
                            id, 0, nowMillis, untilMillis, ofRow.getFirst().row()));
                }
            } else if (!delay.isZero()) {
                long number = ofRow.isEmpty() ? 0 : ofRow.getLast().number() + 1;
                formers.put(new Former<>(id, number, nowMillis, untilMillis, before.get(id)));
            }
        }
    }
}
