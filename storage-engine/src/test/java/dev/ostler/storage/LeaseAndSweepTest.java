// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.COUNTS;
import static dev.ostler.storage.TestEngine.OBJECTS;
import static dev.ostler.storage.TestEngine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is given up goes, but not under a reader. */
class LeaseAndSweepTest {
    private static final int IN_INDEX = 500;
    private static final int IN_FILE = 5_000;

    @TempDir
    private Path directory;

    private TestEngine world;
    private RocksEngine engine;

    @BeforeEach
    void open() throws IOException {
        world = TestEngine.in(directory);
        engine = world.engine();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {IN_INDEX, IN_FILE})
    void aLeaseTakenBeforeTheDeleteKeepsTheBytes(int length) throws IOException {
        BlobRef blob = world.put("a", bytes(length, 1));

        try (ReadLease lease = engine.lease()) {
            world.delete("a");
            engine.sweepNow();
            assertThat(TestEngine.read(engine, lease, blob)).isEqualTo(bytes(length, 1));
        }

        engine.sweepNow();
        assertThat(isThere(blob)).isFalse();
        assertThat(world.files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {IN_INDEX, IN_FILE})
    void aLeaseTakenAfterTheDeleteKeepsNothing(int length) throws IOException {
        BlobRef blob = world.put("a", bytes(length, 1));
        world.delete("a");

        try (ReadLease lease = engine.lease()) {
            assertThat(lease).isNotNull();
            engine.sweepNow();
            assertThat(isThere(blob)).isFalse();
        }
    }

    @Test
    void theOldestLeaseDecidesWhateverTheOrderOfClosing() throws IOException {
        BlobRef first = world.put("a", bytes(IN_FILE, 1));
        ReadLease old = engine.lease();
        BlobRef second = world.put("a", bytes(IN_FILE, 2));
        ReadLease middle = engine.lease();
        world.put("a", bytes(IN_FILE, 3));
        ReadLease young = engine.lease();

        middle.close();
        engine.sweepNow();
        assertThat(isThere(first)).isTrue();
        old.close();
        old.close();
        engine.sweepNow();
        assertThat(isThere(first)).isFalse();
        assertThat(isThere(second)).isFalse();
        young.close();
        assertThat(world.read("a")).hasValue(bytes(IN_FILE, 3));
    }

    @Test
    void aClosedLeaseOpensNothing() throws IOException {
        BlobRef blob = world.put("a", bytes(IN_FILE, 1));
        ReadLease lease = engine.lease();
        lease.close();

        assertThatThrownBy(() -> engine.open(lease, blob, 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOpenSliceReadsOnAfterItsFileWasSwept() throws IOException {
        BlobRef blob = world.put("a", bytes(IN_FILE, 1));
        BlobSlice slice;
        try (ReadLease lease = engine.lease()) {
            slice = engine.open(lease, blob, 0, blob.lengthBytes());
        }
        world.delete("a");
        engine.sweepNow();

        try (slice;
                var in = slice.stream()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes(IN_FILE, 1));
        }
    }

    @Test
    void garbageOfAnEarlierRunIsSweptToo() throws IOException {
        world.put("a", bytes(IN_FILE, 1));
        world.put("b", bytes(IN_INDEX, 1));
        world.delete("a");
        world.delete("b");
        world.reopenAfterCrash();

        world.engine().sweepNow();

        assertThat(world.files()).isEmpty();
        assertThat(world.engine().scrub((soFar, expected) -> {}).blobs()).isZero();
    }

    @Test
    void theSweeperWorksWithoutBeingAsked() throws Exception {
        world.close();
        world = new TestEngine(
                directory, EngineOptions.defaults().withSweepInterval(Duration.ofMillis(5)), new RealDisk());
        world.put("a", bytes(IN_FILE, 1));
        world.delete("a");

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!world.files().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    @Test
    void thousandsOfBlobsAreSweptInOneRound() throws IOException {
        for (int i = 0; i < 1_200; i++) {
            world.put("same", bytes(i % 100 == 0 ? IN_FILE : 10, i));
        }

        engine.sweepNow();

        assertThat(engine.scrub((soFar, expected) -> {}).blobs()).isEqualTo(1);
        assertThat(world.filesWithoutRow()).isEmpty();
    }

    @Test
    void addedSweepsRunUntilTheyHaveNoMoreToDo() {
        var slices = new AtomicInteger();
        engine.addSweep(sweeping -> {
            if (slices.get() == 5) {
                return false;
            }
            sweeping.commitFreeing(rows -> {
                rows.put(COUNTS, "slices", (long) slices.incrementAndGet());
                return true;
            });
            return slices.get() < 5;
        });

        engine.sweepNow();

        assertThat(slices).hasValue(5);
        assertThat(engine.get(COUNTS, "slices")).hasValue(5L);
    }

    @Test
    void aSweepThatThrowsDoesNotStopTheOthers() throws IOException {
        var runs = new AtomicInteger();
        engine.addSweep(sweeping -> {
            throw new IllegalStateException("on purpose");
        });
        engine.addSweep(sweeping -> {
            runs.incrementAndGet();
            return false;
        });
        BlobRef blob = world.put("a", bytes(IN_FILE, 1));
        world.delete("a");

        engine.sweepNow();
        engine.sweepNow();

        assertThat(runs.get()).isGreaterThanOrEqualTo(2);
        assertThat(isThere(blob)).isFalse();
    }

    @Test
    void stagedFilesOfACrashedRunGo() throws IOException {
        StagedBlob settled = world.stage(bytes(IN_FILE, 1));
        Path leftInStaging = directory.resolve("staging").resolve(Long.toHexString(BlobIds.first(1) + 77));
        Files.write(leftInStaging, bytes(10, 1));
        assertThat(world.files()).hasSize(2);
        world.reopenAfterCrash();

        world.engine().sweepNow();

        assertThat(world.files()).isEmpty();
        assertThat(settled.lengthBytes()).isEqualTo(IN_FILE);
    }

    @Test
    void orphansOfSeveralCrashedRunsGo() throws IOException {
        for (int run = 0; run < 3; run++) {
            world.put("kept" + run, bytes(IN_FILE, run));
            world.stage(bytes(IN_FILE, run + 10L)).lengthBytes();
            world.reopenAfterCrash();
        }

        world.engine().sweepNow();

        assertThat(world.filesWithoutRow()).isEmpty();
        assertThat(world.files()).hasSize(3);
    }

    @Test
    void aBlobStillStagedWhenTheEngineClosesGoesAtTheNextStart() throws IOException {
        assertThat(world.stage(bytes(IN_FILE, 1)).lengthBytes()).isEqualTo(IN_FILE);
        world.reopen();

        world.engine().sweepNow();

        assertThat(world.files()).isEmpty();
    }

    @Test
    void aStartAfterACleanEndLooksForNothing() throws IOException {
        Path file = world.engine().path(world.put("a", bytes(IN_FILE, 1)));
        Path stranger = file.resolveSibling(Long.toHexString(BlobIds.first(1) + 99));
        world.reopen();
        Files.write(stranger, bytes(10, 1));

        world.engine().sweepNow();

        assertThat(stranger).exists();
        assertThat(world.read("a")).isPresent();
    }

    @Test
    void closingWaitsForReadersInside() throws Exception {
        world.put("a", bytes(10, 1));
        var inside = new CountDownLatch(1);
        var mayLeave = new CountDownLatch(1);
        Thread reader = Thread.ofVirtual()
                .start(() -> engine.scan(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> {})), cursor -> {
                    inside.countDown();
                    awaitQuietly(mayLeave);
                    return cursor.next();
                }));
        inside.await();
        Thread closer = Thread.ofPlatform().start(engine::close);

        closer.join(100);
        assertThat(closer.isAlive()).isTrue();
        mayLeave.countDown();
        closer.join();
        reader.join();
    }

    private boolean isThere(BlobRef blob) {
        try (ReadLease lease = engine.lease()) {
            TestEngine.read(engine, lease, blob);
            return true;
        } catch (DamagedBlobException e) {
            return false;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
