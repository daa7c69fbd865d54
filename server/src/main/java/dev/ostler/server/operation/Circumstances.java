// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables.Value;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * When and from where a request comes: what conditions ask beyond the caller and the target.
 *
 * @param region the region that was addressed, as its identifier
 * @param address empty for the server's own work
 * @param vcns which addresses stand for which virtual cloud network
 * @param given what stands in the place of what a request supplies, when it is only supposed: a value, or none
 */
public record Circumstances(
        Instant at, String region, Optional<InetAddress> address, Vcns vcns, Map<Variable, Optional<Value>> given) {
    /** Those of the server's own work, which no condition is asked about. */
    static final Circumstances OF_SERVER = new Circumstances(Instant.EPOCH, "", Optional.empty(), Vcns.NONE);

    /** Those of a request that somebody sent. */
    public Circumstances(Instant at, String region, Optional<InetAddress> address, Vcns vcns) {
        this(at, region, address, vcns, Map.of());
    }

    /** The virtual cloud network that the address stands for, if any. */
    public Optional<String> vcnId() {
        return address.flatMap(vcns::idOf);
    }
}
