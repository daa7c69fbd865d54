// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of every size come back as they went in, and those that fail leave nothing. */
class StagingTest {
    private static final int INLINE = StageOptions.DEFAULT_INLINE_LIMIT_BYTES;

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

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, INLINE - 1, INLINE, INLINE + 1, (5 << 20) + 1, 40 << 20})
    void aBodyComesBackWhetherItsLengthWasAnnouncedOrNot(int length) throws IOException {
        byte[] body = bytes(length, length);
        for (long announced : new long[] {length, -1, Math.max(0, length - 1), length + 1}) {
            var hashed = new ByteArrayOutputStream();
            var options = new StageOptions(announced, 1L << 30, INLINE, List.of(hashed::write));

            BlobRef blob;
            try (StagedBlob staged = engine.stage(new ShortReads(body), options)) {
                assertThat(staged.lengthBytes()).isEqualTo(length);
                blob = engine.commit(rows -> TestEngine.put(rows, "a", staged));
            }

            assertThat(hashed.toByteArray()).isEqualTo(body);
            assertThat(world.read("a")).hasValue(body);
            if (announced == length || announced == -1) {
                assertThat(blob.place()).isEqualTo(length <= INLINE ? BlobRef.Place.INDEX : BlobRef.Place.FILE);
            }
        }
        world.engine().sweepNow();
        assertThat(world.filesWithoutRow()).isEmpty();
        world.reopenAfterCrash();
        assertThat(world.read("a")).hasValue(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 5_000})
    void aPartOfABodyIsOpened(int length) throws IOException {
        byte[] body = bytes(length, 1);
        BlobRef blob = world.put("a", body);

        try (ReadLease lease = engine.lease();
                BlobSlice slice = engine.open(lease, blob, 300, 400);
                InputStream in = slice.stream()) {
            assertThat(slice.lengthBytes()).isEqualTo(400);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(body, 300, 700));
        }
        try (ReadLease lease = engine.lease()) {
            assertThatThrownBy(() -> engine.open(lease, blob, length - 1L, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 5_000, 200_000})
    void aBodyThatFailsHalfWayLeavesNothing(int length) throws IOException {
        var failure = new IOException("the client went away");
        InputStream body = new SequenceInputStream(new ByteArrayInputStream(bytes(length, 1)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                throw failure;
            }
        });

        assertThatThrownBy(() -> engine.stage(body, TestEngine.stageOptions(length + 100L)))
                .isSameAs(failure);

        assertThat(world.files()).isEmpty();
        assertThat(reservedBytes()).isZero();
    }

    @Test
    void aBodyThatIsTooLargeLeavesNothing() throws IOException {
        var options = new StageOptions(-1, 10_000, 1_000, List.of());

        assertThatThrownBy(() -> engine.stage(new ByteArrayInputStream(bytes(10_001, 1)), options))
                .isInstanceOf(BodyTooLargeException.class);
        assertThatThrownBy(() ->
                        engine.stage(InputStream.nullInputStream(), new StageOptions(10_001, 10_000, 1_000, List.of())))
                .isInstanceOf(BodyTooLargeException.class);
        engine.stage(new ByteArrayInputStream(bytes(10_000, 1)), options).close();

        assertThat(world.files()).isEmpty();
        assertThat(reservedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 5_000})
    void aStagedBodyThatIsClosedLeavesNothing(int length) throws IOException {
        StagedBlob staged = world.stage(bytes(length, 1));
        staged.close();
        staged.close();

        assertThat(world.files()).isEmpty();
        assertThat(reservedBytes()).isZero();
    }

    @Test
    void smallBodiesBeyondTheRoomInMemoryGoToFiles() throws IOException {
        world.close();
        world = new TestEngine(directory, TestEngine.quietOptions().withMaxStagedBytes(1_500), new RealDisk());

        try (StagedBlob first = world.stage(bytes(1_000, 1));
                StagedBlob second = world.stage(bytes(1_000, 2))) {
            assertThat(world.files()).hasSize(1);
            world.engine().commit(rows -> {
                TestEngine.put(rows, "a", first);
                return TestEngine.put(rows, "b", second);
            });
        }

        assertThat(reservedBytes()).isZero();
        assertThat(world.read("a")).hasValue(bytes(1_000, 1));
        assertThat(world.read("b")).hasValue(bytes(1_000, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 900, 5_000, 3 << 20})
    void aCopyIsABlobOfItsOwn(int length) throws IOException {
        byte[] body = bytes(length, 1);
        BlobRef source = world.put("a", body);

        try (ReadLease lease = engine.lease();
                StagedBlob copy = engine.copy(lease, source)) {
            engine.commit(rows -> TestEngine.put(rows, "b", copy));
        }
        world.delete("a");
        world.engine().sweepNow();

        assertThat(world.read("b")).hasValue(body);
        assertThat(world.objects().values()).extracting(BlobRef::id).hasSize(1).doesNotContain(source.id());
        assertThat(world.filesWithoutRow()).isEmpty();
    }

    @Test
    void manyBodiesAtOnceFitIntoASmallHeap() throws Exception {
        byte[] body = bytes(4 << 20, 9);
        List<Callable<byte[]>> clients = IntStream.range(0, 16)
                .<Callable<byte[]>>mapToObj(i -> () -> {
                    world.put("n" + i, body);
                    return world.read("n" + i).orElseThrow();
                })
                .toList();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var read : threads.invokeAll(clients)) {
                assertThat(read.get()).isEqualTo(body);
            }
        }

        assertThat(world.count()).isEqualTo(16);
    }

    private long reservedBytes() {
        return world.engine().stagedBytes();
    }

    /** Hands out a few bytes at a time, as a network does. */
    private static final class ShortReads extends ByteArrayInputStream {
        ShortReads(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 4_099));
        }
    }
}
