// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.problem.Problem;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold of the object under a name before it is replaced or deleted; checked inside the commit.
 *
 * @param ifMatch entity tags without quotes, {@code *} for any object; empty for no such condition
 * @param ifNoneMatch likewise
 */
public record WriteCondition(Set<String> ifMatch, Set<String> ifNoneMatch) {
    public static final WriteCondition NONE = new WriteCondition(Set.of(), Set.of());

    /** Throws PreconditionFailed, or NoSuchKey when If-Match meets nothing. */
    void check(Optional<ObjectRow> current, String bucket, String name) {
        if (!ifMatch.isEmpty()) {
            // Source: Amazon S3 User Guide, "Conditional writes": If-Match on a missing object is 404.
            ObjectRow object = current.orElseThrow(() -> new Problem.NoSuchKey(bucket, name).thrown());
            if (!matches(ifMatch, object)) {
                throw new Problem.PreconditionFailed("If-Match").thrown();
            }
        }
        if (!ifNoneMatch.isEmpty()
                && current.filter(object -> matches(ifNoneMatch, object)).isPresent()) {
            throw new Problem.PreconditionFailed("If-None-Match").thrown();
        }
    }

    private static boolean matches(Set<String> wanted, ObjectRow object) {
        return wanted.contains("*") || wanted.contains(object.etag());
    }

    boolean isNone() {
        return ifMatch.isEmpty() && ifNoneMatch.isEmpty();
    }
}
