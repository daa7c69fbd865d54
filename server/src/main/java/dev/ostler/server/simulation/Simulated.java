// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import dev.ostler.iam.decision.Decision;
import dev.ostler.server.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was decided about a request that nobody sent. */
public sealed interface Simulated {
    Asked asked();

    /**
     * What was asked, in words for messages.
     *
     * @param operation as it was written
     * @param at when the request is supposed to come
     */
    record Asked(String operation, String resource, String caller, Instant at) {}

    /** @param grants what gave each permission that was needed; none when none is */
    record Allowed(Asked asked, List<Grant> grants) implements Simulated {
        public Allowed {
            grants = List.copyOf(grants);
        }
    }

    /** What a request would have been refused with. */
    record Refused(Asked asked, Problem.NotAuthorized problem) implements Simulated {}

    /** @param statements whose text gave it: one, or the two of two tenancies that agree; none when it was no policy */
    record Grant(Decision.Allowed decision, List<GrantingStatement> statements) {
        public Grant {
            statements = List.copyOf(statements);
        }
    }

    /**
     * A statement that gave a permission.
     *
     * @param compartment the name of the one that its policy is attached to; empty: the root
     */
    record GrantingStatement(Decision.Ground.Statement ground, String text, Optional<String> compartment) {}
}
