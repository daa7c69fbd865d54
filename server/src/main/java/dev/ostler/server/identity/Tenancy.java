// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

/**
 * A customer of the cloud: owns one namespace.
 *
 * @param id also the id of its root compartment
 */
public record Tenancy(String id, String namespace, String homeRegion) {
    /** The tenancy of a namespace, with the identifier that follows from it. */
    public static Tenancy named(String namespace, String homeRegion) {
        return new Tenancy(Ocids.derived("tenancy", namespace, 0), namespace, homeRegion);
    }
}
