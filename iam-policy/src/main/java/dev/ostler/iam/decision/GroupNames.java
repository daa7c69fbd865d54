// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.Optional;

/** What groups and dynamic groups are called at one moment. Explanations ask, decisions do not. */
@FunctionalInterface
public interface GroupNames {
    /** For callers that have none. */
    GroupNames UNKNOWN = _ -> Optional.empty();

    /** Empty for a group that does not exist any more. */
    Optional<String> nameOf(String groupId);
}
