// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.ApiKey;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Group;
import dev.ostler.server.identity.PublicKeyPem;
import dev.ostler.server.identity.SecretKey;
import dev.ostler.server.identity.Snapshot;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.identity.User;
import dev.ostler.server.identity.User.Capability;
import dev.ostler.server.identity.UserSteps.NewUser;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.Permit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One declared user, in two steps: {@link #make} takes away what the file no longer gives, and {@link #giveKeys} adds what
 * it gives now, once every user has been made. So a key can pass from one user to another.
 */
final class UserStep {
    private final Steps steps;
    private final Tenancy tenancy;
    private final DeclaredUser wanted;
    /** Null until the user is made, and for one that cannot be. */
    private @Nullable User user;

    private boolean created;
    private boolean changed;
    private List<DeclaredUser.SecretKey> missingSecretKeys = List.of();
    private List<DeclaredUser.ApiKey> missingApiKeys = List.of();

    UserStep(Steps steps, Tenancy tenancy, DeclaredUser wanted) {
        this.steps = steps;
        this.tenancy = tenancy;
        this.wanted = wanted;
    }

    void make() {
        Map<String, Optional<Text>> fields =
                Map.of("id", wanted.id(), "description", wanted.description(), "email", wanted.email());
        steps.at(wanted.name(), fields, () -> {
            Optional<User> existing = current().user(tenancy.id(), wanted.name().value());
            User made = existing.orElseGet(this::create);
            existing.ifPresent(this::update);
            created = existing.isEmpty();
            user = made;
            wanted.groups().ifPresent(groups -> memberships(made, groups));
            wanted.customerSecretKeys().ifPresent(keys -> secretKeys(made, keys));
            wanted.apiKeys().ifPresent(keys -> apiKeys(made, keys));
            changeState(made);
        });
    }

    void giveKeys() {
        User made = user;
        if (made == null) {
            return;
        }
        missingSecretKeys.forEach(
                key -> give(made, Capability.CUSTOMER_SECRET_KEYS, key.id(), () -> create(made, key)));
        missingApiKeys.forEach(key -> give(made, Capability.API_KEYS, key.given(), () -> upload(made, key)));
        changed |= !missingSecretKeys.isEmpty() || !missingApiKeys.isEmpty();
        if (created) {
            steps.outcome().created();
        } else {
            steps.outcome().found(changed);
        }
    }

    private User create() {
        String name = wanted.name().value();
        return steps.change()
                .users()
                .create(
                        steps.permit("CreateUser", new New(Kind.USER, tenancy.id(), name)),
                        new NewUser(
                                wanted.id().map(Text::value),
                                name,
                                wanted.description().map(Text::value).orElse(name),
                                wanted.email().map(Text::value).orElse(""),
                                wanted.tags().over(Tags.NONE)));
    }

    private void update(User existing) {
        steps.refuseOtherId(wanted.id(), existing.id());
        Tags tags = wanted.tags().over(existing.details().tags());
        Optional<String> email = wanted.email().map(Text::value);
        boolean differs = Steps.differs(existing.details(), wanted.description(), tags)
                || email.filter(text -> !text.equals(existing.email())).isPresent();
        if (differs) {
            steps.change()
                    .users()
                    .update(
                            steps.permit("UpdateUser", new Existing(Kind.USER, existing.id())),
                            existing.id(),
                            wanted.description().map(Text::value),
                            email,
                            Optional.of(tags));
            changed = true;
        }
    }

    private void changeState(User made) {
        wanted.capabilities().ifPresent(given -> {
            Set<Capability> capabilities = given.over(made.capabilities());
            if (!capabilities.equals(made.capabilities())) {
                steps.at(given.place(), () -> setCapabilities(made, capabilities));
                changed = true;
            }
        });
        if (wanted.blocked().filter(blocked -> blocked != made.blocked()).isPresent()) {
            steps.change()
                    .users()
                    .updateState(
                            steps.permit("UpdateUserState", new Existing(Kind.USER, made.id())),
                            made.id(),
                            !made.blocked());
            changed = true;
        }
    }

    private void setCapabilities(User made, Set<Capability> capabilities) {
        steps.change()
                .users()
                .updateCapabilities(
                        steps.permit("UpdateUserCapabilities", new Existing(Kind.USER, made.id())),
                        made.id(),
                        capabilities);
    }

    private void memberships(User made, List<Text> groups) {
        Set<String> before = current().groupIdsOf(made.id());
        Set<String> after = new TreeSet<>();
        for (Text name : groups) {
            Optional<Group> group = current().group(tenancy.id(), name.value());
            if (group.isEmpty()) {
                List<String> known = current().groups().of(tenancy.id()).stream()
                        .map(Group::name)
                        .toList();
                steps.unknown("group", name, known, " in the file or in the tenancy");
                continue;
            }
            String id = group.get().id();
            after.add(id);
            if (!before.contains(id)) {
                steps.at(
                        name.place(),
                        () -> steps.change()
                                .groups()
                                .addUser(membershipPermit("AddUserToGroup", id, made), id, made.id()));
                changed = true;
            }
        }
        for (String id : new TreeSet<>(before)) {
            if (!after.contains(id)) {
                steps.change().groups().removeUser(membershipPermit("RemoveUserFromGroup", id, made), id, made.id());
                changed = true;
            }
        }
    }

    private Permit membershipPermit(String operation, String groupId, User made) {
        return steps.permit(operation, new IdentityResource.Membership(groupId, made.id()));
    }

    /** The key that the server was started with is not the file's to take away. */
    private void secretKeys(User made, List<DeclaredUser.SecretKey> keys) {
        Map<String, DeclaredUser.SecretKey> missing = new LinkedHashMap<>();
        keys.forEach(key -> missing.put(key.id().value(), key));
        for (SecretKey key : List.copyOf(current().secretKeys().of(made.id()))) {
            DeclaredUser.SecretKey still = missing.get(key.id());
            if (still != null && still.key().value().equals(key.key().secret())) {
                missing.remove(key.id());
                rename(made, key, still);
            } else if (still != null || !key.ofServer()) {
                steps.at(
                        still == null ? wanted.name().place() : still.place(),
                        () -> steps.change()
                                .secretKeys()
                                .delete(secretKeyPermit("DeleteCustomerSecretKey", made), made.id(), key.id()));
                changed = true;
            }
        }
        missingSecretKeys = List.copyOf(missing.values());
    }

    private void rename(User made, SecretKey key, DeclaredUser.SecretKey still) {
        still.displayName()
                .map(Text::value)
                .filter(name -> !name.equals(key.displayName()))
                .ifPresent(name -> {
                    steps.change()
                            .secretKeys()
                            .update(
                                    secretKeyPermit("UpdateCustomerSecretKey", made),
                                    made.id(),
                                    key.id(),
                                    Optional.of(name));
                    changed = true;
                });
    }

    private void create(User made, DeclaredUser.SecretKey missing) {
        CustomerSecretKey key;
        try {
            key = new CustomerSecretKey(missing.id().value(), missing.key().value());
        } catch (IllegalArgumentException e) {
            steps.mistakes().add(missing.place(), String.valueOf(e.getMessage()));
            return;
        }
        String displayName = missing.displayName().map(Text::value).orElse(made.name());
        steps.change()
                .secretKeys()
                .create(secretKeyPermit("CreateCustomerSecretKey", made), made.id(), displayName, key);
    }

    private Permit secretKeyPermit(String operation, User made) {
        return steps.permit(operation, new Credentials(Kind.CUSTOMER_SECRET_KEY, made.id()));
    }

    /** A key is known by its fingerprint, however its text is broken into lines. */
    private void apiKeys(User made, List<DeclaredUser.ApiKey> keys) {
        Map<String, DeclaredUser.ApiKey> missing = new LinkedHashMap<>();
        for (DeclaredUser.ApiKey key : keys) {
            steps.at(key.given().place(), () -> {
                DeclaredUser.ApiKey first =
                        missing.putIfAbsent(PublicKeyPem.of(key.pem()).fingerprint(), key);
                if (first != null) {
                    steps.mistakes()
                            .add(
                                    key.given().place(),
                                    "the API key is there twice; first at "
                                            + first.given().place());
                }
            });
        }
        for (ApiKey key : List.copyOf(current().apiKeys().of(made.id()))) {
            if (missing.remove(key.fingerprint()) == null) {
                steps.change().apiKeys().delete(apiKeyPermit("DeleteApiKey", made), made.id(), key.fingerprint());
                changed = true;
            }
        }
        missingApiKeys = List.copyOf(missing.values());
    }

    private void upload(User made, DeclaredUser.ApiKey missing) {
        steps.change().apiKeys().upload(apiKeyPermit("UploadApiKey", made), made.id(), missing.pem());
    }

    private Permit apiKeyPermit(String operation, User made) {
        return steps.permit(operation, new Credentials(Kind.API_KEY, made.id()));
    }

    /**
     * A user may have keys that he must not use, for he may have had them before. So that a file which says so is the same
     * world each time, he is allowed them for the moment in which they are made.
     */
    private void give(User made, Capability capability, Text at, Runnable create) {
        Set<Capability> capabilities =
                current().users().get(made.id()).map(User::capabilities).orElseThrow();
        boolean forTheMoment = !capabilities.contains(capability);
        if (forTheMoment) {
            Set<Capability> more = EnumSet.of(capability);
            more.addAll(capabilities);
            setCapabilities(made, more);
        }
        steps.at(at.place(), create);
        if (forTheMoment) {
            setCapabilities(made, capabilities);
        }
    }

    private Snapshot current() {
        return steps.current();
    }
}
