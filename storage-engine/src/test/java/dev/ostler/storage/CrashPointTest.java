// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stops the engine before each of its steps on the disk in turn, once for every scenario, and looks at what the next start
 * finds: what was acknowledged is there, what was not is there whole or not at all, and no file is without a row.
 */
class CrashPointTest {
    private static final int MORE_STEPS_THAN_ANY_SCENARIO_HAS = 500;
    private static final byte[] SMALL = bytes(300, 1);
    private static final byte[] OTHER_SMALL = bytes(400, 2);
    private static final byte[] LARGE = bytes(5_000, 3);
    private static final byte[] OTHER_LARGE = bytes(300_000, 4);

    @TempDir
    private Path directory;

    /** What is there before, what is done, and what is there afterwards. */
    @SuppressWarnings("ImmutableEnumChecker") // nobody changes the arrays
    enum Scenario {
        PUT_SMALL(Map.of(), Map.of("a", SMALL)) {
            @Override
            void act(StorageEngine engine) throws IOException {
                TestEngine.put(engine, "a", SMALL);
            }
        },
        PUT_LARGE(Map.of(), Map.of("a", LARGE)) {
            @Override
            void act(StorageEngine engine) throws IOException {
                TestEngine.put(engine, "a", LARGE);
            }
        },
        PUT_LARGE_BESIDE_ANOTHER(Map.of("b", LARGE), Map.of("a", OTHER_LARGE, "b", LARGE)) {
            @Override
            void act(StorageEngine engine) throws IOException {
                TestEngine.put(engine, "a", OTHER_LARGE);
            }
        },
        OVERWRITE_SMALL(Map.of("a", SMALL), Map.of("a", OTHER_SMALL)) {
            @Override
            void act(StorageEngine engine) throws IOException {
                TestEngine.put(engine, "a", OTHER_SMALL);
            }
        },
        OVERWRITE_LARGE(Map.of("a", LARGE), Map.of("a", OTHER_LARGE)) {
            @Override
            void act(StorageEngine engine) throws IOException {
                TestEngine.put(engine, "a", OTHER_LARGE);
            }
        },
        OVERWRITE_LARGE_BY_SMALL(Map.of("a", LARGE), Map.of("a", SMALL)) {
            @Override
            void act(StorageEngine engine) throws IOException {
                TestEngine.put(engine, "a", SMALL);
            }
        },
        DELETE_SMALL(Map.of("a", SMALL, "b", SMALL), Map.of("b", SMALL)) {
            @Override
            void act(StorageEngine engine) {
                TestEngine.delete(engine, "a");
            }
        },
        DELETE_LARGE(Map.of("a", LARGE, "b", OTHER_LARGE), Map.of("b", OTHER_LARGE)) {
            @Override
            void act(StorageEngine engine) {
                TestEngine.delete(engine, "a");
            }
        },
        COPY_LARGE(Map.of("a", LARGE), Map.of("a", LARGE, "b", LARGE)) {
            @Override
            void act(StorageEngine engine) throws IOException {
                try (ReadLease lease = engine.lease();
                        StagedBlob copy = engine.copy(
                                lease, engine.get(TestEngine.OBJECTS, "a").orElseThrow())) {
                    engine.commit(rows -> TestEngine.put(rows, "b", copy));
                }
            }
        },
        SEVERAL_ROWS_AND_BLOBS_IN_ONE_CHANGE(
                Map.of("a", LARGE, "b", SMALL), Map.of("c", OTHER_LARGE, "d", SMALL, "b", LARGE)) {
            @Override
            void act(StorageEngine engine) throws IOException {
                try (StagedBlob c = TestEngine.stage(engine, OTHER_LARGE);
                        StagedBlob d = TestEngine.stage(engine, SMALL);
                        StagedBlob b = TestEngine.stage(engine, LARGE)) {
                    engine.commit(rows -> {
                        TestEngine.delete(rows, "a");
                        TestEngine.put(rows, "c", c);
                        TestEngine.put(rows, "d", d);
                        return TestEngine.put(rows, "b", b);
                    });
                }
            }
        },
        REFUSED_UPLOAD(Map.of("a", LARGE), Map.of("a", LARGE)) {
            @Override
            void act(StorageEngine engine) throws IOException {
                TestEngine.stage(engine, OTHER_LARGE).close();
            }
        };

        private final Map<String, byte[]> before;
        private final Map<String, byte[]> after;

        Scenario(Map<String, byte[]> before, Map<String, byte[]> after) {
            this.before = before;
            this.after = after;
        }

        abstract void act(StorageEngine engine) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void acknowledgedSurvivesACrashAtEachStepAndNothingElseIsLeft(Scenario scenario) throws IOException {
        prepare(scenario);
        for (boolean powerLoss : new boolean[] {true, false}) {
            int step = 1;
            while (crash(scenario, step, powerLoss)) {
                step++;
                assertThat(step).isLessThan(MORE_STEPS_THAN_ANY_SCENARIO_HAS);
            }
            assertThat(step).as("steps of %s", scenario).isGreaterThan(2);
        }
    }

    /** What is there before is of an earlier run that ended cleanly: no later start looks for orphans among its files. */
    private void prepare(Scenario scenario) throws IOException {
        try (TestEngine world = TestEngine.in(directory.resolve("prepared"))) {
            for (Map.Entry<String, byte[]> object : new TreeMap<>(scenario.before).entrySet()) {
                world.put(object.getKey(), object.getValue());
            }
        }
    }

    /** False when the scenario was over before the step came. */
    private boolean crash(Scenario scenario, int step, boolean powerLoss) throws IOException {
        Path place = directory.resolve(scenario + "-" + step + "-" + powerLoss);
        var disk = new CrashingDisk(place.resolve("grave"));
        copy(directory.resolve("prepared"), place.resolve("world"));
        var world = new TestEngine(place.resolve("world"), TestEngine.quietOptions(), disk);
        world.engine().sweepNow();
        disk.arm(step);
        boolean acknowledged = false;
        try {
            scenario.act(world.engine());
            acknowledged = true;
            world.engine().sweepNow();
        } catch (EngineFailedException | UncheckedIOException e) {
            assertThat(disk.hasCrashed()).isTrue();
        }
        world.engine().abandon();
        boolean crashed = disk.hasCrashed();
        List<String> steps = disk.steps();
        if (powerLoss) {
            disk.losePower();
        }

        try (var reopened = new TestEngine(place.resolve("world"), TestEngine.quietOptions(), new RealDisk())) {
            reopened.engine().sweepNow();
            String description = "%s, steps %s, acknowledged %s".formatted(scenario, steps, acknowledged);
            Map<String, String> found = readable(reopened);
            if (acknowledged) {
                assertThat(found).as(description).isEqualTo(readable(scenario.after));
            } else {
                assertThat(found).as(description).isIn(readable(scenario.before), readable(scenario.after));
            }
            assertThat(reopened.count()).as(description).isEqualTo(found.size());
            assertThat(reopened.filesWithoutRow()).as(description).isEmpty();
            assertThat(reopened.engine().scrub((soFar, expected) -> {}).damaged())
                    .as(description)
                    .isEmpty();
        }
        return crashed;
    }

    /** The switch has many steps of the new world's own; every one of them is a place to die. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aCrashDuringASwitchOfWorldsLeavesOneOfThemWhole(boolean powerLoss) throws IOException {
        List<String> currents = new ArrayList<>();
        int step = 1;
        while (crashSwitch(step, powerLoss, currents)) {
            step++;
            assertThat(step).isLessThan(MORE_STEPS_THAN_ANY_SCENARIO_HAS);
        }

        assertThat(currents).contains("old", "new");
    }

    private boolean crashSwitch(int step, boolean powerLoss, List<String> currents) throws IOException {
        Path place = directory.resolve("switch-" + step + "-" + powerLoss);
        var disk = new CrashingDisk(place.resolve("grave"));
        Path path = place.resolve("data");
        DataDirectory data = DataDirectory.open(path, TestEngine.quietOptions(), disk, false);
        RocksEngine old = (RocksEngine) data.openCurrentWorld();
        TestEngine.put(old, "old", LARGE);
        old.sweepNow();
        disk.arm(step);
        RocksEngine latest = old;
        boolean acknowledged = false;
        try {
            latest = (RocksEngine) data.switchToNewWorld(world -> putUnchecked(world, "new", LARGE));
            acknowledged = true;
            TestEngine.put(latest, "newer", OTHER_LARGE);
            acknowledged = TestEngine.read(latest, "newer").isPresent();
        } catch (EngineFailedException | UncheckedIOException | CrashingDisk.CrashedException e) {
            assertThat(disk.hasCrashed()).isTrue();
        }
        boolean crashed = disk.hasCrashed();
        old.abandon();
        latest.abandon();
        data.close();
        if (powerLoss) {
            disk.losePower();
        }

        try (DataDirectory reopened = DataDirectory.open(path, TestEngine.quietOptions());
                StorageEngine world = reopened.openCurrentWorld()) {
            boolean isNew = TestEngine.read(world, "new").isPresent();
            assertThat(TestEngine.read(world, "old").isPresent())
                    .as("steps %s", disk.steps())
                    .isEqualTo(!isNew);
            assertThat(isNew || !acknowledged).as("steps %s", disk.steps()).isTrue();
            assertThat(!acknowledged
                            || crashed
                            || TestEngine.read(world, "newer").isPresent())
                    .as("steps %s", disk.steps())
                    .isTrue();
            currents.add(isNew ? "new" : "old");
        }
        return crashed;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.walk(from)) {
            for (Path entry : entries.toList()) {
                Files.createDirectories(to.resolve(from.relativize(entry)).getParent());
                Files.copy(entry, to.resolve(from.relativize(entry)));
            }
        }
    }

    private static void putUnchecked(StorageEngine engine, String name, byte[] body) {
        try {
            TestEngine.put(engine, name, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> readable(TestEngine world) {
        Map<String, byte[]> read = new TreeMap<>();
        world.objects().keySet().forEach(name -> read.put(name, world.read(name).orElseThrow()));
        return readable(read);
    }

    /** Bytes that can be compared and printed. */
    private static Map<String, String> readable(Map<String, byte[]> objects) {
        Map<String, String> readable = new TreeMap<>();
        objects.forEach((name, body) -> readable.put(name, body.length + " bytes, " + Arrays.hashCode(body)));
        return readable;
    }
}
