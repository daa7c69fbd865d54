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
 * @param vcns which addresses stand for which virtual cloud network
 */
public record Circumstances(Instant at, String region, Optional<InetAddress> address, Vcns vcns) {
    /** Those of the server's own work, which no condition is asked about. */
    static final Circumstances OF_SERVER = new Circumstances(Instant.EPOCH, "", Optional.empty(), Vcns.NONE);

    /** The virtual cloud network that the address stands for, if any. */
    public Optional<String> vcnId() {
        return address.flatMap(vcns::idOf);
    }
}
