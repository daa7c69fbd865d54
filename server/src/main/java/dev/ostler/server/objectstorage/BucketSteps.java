// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.problem.Problem;
import dev.ostler.storage.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Buckets made, tagged and moved in one commit, which may change rows of other domains too. Steps are told first; {@link #accept}
 * takes them on the committer's thread. For use within {@link Buckets#changing}.
 */
public final class BucketSteps implements Consumer<Rows> {
    private final Dialect dialect;
    private final long nowMillis;
    private final List<Consumer<Rows>> steps = new ArrayList<>();

    BucketSteps(Dialect dialect, long nowMillis) {
        this.dialect = dialect;
        this.nowMillis = nowMillis;
    }

    /**
     * The tags of a bucket.
     *
     * @param freeform in the order in which they are shown
     * @param defined by namespace, then by key
     */
    public record Tagging(Map<String, String> freeform, Map<String, Map<String, String>> defined) {}

    /** Throws InvalidBucketName; within the commit BucketExists. */
    public void create(Permit permit, Tagging tags) {
        if (!(permit.resource() instanceof Resource.NewBucket wanted)) {
            throw new IllegalStateException("not a permit to make a bucket: " + permit.resource());
        }
        Names.checkNewBucket(wanted.bucket(), dialect);
        permit.require(Permission.BUCKET_CREATE);
        String creator = permit.caller() instanceof Caller.User user ? user.userId() : "";
        BucketRow.Key key = new BucketRow.Key(wanted.namespace(), wanted.region(), wanted.bucket());
        steps.add(rows -> {
            if (rows.get(Tables.BUCKETS, key).isPresent()) {
                throw new Problem.BucketExists(key.name(), true).thrown();
            }
            long id = rows.furtherSequence();
            rows.put(
                    Tables.BUCKETS,
                    key,
                    new BucketRow(
                            id, key, permit.compartmentId(), creator, nowMillis, tags.freeform(), tags.defined()));
            rows.put(Tables.COUNTS, id, BucketCounts.NOTHING);
            Buckets.countIn(rows, permit.compartmentId(), 1);
        });
    }

    /**
     * Tags a bucket anew and moves it to a compartment, which may be the one where it is. Within the commit throws
     * ConditionalConflict for a bucket that was replaced or moved since.
     */
    public void update(Permit permit, String compartmentId, Tagging tags) {
        var located = permit.bucket();
        BucketRow.Key key = new BucketRow.Key(located.namespace(), located.region(), located.name());
        steps.add(rows -> {
            BucketRow bucket = rows.get(Tables.BUCKETS, key)
                    .filter(row ->
                            row.id() == located.id() && row.compartmentId().equals(permit.compartmentId()))
                    .orElseThrow(() -> new Problem.ConditionalConflict(key.name()).thrown());
            rows.put(
                    Tables.BUCKETS,
                    key,
                    bucket.withTags(tags.freeform())
                            .withDefinedTags(tags.defined())
                            .in(compartmentId));
            Buckets.countIn(rows, bucket.compartmentId(), -1);
            Buckets.countIn(rows, compartmentId, 1);
        });
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    @Override
    public void accept(Rows rows) {
        steps.forEach(step -> step.accept(rows));
    }
}
