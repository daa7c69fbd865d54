// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam;

/** The permissions of OCI Object Storage. Source: OCI documentation, "Details for Object Storage" (policy reference). */
public enum Permission {
    BUCKET_INSPECT,
    BUCKET_READ,
    BUCKET_UPDATE,
    BUCKET_CREATE,
    BUCKET_DELETE,
    OBJECT_INSPECT,
    OBJECT_READ,
    OBJECT_OVERWRITE,
    OBJECT_CREATE,
    OBJECT_DELETE,
    OBJECT_VERSION_DELETE
}
