// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.Details;
import dev.ostler.server.identity.IdentityChange;
import dev.ostler.server.identity.Snapshot;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.objectstorage.BucketSteps;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.operation.Authorizer;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Nearest;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.util.Collection;
import java.util.Map;
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

    /** Everything as the steps so far leave it. */
    Snapshot current() {
        return change.current();
    }

    /** Takes a step; what the domain refuses is a mistake at this place, and the steps after it are still looked at. */
    void at(Place place, Runnable step) {
        try {
            step.run();
        } catch (ProblemException e) {
            mistakes.add(place, Reasons.of(e.problem()));
        }
    }

    /**
     * Takes a step for a thing of a name, which messages have as the file does. Throws what says that a client was faster.
     *
     * @param fields what the domain may refuse, by its name for it: such a mistake is told where the field stands
     */
    void at(Text name, Map<String, Optional<Text>> fields, Runnable step) {
        try {
            step.run();
        } catch (ProblemException e) {
            if (BucketStep.isOvertaken(e.problem())) {
                throw e;
            }
            Optional<Text> field = e.problem() instanceof Problem.InvalidParameter invalid
                    ? fields.getOrDefault(invalid.name(), Optional.empty())
                    : Optional.empty();
            mistakes.add(
                    field.orElse(name).place(),
                    Reasons.of(e.problem())
                            .replace("'" + name.value() + "'", "'" + Reading.shown(name.toString()) + "'"));
        }
    }

    /** An identifier that a file gives counts when the thing is made; later it can only be the one that is there. */
    void refuseOtherId(Optional<Text> wanted, String id) {
        wanted.filter(text -> !text.value().equals(id))
                .ifPresent(text -> mistakes.add(text.place(), "it is there already with another OCID: " + id));
    }

    /** A name that stands for nothing, with the one that was meant, if one is near. */
    void unknown(String kind, Text name, Collection<String> known, String otherwise) {
        mistakes.add(
                name.place(),
                "there is no " + kind + " '" + Reading.shown(name.toString()) + "'"
                        + Nearest.to(name.value(), known)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(otherwise));
    }

    static boolean differs(Details details, Optional<Text> description, Tags tags) {
        return description
                        .filter(text -> !text.value().equals(details.description()))
                        .isPresent()
                || !tags.equals(details.tags());
    }
}
