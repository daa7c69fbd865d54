// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.explanation;

import dev.ostler.iam.decision.StatementId;
import java.util.List;
import java.util.Optional;

/** What would have to be different for a refused request to be allowed. */
public sealed interface Remedy {
    /** A statement that grants what is missing and as little else as one statement can, in a policy of the root. */
    record Allow(String statement) implements Remedy {}

    /**
     * No statement helps while others deny.
     *
     * @param denies those that do
     * @param allow what has to be allowed besides
     */
    record Withdraw(List<StatementId> denies, Optional<Allow> allow) implements Remedy {
        public Withdraw {
            denies = List.copyOf(denies);
        }
    }

    /** Two tenancies have to agree, so no one statement helps. */
    record Agree() implements Remedy {}

    /** Policies have no part in it. */
    record None() implements Remedy {}
}
