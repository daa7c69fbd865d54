// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

/**
 * Where and when a signature holds.
 *
 * @param date {@code yyyyMMdd}
 */
public record CredentialScope(String date, String region, String service) {
    static final String S3 = "s3";
    static final String TERMINATOR = "aws4_request";

    /** As it stands in a credential and in the string to sign. */
    @Override
    public String toString() {
        return date + "/" + region + "/" + service + "/" + TERMINATOR;
    }
}
