// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

/** What an operation of the Identity service is about, as the request names it. */
public sealed interface IdentityResource extends Resource {
    /** What the Identity service looks after, by its name in OCIDs and in answers. */
    enum Kind {
        TENANCY("tenancy", "Tenancy"),
        COMPARTMENT("compartment", "Compartment"),
        USER("user", "User"),
        GROUP("group", "Group"),
        MEMBERSHIP("groupmembership", "UserGroupMembership"),
        DYNAMIC_GROUP("dynamicgroup", "DynamicGroup"),
        POLICY("policy", "Policy"),
        NETWORK_SOURCE("networksource", "NetworkSource"),
        CUSTOMER_SECRET_KEY("credential", "CustomerSecretKey"),
        API_KEY("apikey", "ApiKey"),
        AUTH_TOKEN("credential", "AuthToken");

        private final String inOcids;
        private final String inAnswers;

        Kind(String inOcids, String inAnswers) {
            this.inOcids = inOcids;
            this.inAnswers = inAnswers;
        }

        /** The second part of an OCID. */
        public String inOcids() {
            return inOcids;
        }

        /** As the models of OCI's SDKs are called: {@code DynamicGroup}. */
        public String inAnswers() {
            return inAnswers;
        }
    }

    /** One that is there. */
    record Existing(Kind kind, String id) implements IdentityResource {
        @Override
        public String displayName() {
            return id;
        }
    }

    /** One that is to be made in a compartment. */
    record New(Kind kind, String compartmentId, String name) implements IdentityResource {
        @Override
        public String displayName() {
            return name;
        }
    }

    /** All of a kind in a compartment. */
    record AllIn(Kind kind, String compartmentId) implements IdentityResource {
        @Override
        public String displayName() {
            return compartmentId;
        }
    }

    /** A user in a group, whether they are in it already or not. */
    record Membership(String groupId, String userId) implements IdentityResource {
        @Override
        public String displayName() {
            return userId;
        }
    }

    /** The credentials of one kind that a user has, or is to have: their own affair, which needs no policy. */
    record Credentials(Kind kind, String userId) implements IdentityResource {
        @Override
        public String displayName() {
            return userId;
        }
    }

    /** A compartment on its way into another. */
    record Move(String compartmentId, String targetCompartmentId) implements IdentityResource {
        @Override
        public String displayName() {
            return compartmentId;
        }
    }
}
