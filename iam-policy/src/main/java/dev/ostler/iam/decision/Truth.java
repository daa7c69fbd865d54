// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

/**
 * What a condition comes to. NOT_APPLICABLE, where the request does not carry a variable, counts as false everywhere, but
 * explains itself differently. Source: OCI documentation, "Conditions".
 */
enum Truth {
    TRUE,
    FALSE,
    NOT_APPLICABLE;

    static Truth of(boolean holds) {
        return holds ? TRUE : FALSE;
    }
}
