// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.server.TestClock;
import dev.ostler.server.identity.GroupSteps.NewGroup;
import dev.ostler.server.identity.UserSteps.NewUser;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.operation.Authorizer;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Permits;
import dev.ostler.storage.DataDirectory;
import dev.ostler.storage.EngineOptions;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The identity domain on a real engine, in a directory of its own, asked for by the server itself. */
final class TestIdentity implements AutoCloseable {
    static final String NAMESPACE = "local";
    static final String REGION = "us-ashburn-1";
    static final CustomerSecretKey KEY = new CustomerSecretKey("admin-key", "admin-secret");

    private final TestClock clock = new TestClock();
    private final SecureRandom random = new SecureRandom();
    private final Path path;
    private DataDirectory directory;
    private StorageEngine engine;
    private Identity identity;
    private Authorizer authorizer;

    TestIdentity() throws IOException {
        this(Files.createTempDirectory("identity-test-"));
    }

    private TestIdentity(Path path) throws IOException {
        this.path = path;
        open(KEY);
    }

    private void open(CustomerSecretKey key) throws IOException {
        directory = DataDirectory.open(path, EngineOptions.defaults().withDurability(EngineOptions.Durability.OS));
        engine = directory.openCurrentWorld();
        use(Identity.open(engine, clock, new Founding(NAMESPACE, REGION, key)));
    }

    private void use(Identity opened) {
        identity = opened;
        authorizer = new Authorizer(
                Catalogue.load(), opened, new Buckets(engine, Dialect.OCI, clock, opened::s3CompartmentOf), opened);
    }

    /** Stops and starts on the same data. */
    void reopen() throws IOException {
        reopen(KEY);
    }

    void reopen(CustomerSecretKey key) throws IOException {
        shut();
        open(key);
    }

    private void shut() throws IOException {
        engine.close();
        directory.close();
    }

    @Override
    public void close() throws IOException {
        shut();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    Identity identity() {
        return identity;
    }

    Snapshot now() {
        return identity.snapshot();
    }

    TestClock clock() {
        return clock;
    }

    StorageEngine engine() {
        return engine;
    }

    String tenancyId() {
        return identity.tenancy().id();
    }

    /** The server's own permit, which it gets for whatever it does. */
    Permit permit(String operation, IdentityResource resource) {
        return authorizer.authorize(new Caller.Server("test"), operation, resource);
    }

    /** What a user is told who asks for a permit. */
    Permit permit(Caller.User caller, String operation, IdentityResource resource) {
        return Permits.of(authorizer, caller, operation, resource);
    }

    User user(String name) {
        return identity.commit(change -> user(change, name));
    }

    User user(IdentityChange change, String name) {
        return change.users()
                .create(
                        permit("CreateUser", new New(Kind.USER, tenancyId(), name)),
                        new NewUser(Optional.empty(), name, "", "", Tags.NONE));
    }

    void deleteUser(String id) {
        commit(change -> change.users().delete(permit("DeleteUser", new Existing(Kind.USER, id)), id));
    }

    Group group(String name) {
        return identity.commit(change -> group(change, name));
    }

    Group group(IdentityChange change, String name) {
        return change.groups()
                .create(
                        permit("CreateGroup", new New(Kind.GROUP, tenancyId(), name)),
                        new NewGroup(Optional.empty(), name, "", Tags.NONE));
    }

    void deleteGroup(String id) {
        commit(change -> change.groups().delete(permit("DeleteGroup", new Existing(Kind.GROUP, id)), id));
    }

    Membership add(User user, Group group) {
        return identity.commit(change -> change.groups()
                .addUser(
                        permit("AddUserToGroup", new IdentityResource.Membership(group.id(), user.id())),
                        group.id(),
                        user.id()));
    }

    void remove(User user, Group group) {
        commit(change -> change.groups()
                .removeUser(
                        permit("RemoveUserFromGroup", new IdentityResource.Membership(group.id(), user.id())),
                        group.id(),
                        user.id()));
    }

    SecretKey key(User user) {
        return key(user, CustomerSecretKey.generate(random));
    }

    SecretKey key(User user, CustomerSecretKey key) {
        return identity.commit(change -> change.secretKeys()
                .create(
                        permit("CreateCustomerSecretKey", new Credentials(Kind.CUSTOMER_SECRET_KEY, user.id())),
                        user.id(),
                        "a key",
                        key));
    }

    /** A change of one step without a result. */
    void commit(Consumer<IdentityChange> step) {
        identity.commit(change -> {
            step.accept(change);
            return true;
        });
    }
}
