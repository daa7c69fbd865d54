// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Switches;
import java.util.List;

/**
 * Why a permission was not given.
 *
 * @param findings a finding for each statement that could have given it and each that took it away, the nearest first
 * @param statementsInForce of the tenancies that had a say, deny statements included
 * @param assumed what the decision rests on where OCI's documents are silent or contradict each other
 */
public record Reasons(List<Finding> findings, int statementsInForce, List<Switches.Choice> assumed) {
    static final Reasons NONE = new Reasons(List.of(), 0, List.of());

    public Reasons {
        findings = List.copyOf(findings);
        assumed = List.copyOf(assumed);
    }
}
