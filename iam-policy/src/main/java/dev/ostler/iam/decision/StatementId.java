// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

/**
 * Which statement of which policy.
 *
 * @param index counted from 1
 */
public record StatementId(String policyId, String policyName, int index) {
    /** As explanations name it: {@code read-lake:1}. */
    @Override
    public String toString() {
        return policyName + ":" + index;
    }
}
