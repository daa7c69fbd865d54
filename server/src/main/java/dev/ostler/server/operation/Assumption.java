// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.time.Instant;
import java.util.List;

/**
 * A request that was served although something about it had to be assumed, kept for explanation.
 *
 * @param caller a display name, never a secret
 * @param assumed what was assumed, a sentence each
 */
public record Assumption(
        String requestId,
        Instant at,
        String operation,
        String resource,
        String caller,
        int status,
        List<String> assumed) {
    public Assumption {
        assumed = List.copyOf(assumed);
    }
}
