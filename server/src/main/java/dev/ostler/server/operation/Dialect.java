// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

/** Whose rules and words the S3 API follows. */
public enum Dialect {
    /** OCI's Amazon S3 Compatibility API. */
    OCI,
    /** Amazon S3. */
    S3
}
