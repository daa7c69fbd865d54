// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

/**
 * What is asked of the policies: may a principal do an operation in a compartment.
 *
 * @param operation the native name, {@code request.operation}
 * @param tenancyId whose the compartment is
 * @param variables everything but {@code request.permission}, which the decision binds to the permission under test
 */
public record Request(
        Principal principal, String operation, String tenancyId, String compartmentId, Variables variables) {}
