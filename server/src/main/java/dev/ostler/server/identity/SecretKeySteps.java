// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import java.util.Optional;

/** The steps of a change that are about customer secret keys. */
public final class SecretKeySteps {
    private final IdentityChange change;

    SecretKeySteps(IdentityChange change) {
        this.change = change;
    }

    /**
     * The answer is the only one that may show the secret. Throws AlreadyExists when anybody on this server has a key of
     * that id, LimitExceeded, IncorrectState for a user who may have none.
     */
    public SecretKey create(Permit permit, String userId, String displayName, CustomerSecretKey key) {
        User user = required(permit, "CreateCustomerSecretKey", userId);
        Rules.checkDisplayName(displayName);
        if (!user.capabilities().contains(User.Capability.CUSTOMER_SECRET_KEYS)) {
            throw new Problem.IncorrectState("user '" + user.name() + "' cannot use customer secret keys").thrown();
        }
        Shelf<SecretKey> keys = change.current().secretKeys();
        if (keys.of(userId).size() >= Limits.MAX_SECRET_KEYS_PER_USER) {
            throw new Problem.LimitExceeded("customer secret keys of a user", Limits.MAX_SECRET_KEYS_PER_USER).thrown();
        }
        if (keys.has(key.id())) {
            throw new Problem.AlreadyExists(Kind.CUSTOMER_SECRET_KEY.inAnswers(), key.id()).thrown();
        }
        SecretKey made = new SecretKey(key, userId, displayName, false, change.nowMillis());
        keys.put(made);
        return made;
    }

    public SecretKey update(Permit permit, String userId, String keyId, Optional<String> displayName) {
        required(permit, "UpdateCustomerSecretKey", userId);
        displayName.ifPresent(Rules::checkDisplayName);
        SecretKey key = ofUser(permit, userId, keyId);
        SecretKey updated = key.withDisplayName(displayName.orElse(key.displayName()));
        change.current().secretKeys().put(updated);
        return updated;
    }

    /** Throws ServicesOwn for the key that the server is started with: the next start would bring it back. */
    public void delete(Permit permit, String userId, String keyId) {
        required(permit, "DeleteCustomerSecretKey", userId);
        SecretKey key = ofUser(permit, userId, keyId);
        if (key.ofServer()) {
            throw new Problem.ServicesOwn("the key that the server is started with cannot be deleted").thrown();
        }
        change.current().secretKeys().remove(key);
    }

    private SecretKey ofUser(Permit permit, String userId, String keyId) {
        return change.current()
                .secretKeys()
                .get(keyId)
                .filter(key -> key.userId().equals(userId))
                .orElseThrow(() -> IdentityChange.notFound(permit));
    }

    private User required(Permit permit, String operation, String userId) {
        permit.requireFor(operation, new Credentials(Kind.CUSTOMER_SECRET_KEY, userId));
        return change.current().users().get(userId).orElseThrow(() -> IdentityChange.notFound(permit));
    }
}
