// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.server.operation.IdentityLocator;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.PolicySource;
import dev.ostler.server.problem.Problem;
import dev.ostler.storage.DiskNearlyFullException;
import dev.ostler.storage.EngineFailedException;
import dev.ostler.storage.Rows;
import dev.ostler.storage.StorageEngine;
import java.time.Clock;
import java.util.Optional;
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
    /** Of the snapshot above, or for a moment of the one before it. */
    private volatile InForce inForce;

    private Identity(StorageEngine engine, Clock clock, Founding founding, Catalogue catalogue) {
        this.engine = engine;
        this.clock = clock;
        this.namespace = founding.namespace();
        this.settings = founding.settings();
        this.catalogue = catalogue;
        this.snapshot = Snapshot.load(engine);
        this.compiled = new CompiledPolicies(catalogue);
        this.inForce = new PoliciesInForce(snapshot, compiled.of(snapshot));
    }

    /** Reads what an engine has, and makes what a world cannot be without. Throws KeyTakenException. */
    public static Identity open(StorageEngine engine, Clock clock, Founding founding, Catalogue catalogue) {
        Identity identity = new Identity(engine, clock, founding, catalogue);
        identity.commit(change -> {
            founding.within(change);
            return true;
        });
        return identity;
    }

    /** Everything as of now. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** The tenancy that the server was started for. */
    public Tenancy tenancy() {
        return snapshot.tenancyOf(namespace).orElseThrow(() -> new IllegalStateException("no default tenancy"));
    }

    public Optional<KeyHolder> holderOf(String accessKeyId) {
        return snapshot.holderOf(accessKeyId);
    }

    /** The compartment where a namespace's S3 calls make and list buckets: its tenancy's root. */
    public String s3CompartmentOf(String ofNamespace) {
        return snapshot.tenancyOf(ofNamespace).map(Tenancy::id).orElseGet(() -> Founding.tenancyId(ofNamespace));
    }

    /**
     * Takes the steps of {@code change} one after another and commits them together: when this returns they are on disk
     * and in every answer; if anything throws, none of them happened. Changes wait for each other.
     *
     * @throws dev.ostler.server.problem.ProblemException what a step refused, DiskNearlyFull, StorageFailed
     */
    public <T> T commit(Function<IdentityChange, T> change) {
        changing.lock();
        try {
            Snapshot draft = snapshot.open();
            IdentityChange steps = new IdentityChange(engine, draft, settings, catalogue, clock.millis());
            T result = change.apply(steps);
            if (!steps.isEmpty()) {
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
        inForce = new PoliciesInForce(next, compiled.of(next));
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
        return inForce;
    }
}
