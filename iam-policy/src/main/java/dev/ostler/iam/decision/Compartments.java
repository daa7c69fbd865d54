// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.Optional;

/** The tree of compartments at one moment. The root compartment has its tenancy's identifier. */
public interface Compartments {
    /** Empty for a root, and for a compartment that does not exist. */
    Optional<String> parentOf(String compartmentId);

    /** Empty for a compartment that does not exist. */
    Optional<String> nameOf(String compartmentId);
}
