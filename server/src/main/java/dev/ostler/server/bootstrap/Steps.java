// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.IdentityChange;
import dev.ostler.server.objectstorage.BucketSteps;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.operation.Authorizer;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.problem.ProblemException;
import java.util.Optional;

/** What every step of applying works with. */
record Steps(
        IdentityChange change,
        BucketSteps bucketSteps,
        Buckets buckets,
        Authorizer authorizer,
        Outcome outcome,
        Mistakes mistakes) {
    static final Caller.Server BY = new Caller.Server("bootstrap");

    Permit permit(String operation, Resource resource) {
        return authorizer.authorize(BY, operation, resource);
    }

    /** Takes a step; what the domain refuses is a mistake at this place, and the steps after it are still looked at. */
    void at(Place place, Runnable step) {
        try {
            step.run();
        } catch (ProblemException e) {
            mistakes.add(place, Reasons.of(e.problem()));
        }
    }

    /** An identifier that a file gives counts when the thing is made; later it can only be the one that is there. */
    void refuseOtherId(Optional<Text> wanted, String id) {
        wanted.filter(text -> !text.value().equals(id))
                .ifPresent(text -> mistakes.add(text.place(), "it is there already with another OCID: " + id));
    }
}
