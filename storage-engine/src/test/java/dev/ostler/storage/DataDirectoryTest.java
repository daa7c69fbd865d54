// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server to a directory, one current world in it. */
class DataDirectoryTest {
    private static final EngineOptions OPTIONS = EngineOptions.defaults();

    @TempDir
    private Path parent;

    @Test
    void aNewDirectoryIsItsOwnersAlone() throws IOException {
        Path path = parent.resolve("a/b/data");

        try (DataDirectory data = DataDirectory.open(path, OPTIONS);
                StorageEngine world = data.openCurrentWorld()) {
            TestEngine.put(world, "a", bytes(10, 1));
            TestEngine.put(world, "b", bytes(5_000, 1));
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
        assertThat(path.toFile().list()).containsExactlyInAnyOrder("CURRENT", "FORMAT", "LOCK", "world-0001");
        assertThat(path.resolve("CURRENT")).hasContent("world-0001");
    }

    @Test
    void whatIsStoredIsThereAtTheNextStart() throws IOException {
        for (int start = 0; start < 3; start++) {
            try (DataDirectory data = DataDirectory.open(parent, OPTIONS);
                    StorageEngine world = data.openCurrentWorld()) {
                for (int earlier = 0; earlier < start; earlier++) {
                    assertThat(TestEngine.read(world, "n" + earlier)).hasValue(bytes(5_000, earlier));
                }
                TestEngine.put(world, "n" + start, bytes(5_000, start));
            }
        }
    }

    @Test
    void aSecondServerInTheSameProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
        try (DataDirectory data = DataDirectory.open(parent, OPTIONS)) {
            assertThat(data.path()).isEqualTo(parent.toAbsolutePath());
            refusedNamingPid(() -> DataDirectory.open(parent, OPTIONS));
            refusedNamingPid(() -> DataDirectory.open(parent.resolve("../" + parent.getFileName()), OPTIONS));

            assertThat(ChildProcess.run(ChildProcess.OpenAndLeave.class, parent.toString()))
                    .contains("in use by process " + ProcessHandle.current().pid());
        }
        DataDirectory.open(parent, OPTIONS).close();
    }

    @Test
    void aSecondProcessIsRefused() throws Exception {
        try (ChildProcess child = ChildProcess.start(ChildProcess.OpenAndWait.class, parent.toString())) {
            child.awaitLine("open");

            assertThatThrownBy(() -> DataDirectory.open(parent, OPTIONS))
                    .isInstanceOf(UnusableDirectoryException.class)
                    .hasMessageContaining("in use by process " + child.pid());
            child.kill();
        }

        DataDirectory.open(parent, OPTIONS).close();
    }

    @Test
    void aNewerFormatIsRefusedAndLeftAlone() throws IOException {
        DataDirectory.open(parent, OPTIONS).close();
        Files.writeString(parent.resolve("FORMAT"), "ostler-storage 2\n");

        assertThatThrownBy(() -> DataDirectory.open(parent, OPTIONS))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessageContaining("ostler-storage 2")
                .hasMessageContaining("ostler-storage 1");

        Files.writeString(parent.resolve("FORMAT"), "ostler-storage 1\n");
        DataDirectory.open(parent, OPTIONS).close();
    }

    @Test
    void worldsWithoutACurrentOneAreNotTakenForGarbage() throws IOException {
        try (DataDirectory data = DataDirectory.open(parent, OPTIONS);
                StorageEngine world = data.openCurrentWorld()) {
            TestEngine.put(world, "a", bytes(10, 1));
        }
        Files.delete(parent.resolve("CURRENT"));

        assertThatThrownBy(() -> DataDirectory.open(parent, OPTIONS))
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessageContaining("world-0001");

        Files.writeString(parent.resolve("CURRENT"), "world-0001");
        try (DataDirectory data = DataDirectory.open(parent, OPTIONS);
                StorageEngine world = data.openCurrentWorld()) {
            assertThat(TestEngine.read(world, "a")).isPresent();
        }
    }

    @Test
    void aCurrentThatNamesNoWorldIsRefused() throws IOException {
        DataDirectory.open(parent, OPTIONS).close();
        for (String name : new String[] {"world-0007", "../elsewhere", ""}) {
            Files.writeString(parent.resolve("CURRENT"), name);
            assertThatThrownBy(() -> DataDirectory.open(parent, OPTIONS))
                    .isInstanceOf(UnusableDirectoryException.class);
        }
    }

    @Test
    void theOldWorldServesUntilItIsClosedAndThenGoes() throws IOException {
        try (DataDirectory data = DataDirectory.open(parent, OPTIONS)) {
            StorageEngine old = data.openCurrentWorld();
            TestEngine.put(old, "old", bytes(5_000, 1));
            ReadLease lease = old.lease();

            StorageEngine fresh = data.switchToNewWorld(world -> putUnchecked(world, "new", bytes(5_000, 2)));

            assertThat(TestEngine.read(fresh, "new")).isPresent();
            assertThat(TestEngine.read(fresh, "old")).isEmpty();
            assertThat(TestEngine.read(old, "old")).hasValue(bytes(5_000, 1));
            assertThat(parent.resolve("CURRENT")).hasContent("world-0002");
            lease.close();
            old.close();
            await(() -> !Files.exists(parent.resolve("world-0001")));
            assertThat(TestEngine.read(fresh, "new")).isPresent();
            fresh.close();
        }
        try (DataDirectory data = DataDirectory.open(parent, OPTIONS);
                StorageEngine world = data.openCurrentWorld()) {
            assertThat(TestEngine.read(world, "new")).isPresent();
        }
    }

    @Test
    void aNewWorldThatCannotBeFilledChangesNothing() throws IOException {
        var failure = new IllegalStateException("on purpose");
        try (DataDirectory data = DataDirectory.open(parent, OPTIONS);
                StorageEngine old = data.openCurrentWorld()) {
            assertThatThrownBy(() -> data.switchToNewWorld(world -> {
                        putUnchecked(world, "half", bytes(10, 1));
                        throw failure;
                    }))
                    .isSameAs(failure);

            TestEngine.put(old, "a", bytes(10, 1));
            assertThat(parent.resolve("CURRENT")).hasContent("world-0001");
            await(() -> !Files.exists(parent.resolve("world-0002")));
        }
    }

    @Test
    void aSwitchThatMayOrMayNotBeOnDiskEndsAllWriting() throws IOException {
        var disk = new ForwardingDisk(new RealDisk()) {
            private boolean failing;

            @Override
            public void rename(Path from, Path to) throws IOException {
                super.rename(from, to);
                if (failing && to.endsWith("CURRENT")) {
                    throw new IOException("on purpose");
                }
            }
        };
        DataDirectory data = DataDirectory.open(parent, OPTIONS, disk, false);
        StorageEngine old = data.openCurrentWorld();
        TestEngine.put(old, "a", bytes(10, 1));
        disk.failing = true;

        assertThatThrownBy(() -> data.switchToNewWorld(world -> {})).isInstanceOf(EngineFailedException.class);

        assertThatThrownBy(() -> TestEngine.put(old, "b", bytes(10, 1))).isInstanceOf(EngineFailedException.class);
        assertThat(TestEngine.read(old, "a")).isPresent();
        old.close();
        data.close();
    }

    @Test
    void worldsLeftOverFromACrashGoAtTheNextStart() throws IOException {
        DataDirectory.open(parent, OPTIONS).close();
        Files.createDirectories(parent.resolve("world-0002/index"));
        Files.writeString(parent.resolve("world-0002/index/LOG"), "half");
        Files.writeString(parent.resolve("server.json"), "not ours");

        try (DataDirectory data = DataDirectory.open(parent, OPTIONS);
                StorageEngine world = data.openCurrentWorld()) {
            await(() -> !Files.exists(parent.resolve("world-0002")));
            TestEngine.put(world, "a", bytes(10, 1));
        }
        assertThat(parent.resolve("server.json")).exists();
    }

    @Test
    void anEphemeralDirectoryIsGoneWhenItIsClosed() throws IOException {
        Path path;
        try (DataDirectory data = DataDirectory.ephemeral(OPTIONS)) {
            path = data.path();
            StorageEngine world = data.openCurrentWorld();
            TestEngine.put(world, "a", bytes(10, 1));
            TestEngine.put(world, "b", bytes(5_000, 1));
            StorageEngine fresh = data.switchToNewWorld(filled -> {});
            TestEngine.put(fresh, "c", bytes(5_000, 1));
            world.close();
            fresh.close();
            assertThat(path).exists();
        }

        assertThat(path).doesNotExist();
    }

    private static void refusedNamingPid(ThrowingCallable open) {
        assertThatThrownBy(open)
                .isInstanceOf(UnusableDirectoryException.class)
                .hasMessageContaining(
                        "in use by process " + ProcessHandle.current().pid());
    }

    private static void putUnchecked(StorageEngine engine, String name, byte[] body) {
        try {
            TestEngine.put(engine, name, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
