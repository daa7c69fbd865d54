// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

/** Something in a bootstrap file that cannot stand, as a sentence for its author. Holds no secret. */
public record Mistake(Place place, String message) {
    /** {@code bootstrap.yaml:12:5: there is no group 'analists'; did you mean 'analysts'?}. */
    @Override
    public String toString() {
        return place + ": " + message;
    }
}
