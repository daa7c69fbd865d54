// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Optional;

/**
 * What the Host of a request says about its way.
 *
 * @param host as sent, port included, lower case; empty when there was none
 * @param namespace named by the host, else empty
 * @param region named by the host, else the home region
 * @param bucket named by a virtual-hosted request
 */
public record Destination(Api api, String host, Optional<String> namespace, String region, Optional<String> bucket) {
    /** The path as if the bucket had stood in it. */
    String effectivePath(String rawPath) {
        return bucket.map(name -> "/" + name + rawPath).orElse(rawPath);
    }
}
