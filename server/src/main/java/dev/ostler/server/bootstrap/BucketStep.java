// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.objectstorage.BucketRow;
import dev.ostler.server.objectstorage.BucketSteps;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.ResourceLocator.LocatedBucket;
import dev.ostler.server.problem.Problem;
import java.util.Map;
import java.util.Optional;

/** The buckets of one declared tenancy, without their objects. */
final class BucketStep {
    private final Steps steps;
    private final Tenancy tenancy;
    private final CompartmentStep compartments;

    BucketStep(Steps steps, Tenancy tenancy) {
        this.steps = steps;
        this.tenancy = tenancy;
        this.compartments = new CompartmentStep(steps, tenancy);
    }

    /** Whether a client made, changed or deleted a bucket after it was looked at. */
    static boolean isOvertaken(Problem problem) {
        return problem instanceof Problem.BucketExists
                || problem instanceof Problem.ConditionalConflict
                || problem instanceof Problem.NoSuchBucket;
    }

    void make(DeclaredBucket wanted) {
        wanted.region().ifPresent(region -> TenancyStep.checkName(region, steps.mistakes()));
        wanted.objects()
                .forEach(object -> steps.at(object.place(), () -> ObjectWriter.check(object, steps.mistakes())));
        Optional<String> compartmentId = compartments.at(wanted.compartment());
        steps.at(wanted.name(), Map.of(), () -> compartmentId.ifPresent(id -> makeIn(id, wanted)));
    }

    private void makeIn(String compartmentId, DeclaredBucket wanted) {
        String region = wanted.region().map(Text::value).orElse(tenancy.homeRegion());
        String name = wanted.name().value();
        var bucket = new Resource.Bucket(tenancy.namespace(), region, name);
        Optional<LocatedBucket> located = steps.buckets().locate(bucket);
        if (located.isPresent()) {
            update(
                    bucket,
                    wanted.compartment().isPresent()
                            ? compartmentId
                            : located.get().compartmentId(),
                    wanted);
            return;
        }
        var asNew = new Resource.NewBucket(tenancy.namespace(), region, name, Optional.of(compartmentId));
        steps.bucketSteps().create(steps.permit("CreateBucket", asNew), tagsOver(Map.of(), Map.of(), wanted.tags()));
        steps.outcome().created();
    }

    /** It lies where the file says, if it says so: objects move with their bucket. */
    private void update(Resource.Bucket bucket, String compartmentId, DeclaredBucket wanted) {
        BucketRow before = steps.buckets().get(steps.permit("GetBucket", bucket));
        BucketSteps.Tagging tags = tagsOver(before.tags(), before.definedTags(), wanted.tags());
        boolean moves = !before.compartmentId().equals(compartmentId);
        boolean differs = moves
                || !tags.freeform().equals(before.tags())
                || !tags.defined().equals(before.definedTags());
        if (differs) {
            steps.bucketSteps().update(steps.permit("UpdateBucket", bucket), compartmentId, tags);
        }
        steps.outcome().found(differs);
    }

    private static BucketSteps.Tagging tagsOver(
            Map<String, String> freeform, Map<String, Map<String, String>> defined, DeclaredTags wanted) {
        var tags = new BucketSteps.Tagging(wanted.freeformOver(freeform), wanted.definedOver(defined));
        new Tags(tags.freeform(), tags.defined()).requireWithinLimits();
        return tags;
    }
}
