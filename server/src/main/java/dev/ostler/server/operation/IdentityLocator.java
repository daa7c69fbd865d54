// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Optional;

/** Finds the compartment in which policies have to allow an operation of the Identity service. */
@FunctionalInterface
public interface IdentityLocator {
    /** Empty when the resource, or the compartment it is to be in, does not exist. */
    Optional<String> compartmentOf(IdentityResource resource);
}
