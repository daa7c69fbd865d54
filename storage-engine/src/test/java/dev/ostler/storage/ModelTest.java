// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.OBJECTS;
import static dev.ostler.storage.TestEngine.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random operations, compared with a sorted map. {@code -Dostler.model.seed=N} repeats a run, {@code ostler.crash.minutes} prolongs it. */
@SuppressWarnings("NullAway.Init") // run() sets the fields
class ModelTest {
    private static final int OPERATIONS_PER_RUN = 1_500;
    private static final int RUNS = 2;
    private static final Comparator<String> BY_UTF8 =
            Comparator.comparing((String name) -> name.getBytes(UTF_8), Arrays::compareUnsigned);

    @TempDir
    private Path directory;

    private TestEngine world;
    private Random random;
    private NavigableMap<String, byte[]> model;

    @Test
    void theEngineBehavesLikeASortedMap() throws IOException {
        Long given = Long.getLong("ostler.model.seed");
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("ostler.crash.minutes", 0));
        int runs = 0;
        do {
            long seed = given != null ? given : new Random().nextLong();
            System.out.println("ModelTest seed " + seed);
            run(seed, directory.resolve("run" + runs));
            runs++;
        } while (runs < RUNS || System.nanoTime() < end);
    }

    private void run(long seed, Path place) throws IOException {
        random = new Random(seed);
        model = new TreeMap<>(BY_UTF8);
        EngineOptions options = TestEngine.quietOptions().withDurability(EngineOptions.Durability.OS);
        world = new TestEngine(place, options, new RealDisk());
        try {
            for (int i = 0; i < OPERATIONS_PER_RUN; i++) {
                operation();
            }
            checkAll();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        } finally {
            world.close();
        }
    }

    private void operation() throws IOException {
        switch (random.nextInt(40)) {
            case 0, 1 -> deleteRange();
            case 2 -> world.reopen();
            case 3 -> world.reopenAfterCrash();
            case 4, 5 -> world.engine().sweepNow();
            case 6, 7 -> copy();
            case 8, 9 -> rename();
            case 10 -> refusedChange();
            case 11 -> checkAll();
            case 12, 13, 14, 15, 16, 17 -> scan();
            case 18, 19, 20, 21, 22, 23 -> read(name());
            case 24, 25, 26, 27, 28 -> {
                String name = name();
                assertThat(world.delete(name)).isEqualTo(model.remove(name) != null);
            }
            default -> put();
        }
    }

    private void put() throws IOException {
        String name = name();
        byte[] body = bytes(random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(1_001), random.nextLong());
        world.put(name, body);
        model.put(name, body);
    }

    private void read(String name) {
        byte[] expected = model.get(name);
        var read = world.read(name);
        assertThat(read.isPresent()).isEqualTo(expected != null);
        read.ifPresent(body -> assertThat(body).isEqualTo(expected));
    }

    private void copy() throws IOException {
        String from = name();
        String to = name();
        byte[] body = model.get(from);
        if (body == null) {
            return;
        }
        try (ReadLease lease = world.engine().lease();
                StagedBlob copy = world.engine()
                        .copy(lease, world.engine().get(OBJECTS, from).orElseThrow())) {
            world.engine().commit(rows -> TestEngine.put(rows, to, copy));
        }
        model.put(to, body);
    }

    private void rename() {
        String from = name();
        String to = name();
        byte[] body = model.get(from);
        if (body == null || from.equals(to)) {
            return;
        }
        world.engine().commit(rows -> {
            TestEngine.delete(rows, to);
            BlobRef blob = rows.get(OBJECTS, from).orElseThrow();
            rows.delete(OBJECTS, from);
            rows.put(OBJECTS, to, blob);
            return true;
        });
        model.remove(from);
        model.put(to, body);
    }

    private void refusedChange() throws IOException {
        try (StagedBlob staged = world.stage(bytes(random.nextInt(3_000), 1))) {
            world.engine().commit(rows -> {
                TestEngine.put(rows, name(), staged);
                throw new UnsupportedOperationException();
            });
        } catch (UnsupportedOperationException e) {
            assertThat(e).isNotNull();
        }
    }

    /** Gives up the blobs first, as the contract asks, then deletes the rows. */
    private void deleteRange() {
        String start = start();
        List<String> gone = within(start, "");
        world.engine().commit(rows -> {
            gone.forEach(name -> rows.discard(rows.get(OBJECTS, name).orElseThrow()));
            rows.put(
                    TestEngine.COUNTS,
                    "objects",
                    rows.get(TestEngine.COUNTS, "objects").orElse(0L) - gone.size());
            rows.deleteRange(OBJECTS, KeyRange.of(prefix(start)));
            return true;
        });
        gone.forEach(model::remove);
    }

    private void scan() {
        String start = start();
        String from = random.nextBoolean() ? "" : start + start();
        String jump = start + start();
        boolean past = random.nextBoolean();
        int before = random.nextInt(4);
        List<String> expected = new ArrayList<>(within(start, from));
        List<String> head = expected.subList(0, Math.min(before, expected.size()));
        List<String> tail = within(start, from).stream()
                .filter(name -> BY_UTF8.compare(name, jump) >= 0 && !(past && name.startsWith(jump)))
                .toList();

        List<String> found = world.engine().scan(OBJECTS, new KeyRange<>(prefix(start), prefix(from)), cursor -> {
            List<String> names = new ArrayList<>();
            while (names.size() < before && cursor.next()) {
                names.add(cursor.key());
            }
            if (past) {
                cursor.seekPast(prefix(jump));
            } else {
                cursor.seek(prefix(jump));
            }
            while (cursor.next()) {
                names.add(cursor.key());
                assertThat(cursor.value().lengthBytes())
                        .isEqualTo(model.getOrDefault(names.getLast(), new byte[0]).length);
            }
            return names;
        });

        List<String> both = new ArrayList<>(head);
        both.addAll(tail);
        assertThat(found).isEqualTo(both);
    }

    private void checkAll() throws IOException {
        assertThat(world.objects().keySet()).containsExactlyInAnyOrderElementsOf(model.keySet());
        assertThat(world.count()).isEqualTo(model.size());
        model.keySet().forEach(this::read);
        world.engine().sweepNow();
        assertThat(world.filesWithoutRow()).isEmpty();
        ScrubReport report = world.engine().scrub((soFar, expected) -> {});
        assertThat(report.damaged()).isEmpty();
        assertThat(report.blobs()).isEqualTo(model.size());
    }

    private List<String> within(String start, String from) {
        return model.keySet().stream()
                .filter(name -> name.startsWith(start) && BY_UTF8.compare(name, from) >= 0)
                .toList();
    }

    private static KeyPrefix<String> prefix(String start) {
        return OBJECTS.prefix(k -> k.textStart(start));
    }

    /** Few names, close together, with the bytes that escaping is about. */
    private String name() {
        return start() + start() + "x";
    }

    private String start() {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> "\0";
            case 2 -> "\u00ff";
            case 3 -> "\uffff";
            case 4 -> "a";
            default -> "b" + random.nextInt(3);
        };
    }
}
