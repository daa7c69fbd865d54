// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.decision.Cidr;
import dev.ostler.server.http.RequestHead;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Whose address a request comes from: the socket's, and behind proxies that are trusted the one that they forward. Anybody
 * can send X-Forwarded-For; it counts only as far as trusted proxies have written it.
 */
public final class ClientAddresses {
    private static final String FORWARDED_FOR = "x-forwarded-for";

    private final List<Cidr> trustedProxies;

    public ClientAddresses(List<Cidr> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    InetAddress of(RequestHead head) {
        InetAddress peer = head.remote().getAddress();
        return trustedProxies.isEmpty() ? peer : of(peer, head.headers(FORWARDED_FOR));
    }

    /** Each proxy adds its peer at the end, so the last address that is no trusted proxy's is the client. */
    InetAddress of(InetAddress peer, List<String> forwardedFor) {
        if (!isTrusted(peer)) {
            return peer;
        }
        InetAddress address = peer;
        String[] hops = String.join(",", forwardedFor).split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            Optional<InetAddress> hop = Cidr.address(hops[i].strip());
            if (hop.isEmpty()) {
                return address;
            }
            address = hop.get();
            if (!isTrusted(address)) {
                return address;
            }
        }
        return address;
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }
}
