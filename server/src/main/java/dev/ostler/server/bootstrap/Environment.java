// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.Optional;

/** Where the variables of a bootstrap file come from. */
@FunctionalInterface
public interface Environment {
    Optional<String> valueOf(String name);
}
