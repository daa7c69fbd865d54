// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.operation.Dialect;

/**
 * What the S3 API needs to know of the server.
 *
 * @param namespace of the default tenancy
 * @param tenancyId shown as the owner of everything in it
 */
public record S3Settings(Dialect dialect, OciEra era, String homeRegion, String namespace, String tenancyId) {
    boolean isOci() {
        return dialect == Dialect.OCI;
    }
}
