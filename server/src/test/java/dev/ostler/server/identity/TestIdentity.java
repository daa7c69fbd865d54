// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.server.TestClock;
import dev.ostler.server.identity.CompartmentSteps.NewCompartment;
import dev.ostler.server.identity.GroupSteps.NewGroup;
import dev.ostler.server.identity.PolicySteps.NewPolicy;
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
import dev.ostler.server.operation.Resource;
import dev.ostler.storage.DataDirectory;
import dev.ostler.storage.EngineOptions;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The identity domain on a real engine, in a directory of its own, asked for by the server itself. */
final class TestIdentity implements AutoCloseable {
    static final String NAMESPACE = "local";
    static final String REGION = "us-ashburn-1";
    static final CustomerSecretKey KEY = new CustomerSecretKey("admin-key", "admin-secret");

    static final Catalogue CATALOGUE = Catalogue.load();

    private final TestClock clock = new TestClock();
    private final SecureRandom random = new SecureRandom();
    private final Path path;
    private IdentitySettings settings = IdentitySettings.DEFAULT;
    private Open open;

    TestIdentity() throws IOException {
        path = Files.createTempDirectory("identity-test-");
        open = Open.at(path, clock, KEY, settings);
    }

    /** What works on the directory until it is opened again. */
    private record Open(DataDirectory directory, StorageEngine engine, Identity identity, Authorizer authorizer) {
        static Open at(Path path, TestClock clock, CustomerSecretKey key, IdentitySettings settings)
                throws IOException {
            DataDirectory directory =
                    DataDirectory.open(path, EngineOptions.defaults().withDurability(EngineOptions.Durability.OS));
            StorageEngine engine = directory.openCurrentWorld();
            Identity identity = Identity.open(engine, clock, new Founding(NAMESPACE, REGION, key, settings), CATALOGUE);
            Buckets buckets =
                    new Buckets(engine, Dialect.OCI, clock, identity::s3CompartmentOf, Identity::hasCompartment);
            return new Open(directory, engine, identity, new Authorizer(CATALOGUE, identity, buckets, identity));
        }

        void close() throws IOException {
            engine.close();
            directory.close();
        }
    }

    /** Stops and starts on the same data. */
    void reopen() throws IOException {
        reopen(KEY);
    }

    void reopen(CustomerSecretKey key) throws IOException {
        open.close();
        open = Open.at(path, clock, key, settings);
    }

    /** The same with other settings. */
    void reopen(IdentitySettings other) throws IOException {
        settings = other;
        reopen();
    }

    @Override
    public void close() throws IOException {
        open.close();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A bucket of the server's making, in its tenancy's root or in what a test says is that. */
    void bucketIn(String compartmentId, String name) {
        Buckets buckets = new Buckets(open.engine(), Dialect.OCI, clock, _ -> compartmentId, Identity::hasCompartment);
        Authorizer authorizer = new Authorizer(CATALOGUE, open.identity(), buckets, open.identity());
        buckets.create(
                authorizer.authorize(
                        new Caller.Server("test"), "CreateBucket", new Resource.NewBucket(NAMESPACE, REGION, name)),
                Map.of());
    }

    void deleteBucket(String name) {
        Buckets buckets = new Buckets(open.engine(), Dialect.OCI, clock, _ -> tenancyId(), Identity::hasCompartment);
        Authorizer authorizer = new Authorizer(CATALOGUE, open.identity(), buckets, open.identity());
        buckets.delete(authorizer.authorize(
                new Caller.Server("test"), "DeleteBucket", new Resource.Bucket(NAMESPACE, REGION, name)));
    }

    Identity identity() {
        return open.identity();
    }

    Snapshot now() {
        return open.identity().snapshot();
    }

    TestClock clock() {
        return clock;
    }

    StorageEngine engine() {
        return open.engine();
    }

    String tenancyId() {
        return open.identity().tenancy().id();
    }

    /** The server's own permit, which it gets for whatever it does. */
    Permit permit(String operation, IdentityResource resource) {
        return open.authorizer().authorize(new Caller.Server("test"), operation, resource);
    }

    /** What a user is told who asks for a permit. */
    Permit permit(Caller.User caller, String operation, IdentityResource resource) {
        return Permits.of(open.authorizer(), caller, operation, resource);
    }

    User user(String name) {
        return open.identity().commit(change -> user(change, name));
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
        return open.identity().commit(change -> group(change, name));
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
        return open.identity()
                .commit(change -> change.groups()
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
        return open.identity()
                .commit(change -> change.secretKeys()
                        .create(
                                permit("CreateCustomerSecretKey", new Credentials(Kind.CUSTOMER_SECRET_KEY, user.id())),
                                user.id(),
                                "a key",
                                key));
    }

    Compartment compartment(String parentId, String name) {
        return identity().commit(change -> compartment(change, parentId, name));
    }

    Compartment compartment(IdentityChange change, String parentId, String name) {
        return change.compartments()
                .create(
                        permit("CreateCompartment", new New(Kind.COMPARTMENT, parentId, name)),
                        new NewCompartment(Optional.empty(), parentId, name, "", Tags.NONE));
    }

    Compartment rename(Compartment compartment, String name) {
        return identity()
                .commit(change -> change.compartments()
                        .update(
                                permit("UpdateCompartment", new Existing(Kind.COMPARTMENT, compartment.id())),
                                compartment.id(),
                                new CompartmentSteps.Update(Optional.of(name), Optional.empty(), Optional.empty())));
    }

    Compartment move(Compartment compartment, String targetId) {
        return identity()
                .commit(change -> change.compartments()
                        .move(
                                permit("MoveCompartment", new IdentityResource.Move(compartment.id(), targetId)),
                                compartment.id(),
                                targetId));
    }

    void deleteCompartment(String id) {
        commit(change -> change.compartments()
                .delete(permit("DeleteCompartment", new Existing(Kind.COMPARTMENT, id)), id, Buckets::anyIn));
    }

    AttachedPolicy policy(String compartmentId, String name, String... statements) {
        return identity()
                .commit(change -> change.policies()
                        .create(
                                permit("CreatePolicy", new New(Kind.POLICY, compartmentId, name)),
                                new NewPolicy(
                                        Optional.empty(),
                                        compartmentId,
                                        name,
                                        "",
                                        List.of(statements),
                                        "",
                                        Tags.NONE)));
    }

    AttachedPolicy update(AttachedPolicy policy, String... statements) {
        return identity()
                .commit(change -> change.policies()
                        .update(
                                permit("UpdatePolicy", new Existing(Kind.POLICY, policy.id())),
                                policy.id(),
                                new PolicySteps.Update(
                                        Optional.empty(),
                                        Optional.of(List.of(statements)),
                                        Optional.empty(),
                                        Optional.empty())));
    }

    void deletePolicy(AttachedPolicy policy) {
        commit(change ->
                change.policies().delete(permit("DeletePolicy", new Existing(Kind.POLICY, policy.id())), policy.id()));
    }

    /** A change of one step without a result. */
    void commit(Consumer<IdentityChange> step) {
        open.identity().commit(change -> {
            step.accept(change);
            return true;
        });
    }
}
