// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.COUNTS;
import static dev.ostler.storage.TestEngine.OBJECTS;
import static dev.ostler.storage.TestEngine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change sees, and what becomes of it. */
class CommitTest {
    @TempDir
    private Path directory;

    private TestEngine world;
    private StorageEngine engine;

    @BeforeEach
    void open() throws IOException {
        world = TestEngine.in(directory);
        engine = world.engine();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void committedRowsAreReadAtOnceAndAfterReopening() throws IOException {
        world.put("a", bytes(10, 1));

        assertThat(world.read("a")).hasValue(bytes(10, 1));
        world.reopen();
        assertThat(world.read("a")).hasValue(bytes(10, 1));
        assertThat(world.count()).isEqualTo(1);
    }

    @Test
    void aChangeThatThrowsLeavesNothingAndTheCallerGetsWhatItThrew() throws IOException {
        world.put("a", bytes(10, 1));
        var refusal = new IllegalArgumentException("no");

        try (StagedBlob staged = world.stage(bytes(5_000, 2))) {
            assertThatThrownBy(() -> engine.commit(rows -> {
                        TestEngine.put(rows, "a", staged);
                        rows.put(COUNTS, "other", 5L);
                        throw refusal;
                    }))
                    .isSameAs(refusal);
        }

        world.engine().sweepNow();
        assertThat(world.read("a")).hasValue(bytes(10, 1));
        assertThat(engine.get(COUNTS, "other")).isEmpty();
        assertThat(world.filesWithoutRow()).isEmpty();
    }

    @Test
    void aStagedBlobOfAChangeThatThrewCanBeAdoptedByTheNextOne() throws IOException {
        try (StagedBlob staged = world.stage(bytes(5_000, 1))) {
            assertThatThrownBy(() -> engine.commit(rows -> {
                        rows.adopt(staged);
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);

            engine.commit(rows -> TestEngine.put(rows, "a", staged));
        }

        assertThat(world.read("a")).hasValue(bytes(5_000, 1));
    }

    @Test
    void aStagedBlobIsAdoptedOnceAndNotAfterClosing() throws IOException {
        StagedBlob adopted = world.stage(bytes(10, 1));
        engine.commit(rows -> TestEngine.put(rows, "a", adopted));
        StagedBlob closed = world.stage(bytes(10, 1));
        closed.close();

        assertThatThrownBy(() -> engine.commit(rows -> TestEngine.put(rows, "b", adopted)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> engine.commit(rows -> TestEngine.put(rows, "b", closed)))
                .isInstanceOf(IllegalStateException.class);
        adopted.close();
        assertThat(world.read("a")).hasValue(bytes(10, 1));
        assertThat(world.count()).isEqualTo(1);
    }

    @Test
    void aBlobStagedInAnotherWorldIsRefused(@TempDir Path otherDirectory) throws IOException {
        try (TestEngine other = TestEngine.in(otherDirectory);
                StagedBlob staged = other.stage(bytes(10, 1))) {
            assertThatThrownBy(() -> engine.commit(rows -> rows.adopt(staged)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void changesOfOneBatchSeeEachOtherAndOneThatThrowsUndoesOnlyItself() throws Exception {
        List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        var batchIsOpen = new CountDownLatch(1);
        var firstIsRunning = new CountDownLatch(1);
        callers.add(Thread.startVirtualThread(() -> engine.commit(rows -> {
            firstIsRunning.countDown();
            awaitQuietly(batchIsOpen);
            return put(rows, "n", 1L);
        })));
        firstIsRunning.await();
        for (int i = 0; i < 20; i++) {
            boolean throwing = i % 3 == 0;
            callers.add(Thread.startVirtualThread(() -> {
                try {
                    engine.commit(rows -> {
                        rows.put(COUNTS, "n", rows.get(COUNTS, "n").orElseThrow() + 1);
                        if (throwing) {
                            throw new IllegalStateException("on purpose");
                        }
                        return true;
                    });
                    outcomes.add("done");
                } catch (IllegalStateException e) {
                    outcomes.add(e.getMessage());
                }
            }));
        }
        batchIsOpen.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(Collections.frequency(outcomes, "on purpose")).isEqualTo(7);
        assertThat(engine.get(COUNTS, "n")).hasValue(1L + 13);
    }

    /** Whatever a change numbers by them has a number of its own, also when it throws in the end. */
    @Test
    void furtherSequencesOfAChangeBelongToItAlone() {
        List<Long> sequences = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            engine.commit(rows -> {
                sequences.addAll(List.of(rows.sequence(), rows.furtherSequence(), rows.furtherSequence()));
                return true;
            });
            assertThatThrownBy(() -> engine.commit(rows -> {
                        sequences.addAll(List.of(rows.sequence(), rows.furtherSequence()));
                        throw new IllegalStateException("undone");
                    }))
                    .hasMessage("undone");
        }

        assertThat(sequences).hasSize(15).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void sequencesRiseInTheOrderOfTheChangesAndOverReopenings() throws IOException {
        List<Long> sequences = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sequences.add(engine.commit(Rows::sequence));
        }
        world.reopen();
        engine = world.engine();
        sequences.add(engine.commit(Rows::sequence));
        world.reopenAfterCrash();
        sequences.add(world.engine().commit(Rows::sequence));

        assertThat(sequences).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aChangeSeesItsOwnWritesDeletesAndRangeDeletes() throws IOException {
        world.put("dir/a", bytes(1, 1));
        world.put("dir/b", bytes(1, 1));
        BlobRef blob = engine.get(OBJECTS, "dir/a").orElseThrow();

        List<Boolean> seen = engine.commit(rows -> {
            List<Boolean> present = new ArrayList<>();
            rows.delete(OBJECTS, "dir/a");
            present.add(rows.get(OBJECTS, "dir/a").isPresent());
            rows.put(OBJECTS, "x", blob);
            present.add(rows.get(OBJECTS, "x").isPresent());
            rows.deleteRange(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> k.textStart("dir/b"))));
            present.add(rows.get(OBJECTS, "dir/b").isPresent());
            rows.put(OBJECTS, "dir/b", blob);
            present.add(rows.get(OBJECTS, "dir/b").isPresent());
            return present;
        });

        assertThat(seen).containsExactly(false, true, false, true);
        assertThat(world.objects()).containsOnlyKeys("x", "dir/b");
    }

    @Test
    void aRangeIsDeletedWholeAndNothingBesideIt() throws IOException {
        for (String name : List.of("a", "b", "b\0", "b/1", "b/2", "b\uffff", "c")) {
            world.put(name, bytes(1, 1));
        }

        engine.commit(rows -> {
            rows.deleteRange(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> k.textStart("b"))));
            return true;
        });

        assertThat(world.objects()).containsOnlyKeys("a", "c");
        world.reopenAfterCrash();
        assertThat(world.objects()).containsOnlyKeys("a", "c");
    }

    @Test
    void aRangeMayStartInTheMiddle() throws IOException {
        for (String name : List.of("a/1", "a/2", "a/3", "b")) {
            world.put(name, bytes(1, 1));
        }

        engine.commit(rows -> {
            KeyPrefix<String> within = OBJECTS.prefix(k -> k.textStart("a/"));
            rows.deleteRange(OBJECTS, new KeyRange<>(within, OBJECTS.prefix(k -> k.textStart("a/2"))));
            return true;
        });

        assertThat(world.objects()).containsOnlyKeys("a/1", "b");
    }

    @Test
    void writingIntoARangeBeforeDeletingItIsAMistake() {
        assertThatThrownBy(() -> engine.commit(rows -> {
                    rows.put(COUNTS, "n", 1L);
                    rows.deleteRange(COUNTS, KeyRange.of(COUNTS.prefix(k -> {})));
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChangeOfTooManyRowsIsRefusedWhole() {
        assertThatThrownBy(() -> engine.commit(rows -> {
                    for (int i = 0; i <= EngineOptions.defaults().maxRowsPerChange(); i++) {
                        rows.put(COUNTS, "n" + i, 1L);
                    }
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("slices");

        assertThat(engine.get(COUNTS, "n0")).isEmpty();
    }

    @Test
    void anUnslicedChangeMayHaveMoreRows() {
        int count = 3 * EngineOptions.defaults().maxRowsPerChange();

        engine.commitUnsliced(rows -> {
            for (int i = 0; i < count; i++) {
                rows.put(COUNTS, "n" + i, 1L);
            }
            return true;
        });

        assertThat(engine.get(COUNTS, "n0")).contains(1L);
        assertThat(engine.get(COUNTS, "n" + (count - 1))).contains(1L);
    }

    @Test
    void rowsCannotBeUsedAfterTheirChange() {
        var kept = new AtomicReference<Rows>();
        engine.commit(rows -> {
            kept.set(rows);
            return true;
        });

        assertThatThrownBy(() -> kept.get().put(COUNTS, "n", 1L)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept.get().get(COUNTS, "n")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChangeCannotCommitAnother() {
        assertThatThrownBy(() -> engine.commit(rows -> engine.commit(inner -> true)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void countsStayExactUnderConcurrency() throws Exception {
        List<Thread> callers = new ArrayList<>();
        for (int client = 0; client < 16; client++) {
            int mine = client;
            callers.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 50; i++) {
                    try {
                        world.put("shared/" + (i % 10), bytes(20, i));
                        world.put("own/" + mine + "/" + i, bytes(2_000 * (i % 2), i));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                    if (i % 5 == 0) {
                        world.delete("shared/" + ((i + mine) % 10));
                    }
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(world.count()).isEqualTo(world.objects().size());
        world.engine().sweepNow();
        assertThat(world.filesWithoutRow()).isEmpty();
    }

    @Test
    void anInterruptedCallerStillWaitsAndKeepsItsFlag() throws Exception {
        var flagged = new AtomicReference<Boolean>();
        Thread caller = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            engine.commit(rows -> put(rows, "n", 3L));
            flagged.set(Thread.currentThread().isInterrupted());
        });
        caller.join();

        assertThat(engine.get(COUNTS, "n")).hasValue(3L);
        assertThat(flagged.get()).isTrue();
    }

    @Test
    void aBatchTakesMoreThanOneBatchesWorthOfChanges() throws Exception {
        List<Thread> callers = IntStream.range(0, 600)
                .mapToObj(i -> Thread.startVirtualThread(() -> engine.commit(rows -> put(rows, "n" + i, (long) i))))
                .toList();
        for (Thread caller : callers) {
            caller.join();
        }

        List<Long> values = engine.scan(COUNTS, KeyRange.of(COUNTS.prefix(k -> {})), cursor -> {
            List<Long> found = new ArrayList<>();
            while (cursor.next()) {
                found.add(cursor.value());
            }
            return found;
        });
        assertThat(values)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 600).boxed().toList());
    }

    @Test
    void aClosedEngineRefusesEverything() throws IOException {
        world.close();

        assertThatThrownBy(() -> engine.commit(rows -> true)).hasMessageContaining("closed");
        assertThatThrownBy(() -> engine.get(COUNTS, "n")).hasMessageContaining("closed");
        assertThatThrownBy(() -> world.objects()).hasMessageContaining("closed");
        assertThatThrownBy(() -> world.stage(bytes(5_000, 1))).hasMessageContaining("closed");
        world.close();
        world = TestEngine.in(directory.resolve("next"));
    }

    private static boolean put(Rows rows, String name, long value) {
        rows.put(COUNTS, name, value);
        return true;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
