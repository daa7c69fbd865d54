// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.ResourceLocator;
import dev.ostler.server.problem.Problem;
import dev.ostler.storage.KeyRange;
import dev.ostler.storage.Rows;
import dev.ostler.storage.StorageEngine;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Buckets: made, found, tagged, listed, deleted. */
public final class Buckets implements ResourceLocator {
    private final StorageEngine engine;
    private final Commits commits;
    private final Dialect dialect;
    private final Clock clock;
    private final RootCompartments compartments;
    private final CompartmentCheck compartmentCheck;
    private final BucketLocations locations = new BucketLocations();

    /** Where a namespace's S3 calls make and list buckets. */
    @FunctionalInterface
    public interface RootCompartments {
        String compartmentOf(String namespace);
    }

    /** Whether a commit sees a compartment: no bucket is put into one that is gone. */
    @FunctionalInterface
    public interface CompartmentCheck {
        boolean exists(Rows rows, String compartmentId);
    }

    public Buckets(
            StorageEngine engine,
            Dialect dialect,
            Clock clock,
            RootCompartments compartments,
            CompartmentCheck compartmentCheck) {
        this.engine = engine;
        this.commits = new Commits(engine);
        this.dialect = dialect;
        this.clock = clock;
        this.compartments = compartments;
        this.compartmentCheck = compartmentCheck;
    }

    @Override
    public Optional<LocatedBucket> locate(Resource.Bucket bucket) {
        return locations.locate(
                bucket,
                () -> engine.get(
                                Tables.BUCKETS, new BucketRow.Key(bucket.namespace(), bucket.region(), bucket.bucket()))
                        .map(BucketRow::located));
    }

    @Override
    public boolean exists(LocatedBucket bucket, String object) {
        return engine.get(Tables.OBJECTS, new ObjectRow.Key(bucket.id(), object))
                .isPresent();
    }

    @Override
    public String compartmentOf(String namespace) {
        return compartments.compartmentOf(namespace);
    }

    /**
     * Makes the bucket of the permit. Throws InvalidBucketName or BucketExists.
     *
     * <p>In dialect s3 a bucket that the caller's tenancy has already, with these tags if any, is given again. Source:
     * Amazon S3 API reference, CreateBucket: that is how us-east-1 answers, whose place the home region takes.
     */
    public BucketRow create(Permit permit, Map<String, String> tags) {
        if (!(permit.resource() instanceof Resource.NewBucket wanted)) {
            throw new IllegalStateException("not a permit to make a bucket: " + permit.resource());
        }
        Names.checkNewBucket(wanted.bucket(), dialect);
        String creator = permit.caller() instanceof Caller.User user ? user.userId() : "";
        BucketRow.Key key = new BucketRow.Key(wanted.namespace(), wanted.region(), wanted.bucket());
        long now = clock.millis();
        return locations.changing(() -> Commits.worded(() -> engine.commit(rows -> {
            permit.require(Permission.BUCKET_CREATE);
            Optional<BucketRow> existing = rows.get(Tables.BUCKETS, key);
            if (existing.isPresent()) {
                boolean owned = isOwner(permit.caller(), key.namespace());
                boolean asWanted = tags.isEmpty() || tags.equals(existing.get().tags());
                if (owned && asWanted && dialect == Dialect.S3) {
                    return existing.get();
                }
                throw new Problem.BucketExists(key.name(), owned).thrown();
            }
            if (!compartmentCheck.exists(rows, permit.compartmentId())) {
                throw new Problem.RelatedNotFound("compartmentId", permit.compartmentId()).thrown();
            }
            BucketRow made = new BucketRow(rows.sequence(), key, permit.compartmentId(), creator, now, tags, Map.of());
            rows.put(Tables.BUCKETS, key, made);
            rows.put(Tables.COUNTS, made.id(), BucketCounts.NOTHING);
            countIn(rows, made.compartmentId(), 1);
            return made;
        })));
    }

    /** Whether a commit sees buckets in a compartment. */
    public static boolean anyIn(Rows rows, String compartmentId) {
        return rows.get(Tables.BUCKETS_IN, compartmentId).orElse(0L) > 0;
    }

    /** A root compartment of an older directory has more buckets than were counted; nobody asks for its count. */
    static void countIn(Rows rows, String compartmentId, int change) {
        long count = rows.get(Tables.BUCKETS_IN, compartmentId).orElse(0L);
        rows.put(Tables.BUCKETS_IN, compartmentId, Math.max(0, count + change));
    }

    /** Steps about buckets for a commit that is about other things too. */
    public BucketSteps steps() {
        return new BucketSteps(dialect, clock.millis());
    }

    /** Runs a commit that has {@link #steps}. */
    public <T> T changing(Supplier<T> commit) {
        return locations.changing(commit);
    }

    /** A bucket belongs to its tenancy, whichever of its users made it. */
    private static boolean isOwner(Caller caller, String namespace) {
        return switch (caller) {
            case Caller.User user -> user.namespace().equals(namespace);
            case Caller.Server _ -> true;
            case Caller.Anonymous _, Caller.Supposed _ -> false;
        };
    }

    /** The permit's bucket. Throws NoSuchBucket when it was deleted since. */
    public BucketRow get(Permit permit) {
        LocatedBucket located = permit.bucket();
        return engine.get(Tables.BUCKETS, new BucketRow.Key(located.namespace(), located.region(), located.name()))
                .filter(row -> row.id() == located.id())
                .orElseThrow(() -> new Problem.NoSuchBucket(located.name()).thrown());
    }

    public BucketCounts counts(Permit permit) {
        return engine.get(Tables.COUNTS, permit.bucket().id()).orElse(BucketCounts.NOTHING);
    }

    /** The buckets of the permit's namespace, region and compartment, by name. */
    public List<BucketRow> list(Permit permit) {
        if (!(permit.resource() instanceof Resource.Namespace place)) {
            throw new IllegalStateException("not a permit to list buckets: " + permit.resource());
        }
        var range = KeyRange.of(
                Tables.BUCKETS.prefix(key -> key.text(place.namespace()).text(place.region())));
        return engine.scan(Tables.BUCKETS, range, cursor -> {
            List<BucketRow> found = new ArrayList<>();
            while (cursor.next()) {
                BucketRow row = cursor.value();
                if (row.compartmentId().equals(permit.compartmentId())) {
                    found.add(row);
                }
            }
            return found;
        });
    }

    /** All names in the permit's namespace and region, whatever their compartment: for the server's own messages. */
    public List<String> names(Permit permit) {
        if (!(permit.resource() instanceof Resource.Namespace place && permit.caller() instanceof Caller.Server)) {
            throw new IllegalStateException("not the server's permit to list buckets: " + permit.resource());
        }
        var range = KeyRange.of(
                Tables.BUCKETS.prefix(key -> key.text(place.namespace()).text(place.region())));
        return engine.scan(Tables.BUCKETS, range, cursor -> {
            List<String> found = new ArrayList<>();
            while (cursor.next()) {
                found.add(cursor.key().name());
            }
            return found;
        });
    }

    /** Replaces the tags of the permit's bucket. To take all away is a delete, which a fuller disk bears. */
    public void tag(Permit permit, Map<String, String> tags) {
        Commits.PermittedChange<BucketRow> change = (rows, bucket, current) -> {
            rows.put(Tables.BUCKETS, bucket.key(), bucket.withTags(tags));
            return bucket;
        };
        if (tags.isEmpty()) {
            commits.freeingInBucket(permit, change);
        } else {
            commits.inBucket(permit, change);
        }
    }

    /**
     * Deletes the permit's bucket. Throws BucketNotEmpty while it holds objects or, where OCI's rules hold, unfinished
     * uploads; dialect s3 gives those up. Source: OCI documentation, "Managing buckets". Observed at Amazon:
     * scality/cloudserver#1592, ceph/ceph#15630.
     */
    public void delete(Permit permit) {
        locations.changing(() -> commits.freeingInBucket(permit, (rows, bucket, current) -> {
            BucketCounts counts = rows.get(Tables.COUNTS, bucket.id()).orElse(BucketCounts.NOTHING);
            boolean givesUploadsUp = dialect == Dialect.S3 && counts.objects() == 0;
            if (!counts.isEmpty() && !givesUploadsUp) {
                throw new Problem.BucketNotEmpty(bucket.key().name(), counts.objects(), counts.uploads()).thrown();
            }
            rows.delete(Tables.BUCKETS, bucket.key());
            rows.delete(Tables.COUNTS, bucket.id());
            countIn(rows, bucket.compartmentId(), -1);
            if (counts.uploads() > 0) {
                rows.put(Tables.CLEANUPS, Commits.cleanupKey(rows), new Cleanup.DeletedBucket(bucket.id()));
            }
            return bucket;
        }));
    }
}
