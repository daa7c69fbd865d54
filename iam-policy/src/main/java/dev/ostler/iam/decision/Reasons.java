// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Switches;
import java.util.List;
import java.util.Optional;

/**
 * Why a permission was not given.
 *
 * @param findings a finding for each statement that could have given it and each that took it away, the nearest first
 * @param statementsInForce of the tenancies that had a say, deny statements included
 * @param assumed what the decision rests on where OCI's documents are silent or contradict each other
 * @param asked empty when no policy had a part in it
 */
public record Reasons(
        List<Finding> findings, int statementsInForce, List<Switches.Choice> assumed, Optional<Asked> asked) {
    static final Reasons NONE = new Reasons(List.of(), 0, List.of(), Optional.empty());

    /** What was asked of the policies, and what compartments and groups were called then. */
    public record Asked(Request request, Compartments compartments, GroupNames groups) {}

    public Reasons {
        findings = List.copyOf(findings);
        assumed = List.copyOf(assumed);
    }
}
