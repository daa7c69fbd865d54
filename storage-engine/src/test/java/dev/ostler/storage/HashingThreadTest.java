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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long bodies are hashed beside their reader, and nothing of it outlives the taking in. */
class HashingThreadTest {
    private static final int LONG = 3 << 20;
    private static final int AHEAD_BYTES = HashingThread.BUFFERS * HashingThread.BUFFER_BYTES;

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

    private static StageOptions hashedBy(StageOptions.Hasher... hashers) {
        return new StageOptions(LONG, LONG, TestEngine.INLINE_LIMIT_BYTES, List.of(hashers));
    }

    @Test
    void aLongBodyIsHashedByOneOtherThreadThatEnds() throws IOException {
        byte[] body = bytes(LONG, 1);
        var hashed = new ByteArrayOutputStream();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        StageOptions.Hasher hasher = (bytes, offset, length) -> {
            threads.add(Thread.currentThread());
            hashed.write(bytes, offset, length);
        };

        engine.stage(new ByteArrayInputStream(body), hashedBy(hasher)).close();

        assertThat(hashed.toByteArray()).isEqualTo(body);
        assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
        assertThat(threads).noneMatch(Thread::isAlive);
    }

    @Test
    void aShortBodyIsHashedByItsReader() throws IOException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        StageOptions.Hasher hasher = (_, _, _) -> threads.add(Thread.currentThread());
        int length = (int) Stager.HASHED_BESIDE_FROM_BYTES - 1;

        engine.stage(
                        new ByteArrayInputStream(bytes(length, 1)),
                        new StageOptions(length, LONG, TestEngine.INLINE_LIMIT_BYTES, List.of(hasher)))
                .close();

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void whatAHasherThrowsRefusesTheBody() throws IOException {
        for (Throwable thrown : List.of(new IllegalStateException("a hasher"), new AssertionError("a hasher"))) {
            for (int atBuffer : new int[] {1, 7, LONG / HashingThread.BUFFER_BYTES}) {
                Set<Thread> threads = ConcurrentHashMap.newKeySet();
                AtomicLong calls = new AtomicLong();
                StageOptions.Hasher hasher = (_, _, _) -> {
                    threads.add(Thread.currentThread());
                    if (calls.incrementAndGet() == atBuffer) {
                        sneak(thrown);
                    }
                };

                assertThatThrownBy(() -> engine.stage(new ByteArrayInputStream(bytes(LONG, 1)), hashedBy(hasher)))
                        .isSameAs(thrown);

                assertThat(calls).hasValue(atBuffer);
                assertThat(threads).noneMatch(Thread::isAlive);
                assertThat(world.files()).isEmpty();
            }
        }
    }

    private static void sneak(Throwable thrown) {
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalArgumentException(thrown);
        }
    }

    @Test
    void aBodyThatBreaksOffLeavesNoThreadAndNoFile() throws IOException {
        var failure = new IOException("the client went away");
        for (int sent : new int[] {0, 1, HashingThread.BUFFER_BYTES, LONG / 2 + 1, LONG}) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            StageOptions.Hasher hasher = (_, _, _) -> threads.add(Thread.currentThread());
            InputStream body =
                    new SequenceInputStream(new ByteArrayInputStream(bytes(sent, 1)), new FailingStream(failure));

            assertThatThrownBy(() -> engine.stage(body, hashedBy(hasher))).isSameAs(failure);

            assertThat(threads).noneMatch(Thread::isAlive);
            assertThat(world.files()).isEmpty();
        }
    }

    @Test
    void aSlowHasherHoldsBackItsReader() throws Exception {
        var hashersMayGo = new CountDownLatch(1);
        var hashed = new ByteArrayOutputStream();
        StageOptions.Hasher hasher = (bytes, offset, length) -> {
            awaitQuietly(hashersMayGo);
            hashed.write(bytes, offset, length);
        };
        byte[] body = bytes(LONG, 1);
        var source = new ByteArrayInputStream(body);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> taken = threads.submit(() -> {
                engine.stage(source, hashedBy(hasher)).close();
                return null;
            });

            while (LONG - source.available() < AHEAD_BYTES) {
                Thread.sleep(1);
            }
            Thread.sleep(50);
            int readAhead = LONG - source.available();
            hashersMayGo.countDown();
            taken.get();

            assertThat(readAhead).isEqualTo(AHEAD_BYTES);
            assertThat(hashed.toByteArray()).isEqualTo(body);
        }
    }

    @Test
    void bodiesBeyondTheNumberOfThreadsAreHashedByTheirReaders() throws Exception {
        var others = new CountDownLatch(Stager.MAX_HASHING_THREADS);
        var othersMayGo = new CountDownLatch(1);
        StageOptions.Hasher slow = (_, _, _) -> {
            others.countDown();
            awaitQuietly(othersMayGo);
        };
        Set<Thread> hashedBy = ConcurrentHashMap.newKeySet();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> taken = new ArrayList<>();
            for (int i = 0; i < Stager.MAX_HASHING_THREADS; i++) {
                taken.add(threads.submit(() -> {
                    engine.stage(new ByteArrayInputStream(bytes(LONG, 1)), hashedBy(slow))
                            .close();
                    return null;
                }));
            }
            others.await();

            engine.stage(
                            new ByteArrayInputStream(bytes(LONG, 1)),
                            hashedBy((_, _, _) -> hashedBy.add(Thread.currentThread())))
                    .close();
            othersMayGo.countDown();
            for (Future<?> each : taken) {
                each.get();
            }
        }
        engine.stage(
                        new ByteArrayInputStream(bytes(LONG, 1)),
                        hashedBy((_, _, _) -> hashedBy.add(Thread.currentThread())))
                .close();

        assertThat(hashedBy).hasSize(2).contains(Thread.currentThread());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class FailingStream extends InputStream {
        private final IOException failure;

        FailingStream(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            throw failure;
        }
    }
}
