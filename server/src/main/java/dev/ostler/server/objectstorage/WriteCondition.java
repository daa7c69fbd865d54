// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.problem.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold of the object under a name before it is replaced or deleted; checked inside the commit.
 *
 * @param ifMatch entity tags without quotes, {@code *} for any object; empty for no such condition
 * @param ifNoneMatch likewise
 * @param ifLengthBytes the length that an object there must have
 * @param ifModifiedAt the second in which an object there must have been written
 */
public record WriteCondition(
        Set<String> ifMatch, Set<String> ifNoneMatch, Optional<Long> ifLengthBytes, Optional<Instant> ifModifiedAt) {
    public static final WriteCondition NONE = new WriteCondition(Set.of(), Set.of());

    public WriteCondition(Set<String> ifMatch, Set<String> ifNoneMatch) {
        this(ifMatch, ifNoneMatch, Optional.empty(), Optional.empty());
    }

    /** Throws PreconditionFailed, or NoSuchKey when If-Match meets nothing. */
    void check(Optional<ObjectRow> current, String bucket, String name) {
        if (!ifMatch.isEmpty()) {
            // Source: Amazon S3 User Guide, "Conditional writes": If-Match on a missing object is 404.
            ObjectRow object = current.orElseThrow(() -> new Problem.NoSuchKey(bucket, name).thrown());
            require(matches(ifMatch, object), "If-Match");
        }
        current.ifPresent(this::checkThere);
    }

    /** Assumed: where there is no object, its length and time need not be any. */
    private void checkThere(ObjectRow object) {
        require(ifNoneMatch.isEmpty() || !matches(ifNoneMatch, object), "If-None-Match");
        ifLengthBytes.ifPresent(length -> require(object.lengthBytes() == length, "the expected size"));
        ifModifiedAt.ifPresent(time -> require(
                Instant.ofEpochMilli(object.summary().modifiedAtMillis())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .equals(time.truncatedTo(ChronoUnit.SECONDS)),
                "the expected time of modification"));
    }

    private static void require(boolean holds, String condition) {
        if (!holds) {
            throw new Problem.PreconditionFailed(condition).thrown();
        }
    }

    private static boolean matches(Set<String> wanted, ObjectRow object) {
        return wanted.contains("*") || wanted.contains(object.etag());
    }

    boolean isNone() {
        return equals(NONE);
    }
}
