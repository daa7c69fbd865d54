// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.server.http.RequestHead;
import dev.ostler.server.problem.Problem;
import java.time.Instant;
import java.util.List;

/**
 * A request that was not granted what it asked for, kept for explanation.
 *
 * @param caller a display name, never a secret
 * @param code the API's error code that the client saw
 * @param head the request itself, from which a signature can be looked into again
 * @param assumed what was assumed of it before it was refused, a sentence each
 */
public record Refusal(
        String requestId,
        Instant at,
        String operation,
        String resource,
        String caller,
        int status,
        String code,
        Problem problem,
        RequestHead head,
        List<String> assumed) {
    public Refusal {
        assumed = List.copyOf(assumed);
    }
}
