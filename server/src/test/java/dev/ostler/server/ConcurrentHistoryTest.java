// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Many clients write, delete, read and list the same few keys over HTTP. Every key behaves as if one thing happened
 * at a time: what was acknowledged is read and listed from then on, and no object is a mixture of two.
 */
class ConcurrentHistoryTest {
    private static final int KEYS = 4;
    private static final int CLIENTS = 8;
    private static final int MAX_STEPS_A_CLIENT = 200;
    private static final Duration MAX_RUN = Duration.ofSeconds(4);
    /** Some lie in the index, some in files. */
    private static final int[] SIZES = {16, 1_000, 60_000, 100_000};

    @RegisterExtension
    static final TestServer server = TestServer.oci();

    private final long seed = new Random().nextLong();
    private final AtomicLong values = new AtomicLong();
    private final Map<String, Long> valueOfEtag = new ConcurrentHashMap<>();
    private final List<RegisterHistory> histories =
            IntStream.range(0, KEYS).mapToObj(_ -> new RegisterHistory()).toList();
    private String bucket = "";

    @Test
    void everyKeyBehavesAsIfOneThingHappenedAtATime() throws Exception {
        System.out.println("ConcurrentHistoryTest seed " + seed);
        bucket = server.newBucket();
        long deadline = System.nanoTime() + MAX_RUN.toNanos();

        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(seed + i);
                clients.add(threads.submit(() -> {
                    for (int done = 0; done < MAX_STEPS_A_CLIENT && System.nanoTime() < deadline; done++) {
                        step(random);
                    }
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }

        for (int key = 0; key < KEYS; key++) {
            RegisterHistory history = histories.get(key);
            assertThat(history.length()).as("seed %d", seed).isGreaterThan(10);
            assertThat(history.isLinearizable())
                    .as("seed %d, key %d, %d steps", seed, key, history.length())
                    .isTrue();
        }
        assertThat(server.stagingIsEmpty()).isTrue();
    }

    private void step(Random random) {
        int key = random.nextInt(KEYS);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> put(key, random);
            case 3 -> delete(key);
            case 4 -> list();
            case 5 -> head(key);
            default -> get(key);
        }
    }

    private static String nameOf(int key) {
        return "key-" + key;
    }

    /** The value, its key and random bytes that follow from the value: any mixture shows. */
    private byte[] bodyOf(long value, int size) {
        byte[] body = Bytes.of(size, seed ^ value);
        ByteBuffer.wrap(body).putLong(value);
        return body;
    }

    private void put(int key, Random random) {
        long value = values.incrementAndGet();
        byte[] body = bodyOf(value, SIZES[random.nextInt(SIZES.length)]);
        valueOfEtag.put(Bytes.etag(body), value);
        long start = System.nanoTime();
        server.s3().putObject(put -> put.bucket(bucket).key(nameOf(key)), RequestBody.fromBytes(body));
        histories.get(key).wrote(value, start, System.nanoTime());
    }

    private void delete(int key) {
        long start = System.nanoTime();
        server.s3().deleteObject(delete -> delete.bucket(bucket).key(nameOf(key)));
        histories.get(key).wrote(RegisterHistory.NOTHING, start, System.nanoTime());
    }

    private void get(int key) {
        long start = System.nanoTime();
        long value = RegisterHistory.NOTHING;
        try {
            ResponseBytes<GetObjectResponse> read =
                    server.s3().getObjectAsBytes(get -> get.bucket(bucket).key(nameOf(key)));
            byte[] body = read.asByteArray();
            value = ByteBuffer.wrap(body).getLong();
            assertThat(body).as("seed %d: a torn object", seed).isEqualTo(bodyOf(value, body.length));
            assertThat(read.response().eTag()).as("seed %d", seed).isEqualTo(Bytes.etag(body));
        } catch (NoSuchKeyException e) {
            // Nothing was there.
        }
        histories.get(key).read(value, start, System.nanoTime());
    }

    private void head(int key) {
        long start = System.nanoTime();
        long value = RegisterHistory.NOTHING;
        try {
            String etag = server.s3()
                    .headObject(head -> head.bucket(bucket).key(nameOf(key)))
                    .eTag();
            value = Objects.requireNonNull(valueOfEtag.get(etag), etag);
        } catch (NoSuchKeyException e) {
            // Nothing was there.
        }
        histories.get(key).read(value, start, System.nanoTime());
    }

    private void list() {
        long start = System.nanoTime();
        Map<String, Long> listed = server.s3().listObjectsV2(list -> list.bucket(bucket)).contents().stream()
                .collect(Collectors.toMap(S3Object::key, object -> valueOfEtag.get(object.eTag())));
        long end = System.nanoTime();
        for (int key = 0; key < KEYS; key++) {
            histories.get(key).read(listed.getOrDefault(nameOf(key), RegisterHistory.NOTHING), start, end);
        }
    }

    @Test
    void aStaleReadIsNoHistoryOfARegister() {
        RegisterHistory fresh = new RegisterHistory();
        fresh.wrote(1, 0, 10);
        fresh.wrote(2, 20, 40);
        fresh.read(1, 25, 30);
        fresh.read(2, 35, 36);
        RegisterHistory stale = new RegisterHistory();
        stale.wrote(1, 0, 10);
        stale.wrote(2, 20, 30);
        stale.read(1, 31, 40);
        RegisterHistory backwards = new RegisterHistory();
        backwards.wrote(1, 0, 10);
        backwards.wrote(2, 20, 40);
        backwards.read(2, 21, 25);
        backwards.read(1, 26, 30);
        RegisterHistory lost = new RegisterHistory();
        lost.wrote(1, 0, 10);
        lost.read(RegisterHistory.NOTHING, 11, 12);

        assertThat(fresh.isLinearizable()).isTrue();
        assertThat(stale.isLinearizable()).isFalse();
        assertThat(backwards.isLinearizable()).isFalse();
        assertThat(lost.isLinearizable()).isFalse();
    }
}
