// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** {@code ostler scrub} on a running server and on a stopped directory: it names what is damaged as its owner knows it. */
class ScrubCommandTest {
    private static final byte[] LARGE = Bytes.of(100 * Bytes.KIB);

    @RegisterExtension
    final TestServer server = TestServer.oci();

    private final String bucket = "scrubbed";
    private Path data = Path.of("");

    private void makeBucket() {
        data = server.dataDirectory();
        server.s3().createBucket(create -> create.bucket(bucket));
        put("small", Bytes.of(10));
        put("sound", LARGE);
    }

    private void put(String key, byte[] body) {
        server.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(body));
    }

    private interface Storing {
        void store() throws IOException;
    }

    /** Stores something whose bytes lie in one new file, which is broken afterwards. */
    private void damage(Storing storing) throws IOException {
        Set<Path> before = new HashSet<>(new DataFiles(data).blobs());
        storing.store();
        List<Path> made = new DataFiles(data)
                .blobs().stream().filter(file -> !before.contains(file)).toList();
        assertThat(made).hasSize(1);
        byte[] bytes = Files.readAllBytes(made.getFirst());
        bytes[bytes.length / 2] ^= 1;
        Files.write(made.getFirst(), bytes);
    }

    private String begin(String key) throws IOException {
        return server.request("POST", "/" + bucket + "/" + key + "?uploads")
                .send()
                .element("UploadId")
                .orElseThrow();
    }

    private String part(String key, String upload, int number) throws IOException {
        return server.request("PUT", "/" + bucket + "/" + key + "?partNumber=" + number + "&uploadId=" + upload)
                .body(LARGE)
                .send()
                .header("etag")
                .orElseThrow();
    }

    private Outcome scrub() {
        return OstlerCommand.run("scrub", "--data", data.toString());
    }

    @Test
    void nothingIsDamaged() {
        makeBucket();

        Outcome outcome = scrub();

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo("2 blobs, " + (10 + LARGE.length) + " bytes read, 0 damaged\n");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void damageIsListedByBucketAndKeyRunningAndStopped() throws Exception {
        makeBucket();
        damage(() -> put("raw/a\u001bb.csv", LARGE));
        String[] etags = new String[3];
        String done = begin("in-parts");
        etags[0] = part("in-parts", done, 1);
        damage(() -> etags[1] = part("in-parts", done, 7));
        String unfinished = begin("unfinished");
        damage(() -> part("unfinished", unfinished, 3));
        assertThat(server.request("POST", "/" + bucket + "/in-parts?uploadId=" + done)
                        .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etags[0]
                                + "</ETag></Part><Part><PartNumber>7</PartNumber><ETag>" + etags[1]
                                + "</ETag></Part></CompleteMultipartUpload>")
                        .send()
                        .status())
                .isEqualTo(200);
        String damaged = "its bytes do not match its checksum";

        Outcome running = scrub();
        server.stop();
        Outcome stopped = scrub();

        assertThat(running.exitCode()).isEqualTo(1);
        assertThat(running.out().lines())
                .containsExactly(
                        "scrubbed/raw/a?b.csv: " + damaged,
                        "scrubbed/in-parts, part 7: " + damaged,
                        "part 3 of the unfinished upload " + unfinished + ": " + damaged,
                        "6 blobs, " + (10 + 5 * LARGE.length) + " bytes read, 3 damaged");
        assertThat(stopped).isEqualTo(running);
        server.start();
        assertThat(server.request("GET", "/" + bucket + "/raw/a%1Bb.csv").send().status())
                .isEqualTo(500);
        assertThat(server.request("GET", "/" + bucket + "/sound").send().body()).isEqualTo(LARGE);
    }

    @Test
    void progressIsForWhoeverControlsTheServer() throws Exception {
        makeBucket();

        assertThat(server.request("GET", "/_ostler/scrub").sendUnsigned().status())
                .isEqualTo(403);
        assertThat(server.request("GET", "/_ostler/scrub").send().text()).isEmpty();
        assertThat(Arrays.stream(new String[] {"text/plain", "application/json"})
                        .map(accept -> post(accept).header("content-type").orElse("")))
                .containsExactly("text/plain; charset=utf-8", "application/json");
    }

    private RawReply post(String accept) {
        try {
            return server.request("POST", "/_ostler/scrub")
                    .header("ostler-control", server.controlToken())
                    .header("accept", accept)
                    .sendUnsigned();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
