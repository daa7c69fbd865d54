// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.problem;

import java.time.Instant;

/** A change that was saved and is not in force yet, as {@code --policy-delay} and {@code --key-delay} have it. */
public record Pending(Instant savedAt, Instant inForceAt) {
    /** Seen from a moment between the two. */
    public String wordedAt(Instant at) {
        return "saved " + seconds(savedAt, at) + " s before and in force " + seconds(at, inForceAt)
                + " s after this request";
    }

    /** Whole seconds, rounded up: what waits a moment longer is never said to be there. */
    private static long seconds(Instant from, Instant to) {
        return Math.ceilDiv(Math.max(0, to.toEpochMilli() - from.toEpochMilli()), 1000);
    }
}
