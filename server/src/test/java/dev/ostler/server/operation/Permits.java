// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Set;

/** Permits as the dispatcher asks for them, for tests of a domain. */
public final class Permits {
    private Permits() {}

    public static Permit of(Authorizer authorizer, Caller caller, String nativeOperation, Resource resource) {
        return authorizer.authorize(new Authorizer.Request(
                caller, nativeOperation, nativeOperation, resource, Set.of(), Circumstances.OF_SERVER));
    }
}
