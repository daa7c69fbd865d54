// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

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

    /** A bucket that does not exist yet. */
    record NewBucket(String namespace, String region, String bucket) implements Resource {
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
