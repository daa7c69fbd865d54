// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Optional;

/** Takes a closer look at a refusal, when somebody wants to know: never on a request's own way. */
@FunctionalInterface
public interface Investigator {
    /** Empty when there is no more to say than the reason that was given at once. */
    Optional<Finding> investigate(Refusal refusal);
}
