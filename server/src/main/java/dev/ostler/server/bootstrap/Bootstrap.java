// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.server.identity.Identity;
import dev.ostler.server.identity.IdentityChange;
import dev.ostler.server.objectstorage.BucketSteps;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.operation.Authorizer;
import dev.ostler.server.problem.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Makes a world be as bootstrap files declare it. Everything but objects happens in one commit or not at all; objects follow
 * one by one. What is not named is not touched, and what was cut off is taken up by applying the same files again.
 */
public final class Bootstrap {
    /** How often a commit is tried that meets clients who make, tag or delete the same buckets. */
    private static final int MAX_TRIES = 20;

    private final Identity identity;
    private final Buckets buckets;
    private final Objects objects;
    private final Catalogue catalogue;
    private final Home home;

    /** What the server was started for: what the default tenancy of a file has to be. */
    public record Home(String namespace, String region) {}

    public Bootstrap(Identity identity, Buckets buckets, Objects objects, Catalogue catalogue, Home home) {
        this.identity = identity;
        this.buckets = buckets;
        this.objects = objects;
        this.catalogue = catalogue;
        this.home = home;
    }

    /**
     * Returns when all of it is on disk; policies and keys take force when their delays are over.
     *
     * @throws BootstrapException with every mistake; nothing was done then
     * @throws NamedFileException a file could not be read to its end; objects before it are written
     * @throws dev.ostler.server.problem.ProblemException DiskNearlyFull, StorageFailed; NoSuchBucket for one that a client
     *     deleted before it had its objects
     */
    public Outcome apply(List<DeclaredWorld> worlds) throws BootstrapException, IOException {
        return apply(worlds, identity::commit);
    }

    /** The same with all of it in force when this returns: for what a server starts with. */
    public Outcome applyAtOnce(List<DeclaredWorld> worlds) throws BootstrapException, IOException {
        return apply(worlds, identity::commitAtOnce);
    }

    private Outcome apply(List<DeclaredWorld> worlds, Function<Function<IdentityChange, Boolean>, Boolean> commit)
            throws BootstrapException, IOException {
        Outcome outcome = allButObjects(worlds, commit);
        Authorizer authorizer = new Authorizer(catalogue, identity, buckets, identity);
        ObjectWriter writer = new ObjectWriter(objects, authorizer, outcome);
        for (DeclaredWorld world : worlds) {
            for (DeclaredTenancy tenancy : world.tenancies()) {
                writer.write(tenancy, TenancyStep.homeOf(tenancy, home, identity.snapshot()));
            }
        }
        return outcome;
    }

    /** A client may make or delete a bucket between a look at it and the commit: then it is looked at again. */
    private Outcome allButObjects(
            List<DeclaredWorld> worlds, Function<Function<IdentityChange, Boolean>, Boolean> commit)
            throws BootstrapException {
        for (int tries = 1; ; tries++) {
            Outcome outcome = new Outcome();
            Mistakes mistakes = new Mistakes();
            try {
                buckets.changing(() -> commit.apply(change -> {
                    step(change, worlds, outcome, mistakes);
                    return true;
                }));
                return outcome;
            } catch (RefusedException e) {
                mistakes.throwIfAny();
                throw new IllegalStateException("refused without a mistake", e);
            } catch (ProblemException e) {
                if (!BucketStep.isOvertaken(e.problem()) || tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    private void step(IdentityChange change, List<DeclaredWorld> worlds, Outcome outcome, Mistakes mistakes) {
        Authorizer authorizer = new Authorizer(catalogue, identity, buckets, change.locator());
        BucketSteps bucketSteps = buckets.steps();
        Steps steps = new Steps(change, bucketSteps, buckets, authorizer, outcome, mistakes);
        List<TenancyStep> tenancies = worlds.stream()
                .flatMap(world -> world.tenancies().stream())
                .map(tenancy -> new TenancyStep(steps, tenancy, home))
                .toList();
        // Whatever may be named comes before what names it, over all files.
        tenancies.forEach(TenancyStep::found);
        tenancies.forEach(TenancyStep::compartments);
        tenancies.forEach(TenancyStep::groups);
        tenancies.forEach(TenancyStep::networkSources);
        tenancies.forEach(TenancyStep::users);
        tenancies.forEach(TenancyStep::keys);
        tenancies.forEach(TenancyStep::policies);
        tenancies.forEach(TenancyStep::buckets);
        if (!mistakes.isEmpty()) {
            throw new RefusedException();
        }
        if (!bucketSteps.isEmpty()) {
            change.alongside(bucketSteps);
        }
    }

    /** Undoes the steps so far. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
