// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

/** The bucket of a permit is not the one that is stored now: authorize again. Thrown inside a commit. */
public final class StalePermitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StalePermitException() {
        super("the bucket was replaced or moved since the permit was given", null, false, false);
    }
}
