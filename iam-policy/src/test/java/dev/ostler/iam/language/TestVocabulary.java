// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.util.List;
import java.util.Set;

/** Enough words to misspell. */
final class TestVocabulary {
    static final Vocabulary WORDS = new Vocabulary(
            Set.of(
                    "objects",
                    "buckets",
                    "objectstorage-namespaces",
                    "object-family",
                    "users",
                    "groups",
                    "all-resources"),
            Set.of("instance-family", "vcns", "volumes", "policy-objects"),
            Set.of(
                    "OBJECT_INSPECT",
                    "OBJECT_READ",
                    "OBJECT_OVERWRITE",
                    "OBJECT_CREATE",
                    "OBJECT_DELETE",
                    "BUCKET_READ"),
            Set.of(
                    "request.operation",
                    "request.permission",
                    "request.user.id",
                    "request.user.name",
                    "request.groups.id",
                    "request.region",
                    "request.utc-timestamp",
                    "request.utc-timestamp.time-of-day",
                    "request.utc-timestamp.day-of-week",
                    "target.bucket.name",
                    "target.object.name"),
            List.of("target.bucket.tag."));

    private TestVocabulary() {}
}
