// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who asks, as far as policies tell one from another. Immutable. */
public sealed interface Principal {
    /** The value of {@code request.principal.type}. */
    String type();

    /** The tenancy that the principal belongs to. */
    String tenancyId();

    /** @param groupIds of all identity domains */
    record User(String id, String name, String tenancyId, Set<String> groupIds) implements Principal {
        public User {
            groupIds = Set.copyOf(groupIds);
        }

        List<String> groupIdList() {
            return List.copyOf(groupIds);
        }

        @Override
        public String type() {
            return "user";
        }
    }

    /**
     * An instance, function, workload or other resource that acts for itself.
     *
     * @param attributes what the principal says of itself: {@code request.principal.*} variables by name, in lower case
     */
    record Resource(
            String type,
            String id,
            String tenancyId,
            String compartmentId,
            Set<String> dynamicGroupIds,
            Map<String, String> attributes)
            implements Principal {
        public Resource {
            dynamicGroupIds = Set.copyOf(dynamicGroupIds);
            attributes = Map.copyOf(attributes);
        }
    }

    /** One of the cloud's own services, such as {@code objectstorage-us-ashburn-1}, at work for a tenancy. */
    record Service(String name, String tenancyId) implements Principal {
        @Override
        public String type() {
            return "service";
        }
    }
}
