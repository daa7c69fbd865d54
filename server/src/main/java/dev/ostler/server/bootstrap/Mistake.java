// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.problem.Problem;

/** Something in a bootstrap file that cannot stand, as a sentence for its author. Holds no secret. */
public record Mistake(Place place, String message) {
    Problem.WrongBootstrap.Mistake told() {
        return new Problem.WrongBootstrap.Mistake(place.file(), place.line(), place.column(), message);
    }

    /** {@code bootstrap.yaml:12:5: there is no group 'analists'; did you mean 'analysts'?}. */
    @Override
    public String toString() {
        return place + ": " + message;
    }
}
