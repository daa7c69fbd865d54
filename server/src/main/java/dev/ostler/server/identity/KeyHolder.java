// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.Caller;
import java.util.Set;

/**
 * A customer secret key with its user.
 *
 * @param groups identifiers of the groups that the user is in
 */
public record KeyHolder(CustomerSecretKey key, User user, Tenancy tenancy, Set<String> groups) {
    public Caller.User caller() {
        return new Caller.User(user.id(), user.name(), tenancy.id(), tenancy.namespace(), groups, key.id());
    }
}
