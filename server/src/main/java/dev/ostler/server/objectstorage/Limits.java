// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

/** What one object, one list or one upload may hold. Source: OCI Object Storage documentation, "Limits". */
public final class Limits {
    /** Names of objects, in UTF-8. */
    public static final int MAX_OBJECT_NAME_BYTES = 1024;

    public static final int MAX_BUCKET_NAME_BYTES = 256;

    /** Assumed: what counts is the names without their prefix and the values, in UTF-8. */
    public static final int MAX_METADATA_BYTES = 4000;

    public static final long MAX_OBJECT_BYTES = 10L << 40;

    /** One PutObject, or one part. */
    public static final long MAX_BODY_BYTES = 50L << 30;

    public static final int MAX_PARTS = 10_000;
    public static final int MAX_LIST_ENTRIES = 1000;
    public static final int MAX_BULK_DELETE_KEYS = 1000;

    /**
     * All parts but the last, in dialect s3. Source: Amazon S3 User Guide, "Multipart upload limits". Assumed: OCI has no such
     * limit, for its documentation names none.
     */
    public static final long MIN_PART_BYTES = 5L << 20;

    /** Source: Amazon S3 API reference, PutBucketTagging. */
    public static final int MAX_BUCKET_TAGS = 50;

    private Limits() {}
}
