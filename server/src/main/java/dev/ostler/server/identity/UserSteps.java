// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The steps of a change that are about users. */
public final class UserSteps {
    private final IdentityChange change;

    UserSteps(IdentityChange change) {
        this.change = change;
    }

    /** What somebody says of a new user. */
    public record NewUser(Optional<String> id, String name, String description, String email, Tags tags) {}

    /** Throws AlreadyExists, LimitExceeded or InvalidParameter. */
    public User create(Permit permit, NewUser wanted) {
        permit.requireFor("CreateUser", new New(Kind.USER, permit.compartmentId(), wanted.name()));
        Tenancy tenancy = change.current()
                .tenancies()
                .get(permit.compartmentId())
                .orElseThrow(() -> Rules.invalid("compartmentId", "users are in the root compartment"));
        Rules.checkUserName(wanted.name());
        Shelf<User> users = change.current().users();
        if (change.current().user(tenancy.id(), wanted.name()).isPresent()) {
            throw new Problem.AlreadyExists(Kind.USER.inAnswers(), wanted.name()).thrown();
        }
        if (users.of(tenancy.id()).size() >= Limits.MAX_USERS) {
            throw new Problem.LimitExceeded("users", Limits.MAX_USERS).thrown();
        }
        checkEmail(wanted.email());
        User user = new User(
                change.newId(Kind.USER, pathOf(tenancy, wanted.name()), wanted.id()),
                tenancy.id(),
                wanted.name(),
                wanted.email(),
                false,
                EnumSet.allOf(User.Capability.class),
                Details.of(wanted.description(), wanted.tags(), change.nowMillis()));
        users.put(user);
        return user;
    }

    /** Empty arguments leave things as they are. */
    public User update(
            Permit permit, String userId, Optional<String> description, Optional<String> email, Optional<Tags> tags) {
        User user = required(permit, "UpdateUser", userId);
        email.ifPresent(UserSteps::checkEmail);
        return put(user.withDetails(user.details().updated(description, tags), email.orElse(user.email())));
    }

    /** Throws ServicesOwn for the server's own administrator without customer secret keys. */
    public User updateCapabilities(Permit permit, String userId, Set<User.Capability> capabilities) {
        User user = required(permit, "UpdateUserCapabilities", userId);
        if (!capabilities.contains(User.Capability.CUSTOMER_SECRET_KEYS)) {
            requireNotServersOwn(user, "uses a customer secret key");
        }
        return put(user.withCapabilities(capabilities));
    }

    /** Throws ServicesOwn for blocking the server's own administrator. */
    public User updateState(Permit permit, String userId, boolean blocked) {
        User user = required(permit, "UpdateUserState", userId);
        if (blocked) {
            requireNotServersOwn(user, "cannot be blocked");
        }
        return put(user.withBlocked(blocked));
    }

    /** With their credentials. Throws IncorrectState while they are in a group. Source: Identity API, DeleteUser. */
    public void delete(Permit permit, String userId) {
        User user = required(permit, "DeleteUser", userId);
        Snapshot current = change.current();
        if (!current.memberships().of(userId).isEmpty()) {
            throw new Problem.IncorrectState("user '" + user.name() + "' is in groups still").thrown();
        }
        current.secretKeys().removeOf(userId);
        current.apiKeys().removeOf(userId);
        current.authTokens().removeOf(userId);
        current.users().remove(user);
    }

    /** The key that the server is started with, and that {@code ostler env} gives out, has to be good. */
    private void requireNotServersOwn(User user, String what) {
        if (change.current().isServersOwn(user)) {
            throw new Problem.ServicesOwn("the server's own administrator " + what).thrown();
        }
    }

    private User required(Permit permit, String operation, String userId) {
        permit.requireFor(operation, new Existing(Kind.USER, userId));
        return change.current().users().get(userId).orElseThrow(() -> IdentityChange.notFound(permit));
    }

    private User put(User user) {
        change.current().users().put(user);
        return user;
    }

    private static void checkEmail(String email) {
        if (email.length() > Limits.MAX_EMAIL_CHARS) {
            throw Rules.invalid("email", "at most " + Limits.MAX_EMAIL_CHARS + " characters");
        }
    }

    /** What a user's identifier is derived from. */
    static String pathOf(Tenancy tenancy, String name) {
        return tenancy.namespace() + "/" + name;
    }
}
