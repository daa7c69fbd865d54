// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Map;
import java.util.Optional;

/** Finds where a named bucket is. */
public interface ResourceLocator {
    Optional<LocatedBucket> locate(Resource.Bucket bucket);

    /** Whether there is an object of this name now: what a refused write would have needed depends on it. */
    boolean exists(LocatedBucket bucket, String object);

    /** The compartment in which S3 calls of a namespace list and create buckets. */
    String compartmentOf(String namespace);

    /**
     * A bucket as stored at the time of asking.
     *
     * @param id never reused: a bucket of the same name made later has another one
     * @param definedTags by namespace, then by key
     */
    record LocatedBucket(
            long id,
            String namespace,
            String region,
            String name,
            String compartmentId,
            Map<String, Map<String, String>> definedTags) {
        /** The value of a defined tag; namespace and key ignore case. */
        Optional<String> definedTag(String tagNamespace, String key) {
            return named(definedTags, tagNamespace).flatMap(tags -> named(tags, key));
        }

        private static <T> Optional<T> named(Map<String, T> map, String name) {
            return map.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }
}
