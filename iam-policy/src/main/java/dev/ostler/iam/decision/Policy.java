// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.List;

/**
 * A policy as somebody saves it.
 *
 * @param compartmentId where it is attached: paths in its statements begin there
 * @param statements one text each
 */
public record Policy(String id, String name, String tenancyId, String compartmentId, List<String> statements) {
    public Policy {
        statements = List.copyOf(statements);
    }
}
