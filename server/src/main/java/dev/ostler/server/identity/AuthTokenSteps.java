// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import java.security.SecureRandom;
import java.util.Optional;

/** The steps of a change that are about auth tokens. */
public final class AuthTokenSteps {
    private final IdentityChange change;

    AuthTokenSteps(IdentityChange change) {
        this.change = change;
    }

    /**
     * The answer is the only one that has the token. Throws LimitExceeded, InvalidParameter, IncorrectState for a user who
     * may have none.
     */
    public AuthToken.Made create(Permit permit, String userId, String description, SecureRandom random) {
        User user = required(permit, "CreateAuthToken", userId);
        Rules.checkDescription(description);
        if (!user.capabilities().contains(User.Capability.AUTH_TOKENS)) {
            throw new Problem.IncorrectState("user '" + user.name() + "' cannot use auth tokens").thrown();
        }
        if (change.current().authTokens().of(userId).size() >= Limits.MAX_AUTH_TOKENS_PER_USER) {
            throw new Problem.LimitExceeded("auth tokens of a user", Limits.MAX_AUTH_TOKENS_PER_USER).thrown();
        }
        String token = AuthToken.generate(random);
        String id = change.newId(Kind.AUTH_TOKEN, userId + "/" + Kind.AUTH_TOKEN.inAnswers(), Optional.empty());
        AuthToken made = new AuthToken(id, userId, description, AuthToken.hashOf(token), change.nowMillis());
        change.current().authTokens().put(made);
        return new AuthToken.Made(made, token);
    }

    /** Empty arguments leave things as they are. Throws InvalidParameter. */
    public AuthToken update(Permit permit, String userId, String tokenId, Optional<String> description) {
        required(permit, "UpdateAuthToken", userId);
        description.ifPresent(Rules::checkDescription);
        AuthToken token = ofUser(permit, userId, tokenId);
        AuthToken updated = token.withDescription(description.orElse(token.description()));
        change.current().authTokens().put(updated);
        return updated;
    }

    public void delete(Permit permit, String userId, String tokenId) {
        required(permit, "DeleteAuthToken", userId);
        change.current().authTokens().remove(ofUser(permit, userId, tokenId));
    }

    private AuthToken ofUser(Permit permit, String userId, String tokenId) {
        return change.current()
                .authTokens()
                .get(tokenId)
                .filter(token -> token.userId().equals(userId))
                .orElseThrow(() -> IdentityChange.notFound(permit));
    }

    private User required(Permit permit, String operation, String userId) {
        permit.requireFor(operation, new Credentials(Kind.AUTH_TOKEN, userId));
        return change.current().users().get(userId).orElseThrow(() -> IdentityChange.notFound(permit));
    }
}
