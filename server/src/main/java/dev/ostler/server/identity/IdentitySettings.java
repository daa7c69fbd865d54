// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import java.time.Duration;

/**
 * What a server's start decides about identity.
 *
 * @param denyStatements whether every tenancy of this server opts in to deny statements
 * @param policyDelay how long after it was saved a change of policies, and of who is in which group, takes force
 * @param keyDelay likewise of customer secret keys and API keys
 */
public record IdentitySettings(boolean denyStatements, Duration policyDelay, Duration keyDelay) {
    /** As a server is that is told nothing. */
    public static final IdentitySettings DEFAULT = new IdentitySettings(false, Duration.ZERO, Duration.ZERO);

    /** The same with every tenancy opted in to deny statements. */
    public IdentitySettings withDenyStatements() {
        return new IdentitySettings(true, policyDelay, keyDelay);
    }

    public IdentitySettings withPolicyDelay(Duration delay) {
        return new IdentitySettings(denyStatements, delay, keyDelay);
    }

    public IdentitySettings withKeyDelay(Duration delay) {
        return new IdentitySettings(denyStatements, policyDelay, delay);
    }
}
