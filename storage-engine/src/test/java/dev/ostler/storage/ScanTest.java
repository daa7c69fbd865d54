// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.OBJECTS;
import static dev.ostler.storage.TestEngine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cursors step through a snapshot of one range, and no further. */
class ScanTest {
    private static final List<String> NAMES = List.of("a", "b/1", "b/2", "b/3/x", "b/3/y", "c", "d/1", "e");

    @TempDir
    private Path directory;

    private TestEngine world;
    private RocksEngine engine;

    @BeforeEach
    void open() throws IOException {
        world = new TestEngine(
                directory, TestEngine.quietOptions().withScanLimits(50, Duration.ofSeconds(5)), new RealDisk());
        engine = world.engine();
        for (String name : NAMES) {
            world.put(name, bytes(1, 1));
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aScanSeesEveryRowOfItsTableInOrder() {
        assertThat(names(KeyRange.of(OBJECTS.prefix(k -> {})))).isEqualTo(NAMES);
    }

    @Test
    void aScanSeesOnlyItsPrefixAndOnlyFromItsStart() {
        assertThat(names(KeyRange.of(prefix("b/")))).containsExactly("b/1", "b/2", "b/3/x", "b/3/y");
        assertThat(names(new KeyRange<>(prefix("b/"), prefix("b/2")))).containsExactly("b/2", "b/3/x", "b/3/y");
        assertThat(names(new KeyRange<>(prefix("b/"), prefix("a")))).containsExactly("b/1", "b/2", "b/3/x", "b/3/y");
        assertThat(names(new KeyRange<>(prefix("b/"), prefix("z")))).isEmpty();
        assertThat(names(KeyRange.of(prefix("x")))).isEmpty();
    }

    @Test
    void aCursorSkipsPastAPrefix() {
        List<String> folded = engine.scan(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> {})), cursor -> {
            List<String> found = new ArrayList<>();
            while (cursor.next()) {
                String name = cursor.key();
                int slash = name.indexOf('/');
                if (slash < 0) {
                    found.add(name);
                } else {
                    String folder = name.substring(0, slash + 1);
                    found.add(folder);
                    cursor.seekPast(prefix(folder));
                }
            }
            return found;
        });

        assertThat(folded).containsExactly("a", "b/", "c", "d/", "e");
    }

    @Test
    void aCursorSeeksForwardsAndBackwardsWithinItsRange() {
        List<String> found = engine.scan(OBJECTS, new KeyRange<>(prefix("b/"), prefix("b/2")), cursor -> {
            List<String> keys = new ArrayList<>();
            cursor.seek(prefix("b/3/y"));
            cursor.next();
            keys.add(cursor.key());
            cursor.seek(prefix("a"));
            cursor.next();
            keys.add(cursor.key());
            cursor.seekPast(prefix("b/"));
            keys.add(String.valueOf(cursor.next()));
            cursor.seek(prefix("b/3"));
            cursor.next();
            keys.add(cursor.key());
            return keys;
        });

        assertThat(found).containsExactly("b/3/y", "b/2", "false", "b/3/x");
    }

    @Test
    void aScanDoesNotSeeWhatIsCommittedMeanwhile() {
        int rows = engine.scan(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> {})), cursor -> {
            cursor.next();
            putUnchecked("a2");
            int count = 1;
            while (cursor.next()) {
                count++;
            }
            return count;
        });

        assertThat(rows).isEqualTo(NAMES.size());
        assertThat(world.read("a2")).isPresent();
    }

    @Test
    void aScanInsideAScanDoesNotWaitForAThread() {
        long rows = engine.scan(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> {})), outer ->
                (long) names(KeyRange.of(prefix("b/"))).size());

        assertThat(rows).isEqualTo(4);
    }

    @Test
    void aScanOverTooManyRowsIsRefused() {
        IntStream.range(0, 60).forEach(i -> putUnchecked("many/" + i));

        assertThatThrownBy(() -> names(KeyRange.of(OBJECTS.prefix(k -> {})))).isInstanceOf(ScanLimitException.class);
        assertThat(names(KeyRange.of(prefix("b/")))).hasSize(4);
    }

    @Test
    void aScanThatTakesTooLongIsRefused() throws IOException {
        world.close();
        world = new TestEngine(
                directory,
                TestEngine.quietOptions().withScanLimits(Long.MAX_VALUE, Duration.ofMillis(50)),
                new RealDisk());

        assertThatThrownBy(() -> world.engine().scan(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> {})), cursor -> {
                    while (true) {
                        cursor.seek(prefix("a"));
                        cursor.next();
                    }
                }))
                .isInstanceOf(ScanLimitException.class);
    }

    @Test
    void whatAReaderThrowsReachesItsCaller() {
        var failure = new UnsupportedOperationException();
        Function<Cursor<String, BlobRef>, Object> reader = cursor -> {
            throw failure;
        };

        assertThatThrownBy(() -> engine.scan(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> {})), reader))
                .isSameAs(failure);
    }

    @Test
    void aPageAfterManyDeletesIsQuickAgain() {
        for (int slice = 0; slice < 250; slice++) {
            int first = slice * 100;
            engine.commit(rows -> {
                IntStream.range(first, first + 100)
                        .forEach(i -> rows.put(OBJECTS, "gone/" + i, new BlobRef(i, BlobRef.Place.INDEX, 0, 0)));
                return true;
            });
            engine.commitFreeing(rows -> {
                IntStream.range(first, first + 100).forEach(i -> rows.delete(OBJECTS, "gone/" + i));
                return true;
            });
        }

        engine.sweepNow();

        assertThat(names(KeyRange.of(prefix("gone/")))).isEmpty();
        assertThat(names(KeyRange.of(OBJECTS.prefix(k -> {})))).isEqualTo(NAMES);
    }

    private List<String> names(KeyRange<String> range) {
        return engine.scan(OBJECTS, range, cursor -> {
            List<String> names = new ArrayList<>();
            while (cursor.next()) {
                names.add(cursor.key());
                assertThat(cursor.value().lengthBytes()).isEqualTo(1);
            }
            return names;
        });
    }

    private static KeyPrefix<String> prefix(String start) {
        return OBJECTS.prefix(k -> k.textStart(start));
    }

    private void putUnchecked(String name) {
        try {
            world.put(name, bytes(1, 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
