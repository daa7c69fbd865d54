// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import java.util.List;
import java.util.stream.Stream;

/** The Hosts that clients have lately proven signatures with: what others may have meant. Safe for any thread. */
public final class VerifiedHosts {
    static final int MAX_KEPT = 8;
    static final int MAX_CHARS = 255;

    /** Replaced, never changed: reading it takes no lock and makes no garbage. */
    private volatile List<String> kept = List.of();

    /** Called on each verified request: does nothing for a Host that is known. */
    void add(String host) {
        List<String> known = kept;
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).equals(host)) {
                return;
            }
        }
        if (host.length() <= MAX_CHARS) {
            keep(host);
        }
    }

    private synchronized void keep(String host) {
        if (!kept.contains(host)) {
            int dropped = Math.max(0, kept.size() + 1 - MAX_KEPT);
            List<String> others = kept.subList(0, kept.size() - dropped);
            kept = Stream.concat(Stream.of(host), others.stream()).toList();
        }
    }

    /** The latest ones, newest first. */
    List<String> latest() {
        return kept;
    }
}
