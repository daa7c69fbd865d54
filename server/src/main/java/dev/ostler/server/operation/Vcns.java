// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.decision.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which virtual cloud network an address stands for: there are none here, so a map says what would be one in OCI. */
public final class Vcns {
    public static final Vcns NONE = new Vcns(Map.of());

    private final Map<String, List<Cidr>> ranges;

    /** @param ranges by the network's OCID, in the order in which they are asked */
    public Vcns(Map<String, List<Cidr>> ranges) {
        this.ranges = ranges;
    }

    /** The first network that has the address. */
    public Optional<String> idOf(InetAddress address) {
        return ranges.entrySet().stream()
                .filter(vcn -> vcn.getValue().stream().anyMatch(range -> range.contains(address)))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
