// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.catalogue;

import java.util.List;
import java.util.Set;

/** What an operation needs: all permissions of at least one alternative. */
public record Requirement(List<Set<Permission>> alternatives) {
    public Requirement {
        alternatives = alternatives.stream().map(Set::copyOf).toList();
    }
}
