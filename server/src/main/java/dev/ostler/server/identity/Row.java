// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

/** What every stored thing of this domain has. */
public interface Row {
    /** Unique among all of its kind. */
    String id();

    /** What it belongs to: the identifier of a tenancy, a compartment or a user. */
    String ownerId();

    /** Unique among those of its kind that belong to the same owner. */
    String label();
}
