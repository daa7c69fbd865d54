// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.storage.EngineOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An object in parts that is replaced again and again while the sweeper never rests: each read sees one of its states. */
class ReplacedPartsTest {
    private static final Duration RUN = Duration.ofMillis(1_500);
    private static final int FIRST_BYTES = 300;
    private static final int SECOND_BYTES = 70_000;

    @RegisterExtension
    static final NoErrorsLogged log = new NoErrorsLogged();

    @RegisterExtension
    static final TestServer server = TestServer.oci()
            .withBuckets("bucket")
            .with(EngineOptions.defaults()
                    .withDurability(EngineOptions.Durability.OS)
                    .withSweepInterval(Duration.ofMillis(1)));

    @Test
    void readsSeeOneStateWholeOrOneOfItsParts() throws Exception {
        replace();
        long end = System.nanoTime() + RUN.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                clients.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        replace();
                    }
                    return true;
                }));
            }
            for (int i = 0; i < 3; i++) {
                clients.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        read();
                    }
                    return true;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        assertThat(server.blobFilesBecome(1)).isTrue();
    }

    private static void replace() throws IOException {
        String upload = server.request("POST", "/bucket/k?uploads")
                .send()
                .element("UploadId")
                .orElseThrow();
        StringBuilder parts = new StringBuilder();
        int number = 1;
        for (int size : new int[] {FIRST_BYTES, SECOND_BYTES}) {
            String etag = server.request("PUT", "/bucket/k?partNumber=" + number + "&uploadId=" + upload)
                    .body(Bytes.of(size))
                    .send()
                    .header("etag")
                    .orElseThrow();
            parts.append("<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag></Part>");
            number++;
        }
        RawReply reply = server.request("POST", "/bucket/k?uploadId=" + upload)
                .body("<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>")
                .send();
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    }

    private static void read() throws IOException {
        RawReply first = server.request("GET", "/bucket/k?partNumber=1").send();
        RawReply whole = server.request("GET", "/bucket/k").send();
        RawReply head = server.request("HEAD", "/bucket/k?partNumber=2").send();

        assertThat(first.status()).isEqualTo(206);
        assertThat(first.body()).isEqualTo(Bytes.of(FIRST_BYTES));
        assertThat(first.header("x-amz-mp-parts-count")).hasValue("2");
        assertThat(whole.body()).hasSize(FIRST_BYTES + SECOND_BYTES);
        assertThat(head.status()).isEqualTo(206);
        assertThat(head.header("content-length")).hasValue(Integer.toString(SECOND_BYTES));
    }
}
