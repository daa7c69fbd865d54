// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.NoErrorsLogged;
import dev.ostler.server.RawConnection;
import dev.ostler.server.RawReply;
import dev.ostler.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, stop or die: they cost the server nothing that lasts, and nobody else anything. */
class SlowClientTest {
    private static final Duration HEAD = Duration.ofMillis(300);
    private static final Duration STALL = Duration.ofMillis(700);
    private static final Duration IDLE = Duration.ofMillis(1400);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServer server =
            TestServer.oci().with(new HttpLimits(64, 64, HEAD, STALL, IDLE)).withBuckets("slow");

    @Test
    void headThatNeverEndsCostsTheConnection() throws Exception {
        long begin = System.nanoTime();
        try (RawConnection connection = server.connect()) {
            connection.write("GET /_ostler/health HTTP/1.1\r\nHost: loc");

            assertThat(connection.isClosedByServer()).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(HEAD.minusMillis(50), STALL);
    }

    /** A byte now and then does not buy more time: the deadline is for the whole head. */
    @Test
    void headThatTricklesInCostsTheConnection() throws Exception {
        try (RawConnection connection = server.connect()) {
            connection.write("GET /_ostler/health HTTP/1.1\r\nX: ");
            long begin = System.nanoTime();
            boolean refused = false;
            while (!refused && System.nanoTime() - begin < PATIENCE_NANOS) {
                Thread.sleep(50);
                try {
                    connection.write("x");
                } catch (IOException e) {
                    refused = true;
                }
            }

            assertThat(refused).isTrue();
        }
    }

    @Test
    void secondHeadHasADeadlineToo() throws Exception {
        try (RawConnection connection = server.connect()) {
            connection.write("GET /_ostler/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
            connection.write("GET /_ostler/heal");
            long begin = System.nanoTime();

            assertThat(connection.isClosedByServer()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STALL);
        }
    }

    @Test
    void headBegunBeforeTheAnswerHasADeadlineToo() throws Exception {
        try (RawConnection connection = server.connect()) {
            connection.write("GET /_ostler/health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /_ostler/heal");
            assertThat(connection.read().status()).isEqualTo(200);
            long begin = System.nanoTime();

            assertThat(connection.isClosedByServer()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STALL);
        }
    }

    @Test
    void connectionWithoutRequestsIsClosedInTheEnd() throws Exception {
        try (RawConnection connection = server.connect()) {
            long begin = System.nanoTime();

            assertThat(connection.isClosedByServer()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(IDLE.minusMillis(100));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 300_000})
    void bodyThatStallsIsRefusedAndLeavesTheOldObject(int lengthBytes) throws Exception {
        String target = "/slow/stalled-" + lengthBytes;
        server.request("PUT", target).body("the old one").send();
        byte[] put = server.request("PUT", target).body("n".repeat(lengthBytes)).signed();

        try (RawConnection connection = server.connect()) {
            connection.write(Arrays.copyOf(put, put.length - 500));
            RawReply reply = connection.read();

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("RequestTimeout");
            assertThat(connection.isClosedByServer()).isTrue();
        }
        assertOldObjectIntact(target);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 300_000, 5_000_000})
    void clientThatDiesWithinAPutLeavesTheOldObject(int lengthBytes) throws Exception {
        String target = "/slow/died-" + lengthBytes;
        server.request("PUT", target).body("the old one").send();
        byte[] put = server.request("PUT", target).body("n".repeat(lengthBytes)).signed();

        try (RawConnection connection = server.connect()) {
            connection.write(Arrays.copyOf(put, put.length - 500));
        }

        assertOldObjectIntact(target);
    }

    /** The FIN comes where bytes should: that is not the end of the object. */
    @Test
    void clientThatEndsItsHalfWithinAPutLeavesTheOldObject() throws Exception {
        server.request("PUT", "/slow/half").body("the old one").send();
        byte[] put =
                server.request("PUT", "/slow/half").body("n".repeat(100_000)).signed();

        try (RawConnection connection = server.connect()) {
            connection.write(Arrays.copyOf(put, put.length - 500)).endOutput();
            assertThat(connection.read().status()).isEqualTo(400);
        }

        assertOldObjectIntact("/slow/half");
    }

    private static void assertOldObjectIntact(String target) throws Exception {
        assertThat(server.stagingIsEmpty()).isTrue();
        assertThat(server.request("GET", target).send().text()).isEqualTo("the old one");
    }

    @Test
    void restOfARefusedBodyThatNeverComesCostsTheConnection() throws Exception {
        byte[] put = server.request("PUT", "/no-such-bucket/key")
                .body("n".repeat(2_000))
                .signed();
        try (RawConnection connection = server.connect()) {
            connection.write(Arrays.copyOf(put, put.length - 500));
            RawReply reply = connection.read();

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("connection")).isEmpty();
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void chunksThatAreNoneAreRefused() throws Exception {
        String put =
                new String(server.request("PUT", "/" + server.newBucketName()).signed(), ISO_8859_1);
        try (RawConnection connection = server.connect()) {
            connection.write(put.replace("content-length: 0\r\n", "transfer-encoding: chunked\r\n") + "banana\r\n");
            RawReply reply = connection.read();

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("BadRequest");
            assertThat(reply.header("ostler-reason")).hasValue("the chunks of the body are malformed");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    /** At every place of a request, politely and by reset. */
    @Test
    void clientsThatLeaveAtAnyMomentAreNoDefects() throws Exception {
        long seed = System.nanoTime();
        System.out.println("SlowClientTest seed " + seed);
        Random random = new Random(seed);
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = 0; i < 4; i++) {
            requests.writeBytes(server.request("PUT", "/slow/left")
                    .body("n".repeat(200 << 4 * i % 10))
                    .signed());
            requests.writeBytes(server.request("GET", "/slow/left").signed());
        }
        byte[] all = requests.toByteArray();

        for (int i = 0; i < 400; i++) {
            try (Socket socket =
                    new Socket(server.address().getAddress(), server.address().getPort())) {
                socket.setSoLinger(random.nextBoolean(), 0);
                int length = random.nextInt(all.length + 1);
                socket.getOutputStream().write(all, 0, length);
                if (random.nextInt(3) == 0) {
                    Thread.sleep(random.nextInt(6));
                }
                if (random.nextInt(3) == 0) {
                    socket.shutdownOutput();
                }
            }
        }

        assertThat(server.stagingIsEmpty()).isTrue();
        assertThat(server.request("GET", "/slow").send().status()).isEqualTo(200);
    }

    /** The last byte of an answer and the end of its connection reach the server's own threads in either order. */
    @Test
    void clientsThatLeaveWithTheirAnswerAreNoDefects() throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                running.add(clients.submit(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        try (RawConnection connection = server.connect()) {
                            connection.write("GET /_ostler/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                            assertThat(connection.read().status()).isEqualTo(200);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> client : running) {
                client.get();
            }
        }
    }

    @Test
    void deletedObjectGoesFromDiskWhenItsReaderDies() throws Exception {
        long before = blobBytes();
        int lengthBytes = 24 << 20;
        server.request("PUT", "/slow/reader")
                .body(new byte[lengthBytes])
                .payloadUnsigned()
                .send();
        try (RawConnection reader = server.connect()) {
            // Its head says that the answer has begun.
            assertThat(reader.write(server.request("GET", "/slow/reader").signed())
                            .read(true)
                            .status())
                    .isEqualTo(200);
            server.request("DELETE", "/slow/reader").send();
            Thread.sleep(400);
            assertThat(blobBytes()).isEqualTo(before + lengthBytes);
        }

        assertThat(blobBytesBecome(before)).isTrue();
    }

    @Test
    void deletedObjectGoesFromDiskWhenItsReaderStopsReading() throws Exception {
        long before = blobBytes();
        server.request("PUT", "/slow/stuck")
                .body(new byte[24 << 20])
                .payloadUnsigned()
                .send();
        try (RawConnection reader = server.connect()) {
            // Its head says that the answer has begun.
            assertThat(reader.write(server.request("GET", "/slow/stuck").signed())
                            .read(true)
                            .status())
                    .isEqualTo(200);
            server.request("DELETE", "/slow/stuck").send();

            assertThat(blobBytesBecome(before)).isTrue();
        }
    }

    /** Reading is slow, but it goes on: no stall timeout ends it. */
    @Test
    void readerThatIsSlowGetsEverything() throws Exception {
        byte[] body = "slow".repeat(2 << 20).getBytes(ISO_8859_1);
        server.request("PUT", "/slow/slowly").body(body).payloadUnsigned().send();
        try (RawConnection reader = server.connect()) {
            reader.write(server.request("GET", "/slow/slowly").signed());
            Thread.sleep(STALL.toMillis() / 2);

            assertThat(reader.read().body()).isEqualTo(body);
        }
    }

    private static boolean blobBytesBecome(long expected) throws Exception {
        long begin = System.nanoTime();
        while (blobBytes() != expected) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    private static long blobBytes() {
        File[] worlds = server.dataDirectory().toFile().listFiles((_, name) -> name.startsWith("world-"));
        long bytes = 0;
        for (File world : worlds == null ? new File[0] : worlds) {
            bytes += bytesUnder(new File(world, "blobs"));
        }
        return bytes;
    }

    /** Counts what is there while the server deletes: a file that goes meanwhile counts nothing. */
    private static long bytesUnder(File file) {
        File[] inside = file.listFiles();
        return inside == null
                ? file.length()
                : Stream.of(inside).mapToLong(SlowClientTest::bytesUnder).sum();
    }
}
