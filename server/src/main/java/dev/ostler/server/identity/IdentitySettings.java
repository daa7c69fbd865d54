// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

/**
 * What a server's start decides about identity.
 *
 * @param denyStatements whether every tenancy of this server opts in to deny statements
 */
public record IdentitySettings(boolean denyStatements) {
    /** As a server is that is told nothing. */
    public static final IdentitySettings DEFAULT = new IdentitySettings(false);
}
