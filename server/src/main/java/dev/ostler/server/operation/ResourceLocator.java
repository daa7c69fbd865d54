// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Optional;

/** Finds where a named bucket is. */
public interface ResourceLocator {
    Optional<LocatedBucket> locate(Resource.Bucket bucket);

    /** The compartment in which S3 calls of a namespace list and create buckets. */
    String compartmentOf(String namespace);

    /**
     * A bucket as stored at the time of asking.
     *
     * @param id never reused: a bucket of the same name made later has another one
     */
    record LocatedBucket(long id, String namespace, String region, String name, String compartmentId) {}
}
