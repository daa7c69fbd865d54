// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

/** Damage is found, named, and never served. */
class ScrubTest {
    private static final ScrubProgress SILENT = (soFar, expected) -> {};

    @TempDir
    private Path directory;

    private TestEngine world;

    @BeforeEach
    void open() throws IOException {
        world = TestEngine.in(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aHealthyWorldIsReadWhole() throws IOException {
        for (int i = 0; i < 40; i++) {
            world.put("small" + i, bytes(i, i));
            world.put("large" + i, bytes(2_000 + i, i));
        }
        List<Long> steps = new ArrayList<>();

        ScrubReport report = world.engine().scrub((soFar, expected) -> steps.add(soFar.blobs()));

        assertThat(report.blobs()).isEqualTo(80);
        assertThat(report.bytes()).isEqualTo(40 * 2_000 + 2 * (39 * 40 / 2));
        assertThat(report.damagedBlobs()).isZero();
        assertThat(steps).isSorted().hasSizeGreaterThan(2).endsWith(80L);
    }

    @Test
    void aFlippedByteInAFileIsFoundAndTheBlobRefusedEvenAfterReopening() throws IOException {
        BlobRef blob = world.put("a", bytes(5_000, 1));
        world.put("b", bytes(5_000, 2));
        flip(world.engine().path(blob), 4_321);

        ScrubReport report = world.engine().scrub(SILENT);

        assertThat(report.damaged()).extracting(ScrubReport.Damage::blob).containsExactly(blob);
        assertThatThrownBy(() -> world.read("a"))
                .isInstanceOfSatisfying(
                        DamagedBlobException.class, e -> assertThat(e.blob()).isEqualTo(blob));
        world.reopen();
        assertThatThrownBy(() -> world.read("a")).isInstanceOf(DamagedBlobException.class);
        assertThat(world.read("b")).isPresent();
    }

    @Test
    void aDamagedBlobCanBeReplacedAndIsForgottenThen() throws IOException {
        BlobRef blob = world.put("a", bytes(5_000, 1));
        flip(world.engine().path(blob), 0);
        assertThat(world.engine().scrub(SILENT).damagedBlobs()).isEqualTo(1);

        world.put("a", bytes(5_000, 2));
        world.engine().sweepNow();

        assertThat(world.engine().scrub(SILENT).damagedBlobs()).isZero();
        assertThat(world.read("a")).hasValue(bytes(5_000, 2));
        world.reopen();
        assertThat(world.engine().scrub(SILENT).damagedBlobs()).isZero();
    }

    @Test
    void aMissingAndAShortenedFileAreRefusedAtOnceAndFound() throws IOException {
        BlobRef missing = world.put("a", bytes(5_000, 1));
        BlobRef shortened = world.put("b", bytes(5_000, 2));
        Files.delete(world.engine().path(missing));
        try (var file = new RandomAccessFile(world.engine().path(shortened).toFile(), "rw")) {
            file.setLength(4_999);
        }

        assertThatThrownBy(() -> world.read("a")).isInstanceOf(DamagedBlobException.class);
        assertThatThrownBy(() -> world.read("b")).isInstanceOf(DamagedBlobException.class);
        assertThat(world.engine().scrub(SILENT).damaged())
                .extracting(ScrubReport.Damage::blob)
                .containsExactlyInAnyOrder(missing, shortened);
    }

    @Test
    void aDamagedFileIsNotCopied() throws IOException {
        BlobRef blob = world.put("a", bytes(5_000, 1));
        flip(world.engine().path(blob), 100);

        try (ReadLease lease = world.engine().lease()) {
            assertThatThrownBy(() -> world.engine().copy(lease, blob)).isInstanceOf(DamagedBlobException.class);
        }

        assertThat(world.files()).hasSize(1);
    }

    @Test
    void aBodyInTheIndexThatIsNotWhatWasStoredIsFoundAndRefused() throws Exception {
        BlobRef blob = world.put("a", bytes(500, 1));
        world.put("b", bytes(500, 2));
        byte[] framed = new byte[Stager.FRAME_BYTES + 500];
        System.arraycopy(bytes(500, 1), 0, framed, Stager.FRAME_BYTES, 500);
        Checksums.frame(framed);
        framed[300] ^= 1;
        writeToIndex(Column.BODIES, EngineRows.bodyKey(blob.id()), framed);

        assertThatThrownBy(() -> world.read("a")).isInstanceOf(DamagedBlobException.class);
        assertThat(world.engine().scrub(SILENT).damaged())
                .extracting(damage -> damage.blob().id())
                .containsExactly(blob.id());
        assertThat(world.read("b")).hasValue(bytes(500, 2));
    }

    @Test
    void aFlippedByteInAFileOfTheIndexIsFoundAndTheBodiesBesideItAreRead() throws IOException {
        for (int i = 0; i < 20; i++) {
            world.put("n" + i, bytes(1_000 - (i % 2), i));
        }
        try (StagedBlob staged = world.engine()
                .stage(
                        new ByteArrayInputStream(bytes(50_000, 77)),
                        new StageOptions(50_000, 1 << 20, 64 << 10, List.of()))) {
            world.engine().commit(rows -> TestEngine.put(rows, "m", staged));
        }
        world.put("z", bytes(900, 99));
        world.close();
        flip(blobFileHolding(bytes(50_000, 77)), 20_000);
        world = TestEngine.in(directory);

        ScrubReport report = world.engine().scrub(SILENT);

        assertThat(report.damagedBlobs()).isEqualTo(1);
        assertThat(report.blobs()).isEqualTo(22);
        assertThatThrownBy(() -> world.read("m")).isInstanceOf(DamagedBlobException.class);
        assertThat(world.read("n7")).hasValue(bytes(999, 7));
        assertThat(world.read("z")).hasValue(bytes(900, 99));
    }

    @Test
    void aScrubGoesOnWhileObjectsAreReplacedAndSwept() throws Exception {
        for (int i = 0; i < 100; i++) {
            world.put("n" + i, bytes(2_000, i));
        }
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 300; i++) {
                try {
                    world.put("n" + i % 100, bytes(1_500 - i % 2 * 1_000, i));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                if (i % 10 == 0) {
                    world.engine().sweepNow();
                }
            }
        });

        List<ScrubReport> reports = new ArrayList<>();
        while (writer.isAlive()) {
            reports.add(world.engine().scrub(SILENT));
        }
        writer.join();

        assertThat(reports)
                .isNotEmpty()
                .allSatisfy(report -> assertThat(report.damaged()).isEmpty());
    }

    private void writeToIndex(Column column, byte[] key, byte[] value) throws Exception {
        world.close();
        try (Index index = Index.open(directory.resolve("index"), EngineOptions.defaults());
                WriteBatch batch = new WriteBatch()) {
            index.put(batch, column, key, value);
            index.write(batch, true);
        }
        world = TestEngine.in(directory);
    }

    private Path blobFileHolding(byte[] body) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("index"))) {
            return files.filter(file -> file.toString().endsWith(".blob"))
                    .filter(file -> file.toFile().length() > body.length)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long position) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(position);
            int old = open.read();
            open.seek(position);
            open.write(old ^ 1);
        }
    }
}
