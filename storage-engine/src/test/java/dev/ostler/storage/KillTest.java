// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills a real process at a random instant while eight threads write, again and again on one directory: every write that it
 * acknowledged is there afterwards. {@code -Dostler.crash.minutes=N} goes on for so long.
 */
class KillTest {
    private static final int ROUNDS = 3;
    private static final int THREADS = 8;
    private static final int KEYS_PER_THREAD = 10;

    @TempDir
    private Path directory;

    /** What is known about an object: the last answer, and the write that was under way. */
    private static final class Known {
        private long acknowledged;
        private long underWay;
    }

    private final Map<String, Known> known = new HashMap<>();
    private long acknowledgements;

    @ParameterizedTest
    @EnumSource(
            value = EngineOptions.Durability.class,
            names = {"FSYNC", "OS"})
    void acknowledgedWritesSurviveKill9(EngineOptions.Durability durability) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("KillTest seed " + seed);
        Random random = new Random(seed);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("ostler.crash.minutes", 0));
        int round = 0;
        do {
            round++;
            writeAndKill(durability, round, 50 + random.nextInt(700));
            check(durability, round);
        } while (round < ROUNDS || System.nanoTime() < end);
        assertThat(acknowledgements).isGreaterThan(100);
    }

    private void writeAndKill(EngineOptions.Durability durability, int round, int millis) throws Exception {
        try (ChildProcess child = ChildProcess.start(
                Writers.class, directory.toString(), durability.name(), Long.toString(round * 1_000_000_000L))) {
            child.awaitLine("open");
            Thread killer = Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                try {
                    child.kill();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            for (String line = child.nextLine(); line != null; line = child.nextLine()) {
                note(line);
            }
            killer.join();
        }
    }

    /** Lines are {@code S key version} before a write and {@code A key version} after it; a cut-off line says nothing. */
    private void note(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 4 || !words[3].equals(".")) {
            return;
        }
        Known object = known.computeIfAbsent(words[1], key -> new Known());
        object.underWay = Long.parseLong(words[2]);
        if (words[0].equals("A")) {
            object.acknowledged = object.underWay;
            acknowledgements++;
        }
    }

    /** Zero stands for "not there"; a negative version for a delete. */
    private void check(EngineOptions.Durability durability, int round) throws IOException {
        EngineOptions options = TestEngine.quietOptions().withDurability(durability);
        try (DataDirectory data = DataDirectory.open(directory, options);
                StorageEngine world = data.openCurrentWorld()) {
            world.sweepNow();
            for (Map.Entry<String, Known> entry : known.entrySet()) {
                Known object = entry.getValue();
                long found = TestEngine.read(world, entry.getKey())
                        .map(body -> Versioned.version(entry.getKey(), body))
                        .orElse(0L);
                assertThat(found)
                        .as("round %d, %s", round, entry.getKey())
                        .isIn(Math.max(0, object.acknowledged), Math.max(0, object.underWay));
                object.acknowledged = found;
                object.underWay = found;
            }
            assertThat(world.scrub((soFar, expected) -> {}).damaged()).isEmpty();
            // A process that was killed before its first commit has counted nothing.
            assertThat(world.get(TestEngine.COUNTS, "objects").orElse(0L))
                    .isEqualTo(known.values().stream()
                            .filter(object -> object.acknowledged > 0)
                            .count());
        }
        try (TestEngine world = TestEngine.in(directory.resolve("world-0001"))) {
            assertThat(world.filesWithoutRow()).isEmpty();
            assertThat(world.files()).hasSizeLessThanOrEqualTo(known.size());
        }
    }

    /** The process to be killed: each thread writes, overwrites and deletes objects of its own. */
    static final class Writers {
        private Writers() {}

        public static void main(String[] arguments) throws Exception {
            EngineOptions options =
                    EngineOptions.defaults().withDurability(EngineOptions.Durability.valueOf(arguments[1]));
            long firstVersion = Long.parseLong(arguments[2]);
            try (DataDirectory data = DataDirectory.open(Path.of(arguments[0]), options);
                    StorageEngine world = data.openCurrentWorld()) {
                ChildProcess.print("open");
                List<Thread> threads = IntStream.range(0, THREADS)
                        .mapToObj(thread -> Thread.ofPlatform().start(() -> write(world, thread, firstVersion)))
                        .toList();
                for (Thread thread : threads) {
                    thread.join();
                }
            }
        }

        private static @Nullable Void write(StorageEngine world, int thread, long firstVersion) {
            Random random = new Random();
            for (long version = firstVersion + 1; ; version++) {
                String key = "t" + thread + "-" + random.nextInt(KEYS_PER_THREAD);
                boolean delete = random.nextInt(5) == 0;
                String words = key + " " + (delete ? -version : version) + " .";
                ChildProcess.print("S " + words);
                try {
                    if (delete) {
                        TestEngine.delete(world, key);
                    } else {
                        TestEngine.put(world, key, Versioned.body(key, version));
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                ChildProcess.print("A " + words);
            }
        }
    }
}
