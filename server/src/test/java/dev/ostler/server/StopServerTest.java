// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** SIGTERM to the server's process: what is under way is finished, nothing new begins, nothing is lost. */
class StopServerTest {
    /** What a shell reports of a process that SIGTERM ended. */
    private static final int EXIT_TERMINATED = 128 + 15;

    private static final byte[] OLD = Bytes.of(100 * Bytes.KIB, 1);
    private static final byte[] NEW = Bytes.of(400 * Bytes.KIB, 2);
    /** More than the buffers of a connection hold. */
    private static final byte[] LARGE = Bytes.of(24 * Bytes.MIB);

    @TempDir
    private Path directory;

    @Test
    void requestsAtWorkFinishAndNothingIsLost() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"), "--buckets", "b");
                S3Client s3 = server.s3()) {
            s3.putObject(put -> put.bucket("b").key("old"), RequestBody.fromBytes(OLD));
            s3.putObject(put -> put.bucket("b").key("large"), RequestBody.fromBytes(LARGE));
            byte[] upload =
                    server.request("PUT", "/b/new").payloadUnsigned().body(NEW).signed();
            int half = upload.length - NEW.length / 2;
            try (RawConnection idle = server.connect();
                    RawConnection uploading = server.connect();
                    RawConnection waiting = server.connect();
                    RawConnection downloading = server.connect()) {
                byte[] get = server.request("GET", "/b/old").signed();
                assertThat(idle.write(get).read().body()).isEqualTo(OLD);
                uploading.write(Arrays.copyOf(upload, half));
                waiting.write(server.request("PUT", "/b/waiting")
                                .payloadUnsigned()
                                .header("expect", "100-continue")
                                .unsignedHeader("content-length", "5")
                                .signed())
                        .read();
                downloading.write(server.request("GET", "/b/large").signed());
                String head = downloading.readHead();

                server.terminate();

                assertThat(idle.isClosedByServer()).isTrue();
                awaitRefusal(server);
                assertThat(server.isAlive()).isTrue();
                uploading.write(Arrays.copyOfRange(upload, half, upload.length));
                assertThat(uploading.read().header("etag")).hasValue(Bytes.etag(NEW));
                assertThat(uploading.isClosedByServer()).isTrue();
                assertThat(waiting.write("hello").read().status()).isEqualTo(200);
                assertThat(downloading.readBody(RawReply.of(head, new byte[0]))).isEqualTo(LARGE);
            }
            assertThat(server.awaitExit()).isEqualTo(EXIT_TERMINATED);
            assertThat(server.output()).doesNotContain("ERROR", "WARN", "did not stop");
        }

        assertThat(directory.resolve("data").resolve("server.json")).doesNotExist();
        try (ServerProcess again = ServerProcess.start(directory.resolve("data"))) {
            assertThat(again.request("GET", "/b/new").send().body()).isEqualTo(NEW);
            assertThat(again.request("GET", "/b/waiting").send().text()).isEqualTo("hello");
            assertThat(again.request("GET", "/b/old").send().body()).isEqualTo(OLD);
        }
    }

    private static void awaitRefusal(ServerProcess server) throws IOException, InterruptedException {
        for (int tries = 0; tries < 500; tries++) {
            try (RawConnection more = server.connect()) {
                Thread.sleep(10);
            } catch (ConnectException e) {
                return;
            }
        }
        assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
    }

    @Test
    void anUploadWhoseClientGoesAwayHoldsNothingUp() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"), "--buckets", "b")) {
            try (RawConnection uploading = server.connect()) {
                byte[] upload = server.request("PUT", "/b/k")
                        .payloadUnsigned()
                        .body(NEW)
                        .signed();
                uploading.write(Arrays.copyOf(upload, upload.length - 1));
                server.terminate();
                awaitRefusal(server);
            }

            assertThat(server.awaitExit()).isEqualTo(EXIT_TERMINATED);
        }
    }
}
