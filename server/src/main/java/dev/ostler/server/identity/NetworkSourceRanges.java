// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.decision.Cidr;
import dev.ostler.server.identity.NetworkSource.VirtualSource;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A network source as requests ask it: its ranges are read once, not on each request. */
record NetworkSourceRanges(String name, List<Cidr> publicRanges, Map<String, List<Cidr>> rangesByVcn) {
    static NetworkSourceRanges of(NetworkSource source) {
        return new NetworkSourceRanges(
                source.name(),
                ranges(source.publicSources()).toList(),
                source.virtualSources().stream()
                        .collect(Collectors.groupingBy(
                                VirtualSource::vcnId,
                                Collectors.flatMapping(
                                        virtual -> ranges(virtual.ipRanges()), Collectors.toUnmodifiableList()))));
    }

    /** Those that cannot be read were refused before they were saved. */
    private static Stream<Cidr> ranges(List<String> texts) {
        return texts.stream().flatMap(text -> Cidr.parse(text).stream());
    }

    /** Whether a request from an address, which may stand for one in a virtual cloud network, comes from here. */
    boolean has(InetAddress address, Optional<String> vcnId) {
        List<Cidr> ranges =
                vcnId.map(id -> rangesByVcn.getOrDefault(id, List.of())).orElse(publicRanges);
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
