// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.server.TestClock;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Founding;
import dev.ostler.server.identity.Identity;
import dev.ostler.server.identity.IdentityChange;
import dev.ostler.server.identity.IdentitySettings;
import dev.ostler.server.identity.Snapshot;
import dev.ostler.server.objectstorage.BucketRow;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.operation.Authorizer;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.storage.DataDirectory;
import dev.ostler.storage.EngineOptions;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The domains on a real engine, to which bootstrap files are applied; it is asked by the server itself. */
final class TestWorld implements AutoCloseable {
    private static final String REGION = "us-ashburn-1";
    private static final CustomerSecretKey KEY = new CustomerSecretKey("admin-key", "admin-secret");
    private static final Caller.Server BY = new Caller.Server("test");
    private static final Catalogue CATALOGUE = Catalogue.load();

    private final TestClock clock = new TestClock();
    private final Path data;
    private final Path files;
    private Open open;

    /** @param directory empty; what the files name lies in it */
    TestWorld(Path directory) throws IOException {
        this.files = directory;
        this.data = Files.createDirectories(directory.resolve("data"));
        this.open = Open.at(data, clock);
    }

    private record Open(
            DataDirectory directory, StorageEngine engine, Identity identity, Buckets buckets, Objects objects) {
        static Open at(Path data, TestClock clock) throws IOException {
            DataDirectory directory =
                    DataDirectory.open(data, EngineOptions.defaults().withDurability(EngineOptions.Durability.OS));
            StorageEngine engine = directory.openCurrentWorld();
            Identity identity = Identity.open(
                    engine, clock, new Founding("local", REGION, KEY, IdentitySettings.DEFAULT), CATALOGUE);
            Buckets buckets =
                    new Buckets(engine, Dialect.OCI, clock, identity::s3CompartmentOf, Identity::hasCompartment);
            return new Open(directory, engine, identity, buckets, new Objects(engine, clock));
        }
    }

    void reopen() throws IOException {
        close();
        open = Open.at(data, clock);
    }

    @Override
    public void close() throws IOException {
        open.engine().close();
        open.directory().close();
    }

    /** What came of a file with these lines below its version. */
    String apply(String yaml) throws IOException {
        var source = new BootstrapSource("world.yaml", ("version: 1\n" + yaml).getBytes(UTF_8), new FilesOnDisk(files));
        var bootstrap = new Bootstrap(
                open.identity(), open.buckets(), open.objects(), CATALOGUE, new Bootstrap.Home("local", REGION));
        try {
            return bootstrap
                    .apply(BootstrapFile.read(List.of(source), _ -> Optional.empty()))
                    .toString();
        } catch (BootstrapException e) {
            return String.valueOf(e.getMessage());
        }
    }

    Snapshot now() {
        return open.identity().snapshot();
    }

    String tenancyId() {
        return open.identity().tenancy().id();
    }

    Permit permit(String operation, Resource resource) {
        return new Authorizer(CATALOGUE, open.identity(), open.buckets(), open.identity())
                .authorize(BY, operation, resource);
    }

    void commit(Consumer<IdentityChange> change) {
        open.identity().commit(steps -> {
            change.accept(steps);
            return true;
        });
    }

    BucketRow bucket(String name) {
        return open.buckets().get(permit("GetBucket", new Resource.Bucket("local", REGION, name)));
    }

    /** As a commit sees it: what a compartment cannot be deleted for. */
    boolean hasBucketsIn(String compartmentId) {
        return open.engine().commit(rows -> Buckets.anyIn(rows, compartmentId));
    }
}
