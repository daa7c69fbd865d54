// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.objectstorage.Names;
import dev.ostler.server.operation.Nearest;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.ResourceLocator;
import dev.ostler.server.problem.ProblemException;
import dev.ostler.server.simulation.Supposition.Part;
import dev.ostler.server.simulation.Supposition.Wrong;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds what a supposed request is about: what its operation can be about, of the name that somebody wrote. */
final class SupposedTarget {
    private final String operation;
    private final String on;
    private final ResourceLocator buckets;
    private final Tenancy tenancy;
    private final List<Wrong> wrongs;

    /** @param wrongs to which whatever cannot stand is added */
    SupposedTarget(Supposition supposition, ResourceLocator buckets, Tenancy tenancy, List<Wrong> wrongs) {
        this.operation = supposition.operation();
        this.on = supposition.on();
        this.buckets = buckets;
        this.tenancy = tenancy;
        this.wrongs = wrongs;
    }

    /**
     * Empty when it cannot stand.
     *
     * @param group the operation's in the catalogue
     * @param bucketNames all that there are, asked for when one is not found
     */
    Optional<Resource> of(String group, Supplier<List<String>> bucketNames) {
        return switch (group) {
            case "namespace", "list-buckets" ->
                on.isEmpty()
                        ? Optional.of(new Resource.Namespace(tenancy.namespace(), tenancy.homeRegion()))
                        : wrong(Part.ON, operation + " is about no one bucket; leave '" + on + "' out");
            case "new-bucket" -> onlyBucket(false, bucketNames);
            case "bucket" -> onlyBucket(true, bucketNames);
            case "list-objects" -> bucket(bucketNames).map(bucket -> new Resource.NamesInBucket(bucket, afterBucket()));
            case "object" -> object(bucketNames);
            default ->
                wrong(Part.OPERATION, operation + " is about neither buckets nor objects: it cannot be simulated");
        };
    }

    private Optional<Resource> onlyBucket(boolean existing, Supplier<List<String>> bucketNames) {
        if (on.indexOf('/') >= 0) {
            return wrong(Part.ON, operation + " is about a bucket: leave '/" + afterBucket() + "' out");
        }
        if (existing) {
            return bucket(bucketNames).map(bucket -> bucket);
        }
        return on.isEmpty()
                ? noBucket()
                : Optional.of(new Resource.NewBucket(tenancy.namespace(), tenancy.homeRegion(), on));
    }

    private Optional<Resource> object(Supplier<List<String>> bucketNames) {
        String object = afterBucket();
        if (object.isEmpty() && !on.isEmpty()) {
            return wrong(Part.ON, operation + " is about an object: write " + bucketName() + "/OBJECT");
        }
        return bucket(bucketNames).flatMap(bucket -> {
            try {
                return Optional.of(new Resource.ObjectInBucket(bucket, Names.checkObject(object)));
            } catch (ProblemException e) {
                return wrong(Part.ON, Reasons.of(e.problem()));
            }
        });
    }

    private Optional<Resource.Bucket> bucket(Supplier<List<String>> bucketNames) {
        String name = bucketName();
        if (name.isEmpty()) {
            return noBucket();
        }
        var bucket = new Resource.Bucket(tenancy.namespace(), tenancy.homeRegion(), name);
        if (buckets.locate(bucket).isPresent()) {
            return Optional.of(bucket);
        }
        String nearest = Nearest.to(name, bucketNames.get())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
        return wrong(Part.ON, "there is no bucket '" + name + "'" + nearest);
    }

    private String bucketName() {
        int slash = on.indexOf('/');
        return slash < 0 ? on : on.substring(0, slash);
    }

    private String afterBucket() {
        int slash = on.indexOf('/');
        return slash < 0 ? "" : on.substring(slash + 1);
    }

    private <T> Optional<T> noBucket() {
        return wrong(Part.ON, operation + " needs a bucket to be about");
    }

    private <T> Optional<T> wrong(Part part, String message) {
        wrongs.add(new Wrong(part, "", message));
        return Optional.empty();
    }
}
