// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.language.Condition.VariableRef;
import java.util.Locale;
import java.util.Set;

/** What lints know of single variables; names in lower case. */
final class VariableNames {
    static final String PERMISSION = "request.permission";
    static final String OPERATION = "request.operation";
    static final String OBJECT_NAME = "target.object.name";
    private static final String GROUPS = "request.groups.id";
    private static final String NETWORK_SOURCE = "request.networksource.name";
    private static final String SERVICE = "request.service.name";

    private static final Set<String> WITH_SEVERAL_VALUES =
            Set.of(GROUPS, NETWORK_SOURCE, "target.policy.type", "target.group.member");
    private static final Set<String> OF_WORKLOADS =
            Set.of("request.principal.namespace", "request.principal.service_account", "request.principal.cluster_id");
    private static final Set<String> OF_THE_WAY = Set.of(NETWORK_SOURCE, "request.vcn.id", "request.ipv4.ipaddress");

    private VariableNames() {}

    static String of(VariableRef variable) {
        return variable.name().toLowerCase(Locale.ROOT);
    }

    /** {@code =} holds for any of several values. */
    static boolean hasSeveralValues(String name) {
        return WITH_SEVERAL_VALUES.contains(name) || isTag(name);
    }

    static boolean isTag(String name) {
        return name.contains(".tag.") || name.contains(".system-tag.");
    }

    static boolean isOfUsers(String name) {
        return name.startsWith("request.user.") || name.equals(GROUPS);
    }

    static boolean isOfServices(String name) {
        return name.equals(SERVICE);
    }

    static boolean isOfWorkloads(String name) {
        return OF_WORKLOADS.contains(name);
    }

    /** Tells who asks. */
    static boolean isOfPrincipals(String name) {
        return name.startsWith("request.principal.") || isOfUsers(name) || isOfServices(name);
    }

    /** Tells which way the request came. */
    static boolean isOfTheWay(String name) {
        return OF_THE_WAY.contains(name);
    }

    static boolean isOfDynamicGroups(String name) {
        return name.startsWith("target.dynamicgroup.");
    }
}
