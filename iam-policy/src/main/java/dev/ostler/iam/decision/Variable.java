// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.Locale;

/** A fact of a request that conditions ask for. */
public sealed interface Variable {
    /** As OCI spells it. */
    String text();

    /** Names ignore case. */
    static Variable of(String name) {
        for (Plain plain : Plain.values()) {
            if (plain.text.equalsIgnoreCase(name)) {
                return plain;
            }
        }
        for (Tag.Holder holder : Tag.Holder.values()) {
            int namespaceAt = holder.prefix.length();
            int dot = name.indexOf('.', namespaceAt);
            if (name.regionMatches(true, 0, holder.prefix, 0, namespaceAt)
                    && dot > namespaceAt
                    && dot + 1 < name.length()) {
                return new Tag(holder, name.substring(namespaceAt, dot), name.substring(dot + 1));
            }
        }
        return new Unknown(name);
    }

    /** A variable without parts of the user's making. */
    enum Plain implements Variable {
        REQUEST_USER_ID("request.user.id"),
        REQUEST_USER_NAME("request.user.name"),
        REQUEST_USER_MFA_TOTP_VERIFIED("request.user.mfaTotpVerified"),
        REQUEST_GROUPS_ID("request.groups.id"),
        REQUEST_PERMISSION("request.permission"),
        REQUEST_OPERATION("request.operation"),
        REQUEST_NETWORK_SOURCE_NAME("request.networkSource.name"),
        REQUEST_UTC_TIMESTAMP("request.utc-timestamp"),
        REQUEST_MONTH_OF_YEAR("request.utc-timestamp.month-of-year"),
        REQUEST_DAY_OF_MONTH("request.utc-timestamp.day-of-month"),
        REQUEST_DAY_OF_WEEK("request.utc-timestamp.day-of-week"),
        REQUEST_TIME_OF_DAY("request.utc-timestamp.time-of-day"),
        REQUEST_REGION("request.region"),
        REQUEST_AD("request.ad"),
        REQUEST_PRINCIPAL_TYPE("request.principal.type"),
        REQUEST_PRINCIPAL_ID("request.principal.id"),
        REQUEST_PRINCIPAL_COMPARTMENT_ID("request.principal.compartment.id"),
        REQUEST_PRINCIPAL_NAMESPACE("request.principal.namespace"),
        REQUEST_PRINCIPAL_SERVICE_ACCOUNT("request.principal.service_account"),
        REQUEST_PRINCIPAL_CLUSTER_ID("request.principal.cluster_id"),
        REQUEST_SERVICE_NAME("request.service.name"),
        REQUEST_VCN_ID("request.vcn.id"),
        REQUEST_IPV4_IPADDRESS("request.ipv4.ipaddress"),
        TARGET_COMPARTMENT_ID("target.compartment.id"),
        TARGET_COMPARTMENT_NAME("target.compartment.name"),
        TARGET_BUCKET_NAME("target.bucket.name"),
        TARGET_OBJECT_NAME("target.object.name"),
        TARGET_WORKREQUEST_TYPE("target.workrequest.type"),
        TARGET_TENANT_ID("target.tenant.id"),
        TARGET_USER_ID("target.user.id"),
        TARGET_USER_NAME("target.user.name"),
        TARGET_GROUP_ID("target.group.id"),
        TARGET_GROUP_NAME("target.group.name"),
        TARGET_GROUP_MEMBER("target.group.member"),
        TARGET_POLICY_ID("target.policy.id"),
        TARGET_POLICY_NAME("target.policy.name"),
        TARGET_POLICY_TYPE("target.policy.type"),
        TARGET_POLICY_AUTOUPDATE("target.policy.autoupdate"),
        TARGET_DYNAMICGROUP_ID("target.dynamicgroup.id"),
        TARGET_DYNAMICGROUP_NAME("target.dynamicgroup.name"),
        TARGET_CREDENTIAL_TYPE("target.credential.type"),
        TARGET_RESOURCE_DOMAIN_ID("target.resource.domain.id"),
        TARGET_RESOURCE_DOMAIN_NAME("target.resource.domain.name");

        private final String text;

        Plain(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** {@code target.bucket.tag.NS.KEY} and its like. Namespace and key ignore case: they are kept in lower case. */
    record Tag(Holder holder, String namespace, String key) implements Variable {
        public Tag {
            namespace = namespace.toLowerCase(Locale.ROOT);
            key = key.toLowerCase(Locale.ROOT);
        }

        /** What carries the tag. */
        public enum Holder {
            BUCKET("target.bucket.tag."),
            BUCKET_SYSTEM("target.bucket.system-tag."),
            RESOURCE("target.resource.tag."),
            RESOURCE_COMPARTMENT("target.resource.compartment.tag."),
            PRINCIPAL_GROUP("request.principal.group.tag."),
            PRINCIPAL_COMPARTMENT("request.principal.compartment.tag.");

            private final String prefix;

            Holder(String prefix) {
                this.prefix = prefix;
            }

            public String prefix() {
                return prefix;
            }
        }

        @Override
        public String text() {
            return holder.prefix + namespace + "." + key;
        }
    }

    /** A name that no request of Ostler carries, in lower case. */
    record Unknown(String text) implements Variable {
        public Unknown {
            text = text.toLowerCase(Locale.ROOT);
        }
    }
}
