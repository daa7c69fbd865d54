// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.decision.Decision;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.PolicySource;
import java.util.Map;
import java.util.Optional;

/**
 * Who exists and what they may do. There is one tenancy with one user, its administrator, and one policy: Allow group
 * Administrators to manage all-resources in tenancy.
 */
public final class Identity implements PolicySource {
    private final Tenancy tenancy;
    private final Map<String, KeyHolder> keys;

    /** A key with its user. */
    public record KeyHolder(CustomerSecretKey key, User user) {
        public Caller.User caller() {
            return new Caller.User(
                    user.id(), user.name(), user.tenancy().id(), user.tenancy().namespace(), user.groups(), key.id());
        }
    }

    public Identity(Tenancy tenancy, CustomerSecretKey administratorsKey) {
        this.tenancy = tenancy;
        this.keys = Map.of(administratorsKey.id(), new KeyHolder(administratorsKey, User.administrator(tenancy)));
    }

    public Tenancy tenancy() {
        return tenancy;
    }

    public Optional<KeyHolder> holderOf(String accessKeyId) {
        return Optional.ofNullable(keys.get(accessKeyId));
    }

    /** The compartment where a namespace's S3 calls make and list buckets: its tenancy's root. */
    public String s3CompartmentOf(String namespace) {
        return namespace.equals(tenancy.namespace()) ? tenancy.id() : Ocids.derived("tenancy", namespace, 0);
    }

    @Override
    public Decision decide(Question question) {
        boolean allowed = switch (question.caller()) {
            case Caller.User user ->
                user.groups().contains(User.ADMINISTRATORS)
                        && question.compartmentId().equals(tenancy.id());
            case Caller.Server _ -> true;
            case Caller.Anonymous _ -> false;
        };
        return allowed ? new Decision.Allowed() : new Decision.Denied(question.permission());
    }
}
