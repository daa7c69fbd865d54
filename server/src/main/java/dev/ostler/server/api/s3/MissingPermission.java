// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.operation.Dialect;
import java.util.List;
import java.util.Optional;

/**
 * What a caller is answered who lacks a permission, or credentials: one row for each kind of call. To a HEAD it is the status
 * alone. Observed in OCI: geesefs#44, ClickHouse#80150.
 *
 * @param operation empty: every other one
 * @param s3 Source: Amazon S3 API reference, "Error responses"
 */
record MissingPermission(Optional<String> operation, As oci, As s3) {
    /** What the answer looks like. */
    enum As {
        /** 404 NoSuchBucket. */
        MISSING_BUCKET,
        /** The same of no bucket in particular. */
        MISSING_NAMESPACE,
        /** 409 BucketAlreadyExists. */
        TAKEN_NAME,
        /** 403 AccessDenied. */
        ACCESS_DENIED
    }

    /** One key of many, which has an answer of its own. */
    static final String KEY_OF_DELETE_OBJECTS = "a key of DeleteObjects";

    private static final List<MissingPermission> ROWS = List.of(
            // Assumed: CreateBucket as if the name were taken; "no such bucket" would be no refusal of one to be made.
            of("CreateBucket", As.TAKEN_NAME),
            // Assumed: ListBuckets as OCI's native API. Observed there: oci-cli#554, a 404 of the namespace.
            of("ListBuckets", As.MISSING_NAMESPACE),
            // Assumed: a key of DeleteObjects in its Error element, as Amazon does; the other keys are deleted.
            of(KEY_OF_DELETE_OBJECTS, As.ACCESS_DENIED),
            // Observed: a missing permission looks like a missing bucket (kopia#1885, a GET by who may list), and so do
            // missing credentials (geesefs#44, a HEAD). Assumed: also where the one permission is missing that stored
            // state calls for, such as OBJECT_OVERWRITE; the native API answers a put so (oci-python-sdk#484).
            new MissingPermission(Optional.empty(), As.MISSING_BUCKET, As.ACCESS_DENIED));

    private static MissingPermission of(String operation, As oci) {
        return new MissingPermission(Optional.of(operation), oci, As.ACCESS_DENIED);
    }

    static As answerTo(String operation, Dialect dialect) {
        MissingPermission row = ROWS.stream()
                .filter(it -> it.operation.isEmpty() || it.operation.get().equals(operation))
                .findFirst()
                .orElseThrow();
        return switch (dialect) {
            case OCI -> row.oci;
            case S3 -> row.s3;
        };
    }
}
