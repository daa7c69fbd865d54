// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import dev.ostler.server.bootstrap.DeclaredCase;
import dev.ostler.server.bootstrap.Text;
import java.util.Optional;

/**
 * What came of one operation of a case.
 *
 * @param operation where the case names it
 * @param failure in what it differs from what the case expects; empty when it does not
 */
public record CaseDecision(
        DeclaredCase declared, Text operation, boolean toBeAllowed, Simulated simulated, Optional<String> failure) {}
