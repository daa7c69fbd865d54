// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * When and from where a request comes: what conditions ask beyond the caller and the target.
 *
 * @param region the region that was addressed, as its identifier
 * @param address empty for the server's own work
 */
public record Circumstances(Instant at, String region, Optional<InetAddress> address) {}
