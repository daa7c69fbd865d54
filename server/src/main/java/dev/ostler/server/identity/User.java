// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import java.util.Set;

/**
 * Somebody who can sign requests.
 *
 * @param groups names of the groups that the user is in
 */
public record User(String id, String name, Tenancy tenancy, Set<String> groups) {
    public static final String ADMINISTRATORS = "Administrators";

    /** The user that every tenancy begins with. */
    public static User administrator(Tenancy tenancy) {
        return new User(
                Ocids.derived("user", tenancy.namespace() + "/admin", 0), "admin", tenancy, Set.of(ADMINISTRATORS));
    }
}
