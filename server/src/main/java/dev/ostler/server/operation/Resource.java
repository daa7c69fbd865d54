// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Optional;

/** What an operation is about, as the request names it. */
public sealed interface Resource
        permits Resource.Namespace,
                Resource.NewBucket,
                Resource.Bucket,
                Resource.ObjectInBucket,
                Resource.NamesInBucket,
                IdentityResource {
    /** For messages. */
    String displayName();

    /** The compartment in which a namespace's S3 calls list and create buckets. */
    record Namespace(String namespace, String region) implements Resource {
        @Override
        public String displayName() {
            return namespace;
        }
    }

    /**
     * A bucket that does not exist yet.
     *
     * @param compartmentId where it is to be; empty: where the namespace's S3 calls make buckets
     */
    record NewBucket(String namespace, String region, String bucket, Optional<String> compartmentId)
            implements Resource {
        public NewBucket(String namespace, String region, String bucket) {
            this(namespace, region, bucket, Optional.empty());
        }

        @Override
        public String displayName() {
            return bucket;
        }
    }

    record Bucket(String namespace, String region, String bucket) implements Resource {
        @Override
        public String displayName() {
            return bucket;
        }
    }

    record ObjectInBucket(Bucket bucket, String object) implements Resource {
        @Override
        public String displayName() {
            return bucket.bucket() + "/" + object;
        }
    }

    /**
     * The names in a bucket that begin with a prefix: what a listing shows.
     *
     * @param prefix empty for all of them
     */
    record NamesInBucket(Bucket bucket, String prefix) implements Resource {
        @Override
        public String displayName() {
            return bucket.bucket();
        }
    }
}
