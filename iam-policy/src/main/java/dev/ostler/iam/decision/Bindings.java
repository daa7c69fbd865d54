// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each name in a policy stood for when it was saved. Kept with its text, so that a renamed group keeps its rights, and
 * a new thing of an old name gets none.
 *
 * @param ocids by the name and what it names, such as {@code group 'default'/'analysts'}, to be stored as they are
 */
public record Bindings(Map<String, String> ocids) {
    public Bindings {
        ocids = Map.copyOf(ocids);
    }

    static String group(String tenancyId, String domain, String name) {
        return "group " + quoted(domain) + "/" + quoted(name) + " of " + tenancyId;
    }

    static String dynamicGroup(String tenancyId, String domain, String name) {
        return "dynamic-group " + quoted(domain) + "/" + quoted(name) + " of " + tenancyId;
    }

    static String compartment(String startCompartmentId, List<String> path) {
        return "compartment "
                + String.join(":", path.stream().map(Bindings::quoted).toList()) + " from " + startCompartmentId;
    }

    /** Names ignore case; a quote in one is doubled, so that different names never look alike. */
    private static String quoted(String name) {
        return "'" + name.toLowerCase(Locale.ROOT).replace("'", "''") + "'";
    }

    @Override
    public String toString() {
        return new TreeMap<>(ocids).toString();
    }
}
