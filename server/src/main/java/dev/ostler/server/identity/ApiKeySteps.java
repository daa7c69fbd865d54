// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;

/** The steps of a change that are about API keys. */
public final class ApiKeySteps {
    private final IdentityChange change;

    ApiKeySteps(IdentityChange change) {
        this.change = change;
    }

    /** Throws InvalidParameter, AlreadyExists, LimitExceeded, IncorrectState for a user who may have none. */
    public ApiKey upload(Permit permit, String userId, String pem) {
        User user = required(permit, "UploadApiKey", userId);
        if (!user.capabilities().contains(User.Capability.API_KEYS)) {
            throw new Problem.IncorrectState("user '" + user.name() + "' cannot use API keys").thrown();
        }
        ApiKey key = new ApiKey(PublicKeyPem.of(pem), userId, change.nowMillis());
        Shelf<ApiKey> keys = change.current().apiKeys();
        if (keys.has(key.id())) {
            throw new Problem.AlreadyExists(Kind.API_KEY.inAnswers(), key.fingerprint()).thrown();
        }
        if (keys.of(userId).size() >= Limits.MAX_API_KEYS_PER_USER) {
            throw new Problem.LimitExceeded("API keys of a user", Limits.MAX_API_KEYS_PER_USER).thrown();
        }
        keys.put(key);
        return key;
    }

    public void delete(Permit permit, String userId, String fingerprint) {
        required(permit, "DeleteApiKey", userId);
        Shelf<ApiKey> keys = change.current().apiKeys();
        keys.remove(keys.get(ApiKey.idOf(userId, fingerprint)).orElseThrow(() -> IdentityChange.notFound(permit)));
    }

    private User required(Permit permit, String operation, String userId) {
        permit.requireFor(operation, new Credentials(Kind.API_KEY, userId));
        return change.current().users().get(userId).orElseThrow(() -> IdentityChange.notFound(permit));
    }
}
