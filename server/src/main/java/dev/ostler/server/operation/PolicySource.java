// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Decision;

/** Decides by the policies in force. */
public interface PolicySource {
    Decision decide(Question question);

    /**
     * One permission for one caller on one resource.
     *
     * @param operation the native name of what is being done ({@code request.operation})
     * @param compartmentId where the resource is
     */
    record Question(Caller caller, String operation, Permission permission, Resource resource, String compartmentId) {}
}
