// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import java.time.Duration;

/**
 * How much of the server one client, or all of them, may hold.
 *
 * @param requestsAtWork requests between their head and the end of their answer; one more is refused
 * @param connections open sockets; one more is closed at once
 * @param headTimeout from the first byte of a request to the last one of its headers
 * @param stallTimeout without a byte moving, while a body or a reply is on its way
 * @param idleTimeout between two requests of a connection
 */
public record HttpLimits(
        int requestsAtWork, int connections, Duration headTimeout, Duration stallTimeout, Duration idleTimeout) {
    public static final int MAX_REQUEST_LINE_BYTES = 16 << 10;
    public static final int MAX_HEADER_BYTES = 32 << 10;
    /** One socket read, and so the most that lies in memory twice for one connection: one at work, one in flight. */
    public static final int MAX_READ_BYTES = 256 << 10;
    /** An unwanted body up to this size is read away to keep the connection; a longer one costs it. */
    public static final int MAX_DRAIN_BYTES = 64 << 10;
    /** How long a connection that is given up is still read from, so that the client sees the answer, not a reset. */
    public static final Duration LINGER = Duration.ofSeconds(2);

    public static final HttpLimits DEFAULT =
            new HttpLimits(1024, 4096, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(120));

    public HttpLimits withRequestsAtWork(int limit) {
        return new HttpLimits(limit, connections, headTimeout, stallTimeout, idleTimeout);
    }
}
