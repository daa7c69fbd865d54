// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a failed force or index write nothing is written any more, and reads go on; a nearly full disk only refuses. */
class FailStopTest {
    @TempDir
    private Path directory;

    private enum Failing {
        NOTHING,
        CREATE,
        APPEND,
        FORCE,
        FORCE_DIRECTORY,
        RENAME,
        INDEX
    }

    private volatile Failing failing = Failing.NOTHING;
    private final AtomicLong freeBytes = new AtomicLong(Long.MAX_VALUE / 2);
    private final AtomicLong forces = new AtomicLong();

    @Test
    void aFailedForceOfAFileEndsWritingAndIsNotTriedAgain() throws IOException {
        refusesAllWritesAfter(Failing.FORCE);

        assertThat(forces.get()).isEqualTo(2);
    }

    @Test
    void aFailedForceOfADirectoryEndsWriting() throws IOException {
        refusesAllWritesAfter(Failing.FORCE_DIRECTORY);
    }

    @Test
    void aFailedRenameEndsWriting() throws IOException {
        refusesAllWritesAfter(Failing.RENAME);
    }

    @Test
    void aFailedAppendEndsWriting() throws IOException {
        refusesAllWritesAfter(Failing.APPEND);
    }

    @Test
    void aFailedWriteOfTheIndexEndsWriting() throws IOException {
        refusesAllWritesAfter(Failing.INDEX);
    }

    private void refusesAllWritesAfter(Failing what) throws IOException {
        var world = new TestEngine(directory, TestEngine.quietOptions(), new FailingDisk());
        world.put("small", bytes(100, 1));
        world.put("large", bytes(5_000, 1));
        StagedBlob stagedBefore = world.stage(bytes(100, 3));

        failing = what;
        assertThatThrownBy(() -> world.put("new", bytes(5_000, 2))).isInstanceOf(EngineFailedException.class);
        failing = Failing.NOTHING;

        assertThatThrownBy(() -> world.put("new", bytes(5_000, 2))).isInstanceOf(EngineFailedException.class);
        assertThatThrownBy(() -> world.put("new", bytes(100, 2))).isInstanceOf(EngineFailedException.class);
        assertThatThrownBy(() -> world.engine().commit(rows -> TestEngine.put(rows, "new", stagedBefore)))
                .isInstanceOf(EngineFailedException.class);
        assertThatThrownBy(() -> world.delete("small")).isInstanceOf(EngineFailedException.class);
        assertThat(world.read("small")).hasValue(bytes(100, 1));
        assertThat(world.read("large")).hasValue(bytes(5_000, 1));
        assertThat(world.objects()).containsOnlyKeys("small", "large");
        world.close();

        try (TestEngine reopened = TestEngine.in(directory)) {
            reopened.engine().sweepNow();
            assertThat(reopened.objects()).containsOnlyKeys("small", "large");
            assertThat(reopened.filesWithoutRow()).isEmpty();
            reopened.put("new", bytes(5_000, 2));
            assertThat(reopened.read("new")).hasValue(bytes(5_000, 2));
        }
    }

    @Test
    void aFileThatCannotBeCreatedRefusesOneBodyAndNoOther() throws IOException {
        try (var world = new TestEngine(directory, TestEngine.quietOptions(), new FailingDisk())) {
            failing = Failing.CREATE;
            assertThatThrownBy(() -> world.put("a", bytes(5_000, 1))).isInstanceOf(UncheckedIOException.class);
            failing = Failing.NOTHING;

            world.put("a", bytes(5_000, 1));
            assertThat(world.files()).hasSize(1);
        }
    }

    @Test
    void everyoneInABatchThatFailedIsTold() throws Exception {
        List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
        try (var world = new TestEngine(directory, TestEngine.quietOptions(), new FailingDisk())) {
            failing = Failing.INDEX;
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String name = "n" + i;
                clients.add(Thread.startVirtualThread(() -> {
                    try {
                        world.put(name, bytes(10, 1));
                    } catch (IOException | RuntimeException e) {
                        told.add(e);
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }

            assertThat(told).hasSize(50).allMatch(EngineFailedException.class::isInstance);
            assertThat(world.objects()).isEmpty();
        }
    }

    @Test
    void aDiskNearlyFullTakesInNothingButStillDeletes() throws IOException {
        try (var world = new TestEngine(directory, TestEngine.quietOptions(), new FailingDisk())) {
            world.put("a", bytes(5_000, 1));
            freeBytes.set(100L << 20);
            passASecond(world);

            assertThatThrownBy(() -> world.put("b", bytes(10, 1))).isInstanceOf(DiskNearlyFullException.class);
            assertThatThrownBy(() -> world.put("b", bytes(5_000, 1))).isInstanceOf(DiskNearlyFullException.class);
            assertThatThrownBy(() -> world.engine().commit(rows -> true)).isInstanceOf(DiskNearlyFullException.class);
            assertThat(world.delete("a")).isTrue();

            freeBytes.set(10L << 20);
            passASecond(world);
            assertThatThrownBy(() -> world.delete("a")).isInstanceOf(DiskNearlyFullException.class);

            freeBytes.set(Long.MAX_VALUE / 2);
            world.put("b", bytes(5_000, 1));
            assertThat(world.read("b")).isPresent();
            world.engine().sweepNow();
            assertThat(world.filesWithoutRow()).isEmpty();
        }
    }

    @Test
    void anAnnouncedBodyThatDoesNotFitIsRefusedBeforeItIsRead() throws IOException {
        freeBytes.set(300L << 20);
        try (var world = new TestEngine(directory, TestEngine.quietOptions(), new FailingDisk())) {
            assertThatThrownBy(() -> world.engine()
                            .stage(
                                    new InputStream() {
                                        @Override
                                        public int read() {
                                            throw new AssertionError("was read");
                                        }

                                        @Override
                                        public int read(byte[] into, int offset, int count) {
                                            throw new AssertionError("was read");
                                        }
                                    },
                                    TestEngine.stageOptions(100L << 20)))
                    .isInstanceOf(DiskNearlyFullException.class);
            assertThat(world.files()).isEmpty();
        }
    }

    @Test
    void aDiskThatFillsUpUnderAnUploadRefusesItWithoutEndingAllWriting() throws IOException {
        try (var world = new TestEngine(directory, TestEngine.quietOptions(), new FailingDisk())) {
            failing = Failing.APPEND;
            freeBytes.set(1L << 20);

            assertThatThrownBy(() -> world.put("a", bytes(5_000, 1))).isInstanceOf(DiskNearlyFullException.class);

            failing = Failing.NOTHING;
            freeBytes.set(Long.MAX_VALUE / 2);
            world.put("a", bytes(5_000, 1));
            assertThat(world.files()).hasSize(1);
        }
    }

    /** The free space is looked up once a second; a refusal looks again, so an upload that is too large makes it do so. */
    private static void passASecond(TestEngine world) {
        assertThatThrownBy(() -> world.engine()
                        .stage(
                                InputStream.nullInputStream(),
                                new StageOptions(Long.MAX_VALUE / 4 * 3, Long.MAX_VALUE, 10, List.of())))
                .isInstanceOf(DiskNearlyFullException.class);
    }

    private final class FailingDisk extends ForwardingDisk {
        FailingDisk() {
            super(new RealDisk());
        }

        @Override
        public DiskFile create(Path file) throws IOException {
            failIf(Failing.CREATE);
            return new ForwardingFile(super.create(file)) {
                @Override
                public void append(byte[] bytes, int offset, int length) throws IOException {
                    failIf(Failing.APPEND);
                    super.append(bytes, offset, length);
                }

                @Override
                public void force() throws IOException {
                    forces.incrementAndGet();
                    failIf(Failing.FORCE);
                    super.force();
                }
            };
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            failIf(Failing.RENAME);
            super.rename(from, to);
        }

        @Override
        public void forceDirectory(Path path) throws IOException {
            failIf(Failing.FORCE_DIRECTORY);
            super.forceDirectory(path);
        }

        @Override
        public void aboutToWriteIndex() throws IOException {
            failIf(Failing.INDEX);
        }

        @Override
        public long freeBytes(Path path) {
            return freeBytes.get();
        }

        private void failIf(Failing what) throws IOException {
            if (failing == what) {
                throw new IOException("on purpose: " + what);
            }
        }
    }
}
