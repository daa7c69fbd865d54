// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A way to find statements without asking each.
 *
 * @param variable whose value is looked at; null where it is not about a variable
 */
record Lookup(By by, @Nullable Variable variable) {
    /** What is looked at; where two serve alike, the first is taken, which costs less. */
    enum By {
        /** How the value of a variable begins, whatever its case. */
        BEGINNING(1),
        /** How it ends. */
        ENDING(1),
        /** Whether the request carries it. */
        CARRIED(1),
        /** The compartment that is asked for, and those above it. */
        COMPARTMENT(3),
        GROUP(8),
        DYNAMIC_GROUP(8),
        SERVICE(1);

        private final int keysOfARequest;

        By(int keysOfARequest) {
            this.keysOfARequest = keysOfARequest;
        }

        /** How many keys a request has, roughly. */
        int keysOfARequest() {
            return keysOfARequest;
        }
    }

    static Lookup of(By by) {
        return new Lookup(by, null);
    }

    /** The one that it is about. */
    Variable ofVariable() {
        return Objects.requireNonNull(variable);
    }
}
