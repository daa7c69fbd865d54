// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.OBJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers beside writers and a sweeper that never rests: no reader sees torn or missing bytes, or anything older than what
 * was acknowledged before it looked; listings show what was acknowledged.
 */
class HistoryTest {
    private static final int KEYS = 12;
    private static final int WRITERS = 6;
    private static final int READERS = 6;
    private static final long RUN_MILLIS = 2_500;

    @TempDir
    private Path directory;

    private final long seed = new Random().nextLong();
    private final AtomicLongArray acknowledged = new AtomicLongArray(KEYS);
    private final AtomicLongArray started = new AtomicLongArray(KEYS);
    private final AtomicLong reads = new AtomicLong();
    private final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RUN_MILLIS);

    @Test
    void readersSeeWholeAndCurrentBytesWhileEverythingChanges() throws Exception {
        System.out.println("HistoryTest seed " + seed);
        EngineOptions options = EngineOptions.defaults().withSweepInterval(Duration.ofMillis(1));
        try (var world = new TestEngine(directory, options, new RealDisk());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                write(world, i);
            }
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                clients.add(threads.submit(() -> writeOwnKeys(world, writer)));
            }
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(seed + i);
                clients.add(threads.submit(() -> readAnyKey(world, random)));
            }
            clients.add(threads.submit(() -> list(world)));
            for (Future<?> client : clients) {
                client.get();
            }

            world.engine().sweepNow();
            assertThat(reads.get()).isGreaterThan(100);
            assertThat(world.filesWithoutRow()).isEmpty();
            assertThat(world.count()).isEqualTo(world.objects().size());
        }
    }

    private Void writeOwnKeys(TestEngine world, int writer) throws IOException {
        Random random = new Random(seed ^ writer);
        while (System.nanoTime() < deadline) {
            write(world, writer + WRITERS * random.nextInt(KEYS / WRITERS));
            if (random.nextInt(10) == 0) {
                String passing = "passing" + writer;
                world.put(passing, Versioned.body(passing, 1));
                world.delete(passing);
                assertThat(world.read(passing)).isEmpty();
            }
        }
        return null;
    }

    private void write(TestEngine world, int number) throws IOException {
        String key = "k" + number;
        long version = started.incrementAndGet(number);
        world.put(key, Versioned.body(key, version));
        acknowledged.set(number, version);
    }

    private Void readAnyKey(TestEngine world, Random random) {
        RocksEngine engine = world.engine();
        while (System.nanoTime() < deadline) {
            int number = random.nextInt(KEYS);
            String key = "k" + number;
            long atLeast = acknowledged.get(number);
            try (ReadLease lease = engine.lease()) {
                Optional<BlobRef> blob = engine.get(OBJECTS, key);
                LockSupport.parkNanos(random.nextInt(1_000));
                long version = Versioned.version(key, TestEngine.read(engine, lease, blob.orElseThrow()));
                assertThat(version).as("seed %d, key %s", seed, key).isBetween(atLeast, started.get(number));
            }
            reads.incrementAndGet();
        }
        return null;
    }

    private Void list(TestEngine world) {
        while (System.nanoTime() < deadline) {
            List<String> names = world.engine()
                    .scan(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> k.textStart("k"))), cursor -> {
                        List<String> found = new ArrayList<>();
                        while (cursor.next()) {
                            found.add(cursor.key());
                        }
                        return found;
                    });
            assertThat(names).as("seed %d", seed).hasSize(KEYS);
        }
        return null;
    }
}
