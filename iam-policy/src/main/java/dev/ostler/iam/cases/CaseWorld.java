// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.cases;

import dev.ostler.iam.decision.Compartments;
import dev.ostler.iam.decision.Names;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The world that cases play in: every tenancy has the same compartments and no others, and every group exists that a case
 * names. Identifiers follow from names: {@code ocid1.compartment.oc1..hr.payroll}.
 */
public final class CaseWorld implements Names {
    /** What cases call the root compartment. */
    public static final String ROOT = "ROOT";

    private static final String TENANCY = "ocid1.tenancy.oc1..";
    private static final String COMPARTMENT = "ocid1.compartment.oc1..";

    /** By path in lower case, with its segments as they are written. */
    private final Map<String, String> pathsByFoldedPath = new HashMap<>();

    private final Map<String, String> foldedPathsById = new HashMap<>();

    /** @param compartments paths such as {@code HR:Payroll} */
    public CaseWorld(Collection<String> compartments) {
        for (String path : compartments) {
            if (!path.equals(ROOT)) {
                String folded = path.toLowerCase(Locale.ROOT);
                pathsByFoldedPath.put(folded, path);
                foldedPathsById.put(COMPARTMENT + folded.replace(':', '.'), folded);
            }
        }
    }

    public static String tenancyId(String name) {
        return TENANCY + name;
    }

    /** Of a compartment that a case names, whether it exists or not. */
    public static String compartmentId(String tenancy, String path) {
        return path.equals(ROOT)
                ? tenancyId(tenancy)
                : COMPARTMENT + path.toLowerCase(Locale.ROOT).replace(':', '.');
    }

    /** @param name with its identity domain before a slash, unless that is Default */
    public static String groupId(String name) {
        return "ocid1.group.oc1.." + inDomain(name);
    }

    public static String dynamicGroupId(String name) {
        return "ocid1.dynamicgroup.oc1.." + inDomain(name);
    }

    private static String inDomain(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? inDomain("Default", name) : inDomain(name.substring(0, slash), name.substring(slash + 1));
    }

    private static String inDomain(String domain, String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return domain.equalsIgnoreCase("Default") ? folded : domain.toLowerCase(Locale.ROOT) + "." + folded;
    }

    @Override
    public Optional<String> groupId(String tenancyId, String domain, String name) {
        return Optional.of("ocid1.group.oc1.." + inDomain(domain, name));
    }

    @Override
    public Optional<String> dynamicGroupId(String tenancyId, String domain, String name) {
        return Optional.of("ocid1.dynamicgroup.oc1.." + inDomain(domain, name));
    }

    @Override
    public Optional<String> compartmentId(String attachedToCompartmentId, List<String> path) {
        String relative = String.join(":", path).toLowerCase(Locale.ROOT);
        String parent = foldedPath(attachedToCompartmentId);
        String whole = parent.isEmpty() ? relative : parent + ":" + relative;
        if (pathsByFoldedPath.containsKey(whole)) {
            return Optional.of(COMPARTMENT + whole.replace(':', '.'));
        }
        boolean itself = path.size() == 1 && lastSegment(parent).equals(relative);
        return itself ? Optional.of(attachedToCompartmentId) : Optional.empty();
    }

    @Override
    public boolean isWithin(String compartmentId, String ancestorCompartmentId) {
        if (compartmentId.equals(ancestorCompartmentId)) {
            return true;
        }
        String path = foldedPath(compartmentId);
        String ancestor = foldedPath(ancestorCompartmentId);
        return pathsByFoldedPath.containsKey(path) && (ancestor.isEmpty() || path.startsWith(ancestor + ":"));
    }

    /** The tree of one tenancy. */
    public Compartments compartmentsOf(String tenancy) {
        return new Compartments() {
            @Override
            public Optional<String> parentOf(String compartmentId) {
                String path = foldedPath(compartmentId);
                int colon = path.lastIndexOf(':');
                if (colon < 0) {
                    return pathsByFoldedPath.containsKey(path) ? Optional.of(tenancyId(tenancy)) : Optional.empty();
                }
                return Optional.of(COMPARTMENT + path.substring(0, colon).replace(':', '.'));
            }

            @Override
            public Optional<String> nameOf(String compartmentId) {
                if (compartmentId.equals(tenancyId(tenancy))) {
                    return Optional.of(ROOT);
                }
                return Optional.ofNullable(pathsByFoldedPath.get(foldedPath(compartmentId)))
                        .map(CaseWorld::lastSegment);
            }
        };
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf(':') + 1);
    }

    /** Empty for the root of a tenancy; of an unknown compartment, nothing that the world has. */
    private String foldedPath(String compartmentId) {
        return compartmentId.startsWith(TENANCY) ? "" : foldedPathsById.getOrDefault(compartmentId, compartmentId);
    }
}
