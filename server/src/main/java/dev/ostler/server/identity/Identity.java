// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.server.operation.IdentityLocator;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.PolicySource;
import dev.ostler.server.problem.Pending;
import dev.ostler.server.problem.Problem;
import dev.ostler.storage.DiskNearlyFullException;
import dev.ostler.storage.EngineFailedException;
import dev.ostler.storage.Rows;
import dev.ostler.storage.StorageEngine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Who exists and what they may do, of one world. Questions are answered from memory; changes are on disk, whole, before
 * anybody sees them.
 */
public final class Identity implements PolicySource, IdentityLocator {
    private final StorageEngine engine;
    private final Clock clock;
    private final String namespace;
    private final IdentitySettings settings;
    private final Catalogue catalogue;
    private final CompiledPolicies compiled;
    /** Held from before a change looks at what is there until others can see what it did: changes never meet. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile Snapshot snapshot;
    /** Of the snapshot above, or for a moment of the one before it; {@link #current} looks whether its time is over. */
    private final AtomicReference<PoliciesInForce> inForce;

    private Identity(StorageEngine engine, Clock clock, Founding founding, Catalogue catalogue) {
        this.engine = engine;
        this.clock = clock;
        this.namespace = founding.namespace();
        this.settings = founding.settings();
        this.catalogue = catalogue;
        this.snapshot = Snapshot.load(engine);
        this.compiled = new CompiledPolicies(catalogue);
        this.inForce = new AtomicReference<>(PoliciesInForce.at(clock.millis(), snapshot, compiled));
    }

    /** Reads what an engine has, and makes what a world cannot be without. Throws KeyTakenException. */
    public static Identity open(StorageEngine engine, Clock clock, Founding founding, Catalogue catalogue) {
        Identity identity = new Identity(engine, clock, founding, catalogue);
        identity.commitAtOnce(change -> {
            founding.within(change);
            return true;
        });
        return identity;
    }

    /** Takes over what outlives the world before a reset: the keys of the server's own administrator. */
    public void keepFrom(Identity before) {
        commitAtOnce(change -> {
            Founding.keepKeys(change, before.snapshot(), Founding.administratorId(namespace));
            return true;
        });
    }

    /** Everything as it is saved, be it in force yet or not. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** The same, but only what is in force by now. */
    public Snapshot snapshotInForce() {
        return current().snapshot();
    }

    /** The tenancy that the server was started for. */
    public Tenancy tenancy() {
        return snapshot.tenancyOf(namespace).orElseThrow(() -> new IllegalStateException("no default tenancy"));
    }

    public Optional<KeyHolder> holderOf(String accessKeyId) {
        return current().snapshot().holderOf(accessKeyId);
    }

    /** Of a customer secret key that nobody can sign with yet, when that will be. */
    public Optional<Pending> pendingKey(String accessKeyId) {
        return snapshot.holderOf(accessKeyId)
                .flatMap(_ -> snapshot.formers().lastOfSecretKey(accessKeyId, clock.millis()))
                .map(it -> new Pending(Instant.ofEpochMilli(it.savedAtMillis()), Instant.ofEpochMilli(it.atMillis())));
    }

    /** Whoever may sign with an API key. Empty for a key that is unknown, or that its user may not use. */
    public Optional<ApiKey> apiKey(String tenancyId, String userId, String fingerprint) {
        return current().snapshot().apiKey(tenancyId, userId, fingerprint);
    }

    /** The compartment where a namespace's S3 calls make and list buckets: its tenancy's root. */
    public String s3CompartmentOf(String ofNamespace) {
        return snapshot.tenancyOf(ofNamespace).map(Tenancy::id).orElseGet(() -> Founding.tenancyId(ofNamespace));
    }

    /**
     * Takes the steps of {@code change} one after another and commits them together: when this returns they are on disk
     * and in every answer, but for what takes force later; if anything throws, none of them happened. Changes wait for each
     * other.
     *
     * @throws dev.ostler.server.problem.ProblemException what a step refused, DiskNearlyFull, StorageFailed
     */
    public <T> T commit(Function<IdentityChange, T> change) {
        return commit(settings.policyDelay(), settings.keyDelay(), change);
    }

    /** The same with all of it in force at once, whatever the delays: what a server starts with. */
    public <T> T commitAtOnce(Function<IdentityChange, T> change) {
        return commit(Duration.ZERO, Duration.ZERO, change);
    }

    private <T> T commit(Duration policyDelay, Duration keyDelay, Function<IdentityChange, T> change) {
        changing.lock();
        try {
            Snapshot draft = snapshot.open();
            long nowMillis = clock.millis();
            IdentityChange steps = new IdentityChange(engine, draft, settings, catalogue, nowMillis);
            T result = change.apply(steps);
            if (!steps.isEmpty()) {
                draft.formers().keep(snapshot, draft, nowMillis, policyDelay, keyDelay);
                write(steps);
                draft.seal();
                publish(draft);
            }
            return result;
        } finally {
            changing.unlock();
        }
    }

    private void publish(Snapshot next) {
        snapshot = next;
        inForce.set(PoliciesInForce.at(clock.millis(), next, compiled));
        compiled.forgetAllBut(next);
    }

    /** What is in force now. Asks the clock only while something is saved that is not in force yet. */
    private PoliciesInForce current() {
        PoliciesInForce known = inForce.get();
        if (known.untilMillis() == PoliciesInForce.FOR_EVER) {
            return known;
        }
        long nowMillis = clock.millis();
        PoliciesInForce now = known;
        while (now.untilMillis() <= nowMillis) {
            now = now.next();
        }
        if (now != known) {
            inForce.compareAndSet(known, now);
        }
        return now;
    }

    private void write(IdentityChange steps) {
        try {
            engine.commitUnsliced(rows -> {
                steps.write(rows);
                return true;
            });
        } catch (DiskNearlyFullException e) {
            throw new Problem.DiskNearlyFull().thrown();
        } catch (EngineFailedException e) {
            throw new Problem.StorageFailed().thrown();
        }
    }

    /** Whether a commit sees a compartment, be it a root one: nothing is put into one that is gone. */
    public static boolean hasCompartment(Rows rows, String compartmentId) {
        return rows.get(Tables.COMPARTMENTS, compartmentId).isPresent()
                || rows.get(Tables.TENANCIES, compartmentId).isPresent();
    }

    @Override
    public Optional<String> compartmentOf(IdentityResource resource) {
        return Located.compartmentOf(resource, snapshot);
    }

    @Override
    public InForce inForce() {
        return current();
    }
}
