// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.storage.EngineOptions;
import dev.ostler.storage.TroubledDisk;
import dev.ostler.storage.TroubledDisk.Failing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What clients see of a disk that is nearly full, or that fails. */
class DiskTroubleTest {
    private static final byte[] SMALL = Bytes.of(1_000);
    private static final byte[] LARGE = Bytes.of(100 * Bytes.KIB);
    private static final long PLENTY = Long.MAX_VALUE / 2;
    private static final String UNAVAILABLE = "503 ServiceUnavailable";

    private final TroubledDisk disk = new TroubledDisk();

    @RegisterExtension
    final TestServer server = TestServer.oci()
            .with(EngineOptions.defaults().withSweepInterval(Duration.ofMillis(50)))
            .with(disk);

    private String upload = "";
    private String part = "";

    @BeforeEach
    void putOldObjects() throws IOException {
        server.s3().createBucket(create -> create.bucket("old-bucket"));
        server.s3().createBucket(create -> create.bucket("empty-bucket"));
        put("small", SMALL);
        put("large", LARGE);
        put("other", LARGE);
        upload = server.request("POST", "/old-bucket/in-parts?uploads")
                .send()
                .element("UploadId")
                .orElseThrow();
        part = server.request("PUT", partTarget())
                .body(LARGE)
                .send()
                .header("etag")
                .orElseThrow();
    }

    private void put(String key, byte[] body) {
        server.s3().putObject(put -> put.bucket("old-bucket").key(key), RequestBody.fromBytes(body));
    }

    private String partTarget() {
        return "/old-bucket/in-parts?partNumber=1&uploadId=" + upload;
    }

    /** Of everything that writes. */
    private List<String> answersToWrites() throws IOException {
        List<RawReply> replies = new ArrayList<>();
        for (byte[] body : List.of(SMALL, LARGE)) {
            for (String key : List.of("small", "large", "new")) {
                replies.add(
                        server.request("PUT", "/old-bucket/" + key).body(body).send());
            }
        }
        for (String source : List.of("small", "large")) {
            replies.add(server.request("PUT", "/old-bucket/copy")
                    .header("x-amz-copy-source", "/old-bucket/" + source)
                    .send());
        }
        replies.add(server.request("PUT", "/new-bucket").send());
        replies.add(server.request("PUT", "/old-bucket?tagging")
                .body("<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>")
                .send());
        replies.add(server.request("POST", "/old-bucket/k?uploads").send());
        replies.add(server.request("PUT", partTarget()).body(SMALL).send());
        replies.add(server.request("PUT", partTarget())
                .header("x-amz-copy-source", "/old-bucket/large")
                .send());
        replies.add(server.request("POST", "/old-bucket/in-parts?uploadId=" + upload)
                .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + part
                        + "</ETag></Part></CompleteMultipartUpload>")
                .send());
        return replies.stream().map(RawReply::summary).toList();
    }

    /** Of everything that frees space; the last one takes more than one key. */
    private List<String> answersToDeletes() throws IOException {
        List<RawReply> replies = new ArrayList<>();
        replies.add(server.request("DELETE", "/old-bucket/small").send());
        replies.add(server.request("DELETE", "/old-bucket/large").send());
        replies.add(server.request("DELETE", "/old-bucket/in-parts?uploadId=" + upload)
                .send());
        replies.add(server.request("DELETE", "/old-bucket?tagging").send());
        replies.add(server.request("DELETE", "/empty-bucket").send());
        String list = "<Delete><Object><Key>other</Key></Object><Object><Key>none</Key></Object></Delete>";
        replies.add(server.request("POST", "/old-bucket?delete")
                .header("content-md5", Bytes.base64(Bytes.digest("MD5", list.getBytes(UTF_8))))
                .body(list)
                .send());
        return replies.stream().map(RawReply::summary).toList();
    }

    private void assertThatOldObjectsAreThere() throws Exception {
        assertThat(server.request("GET", "/old-bucket/small").send().body()).isEqualTo(SMALL);
        assertThat(server.request("GET", "/old-bucket/large").send().body()).isEqualTo(LARGE);
        assertThat(server.s3().listObjectsV2(list -> list.bucket("old-bucket")).contents())
                .extracting(S3Object::key)
                .containsExactly("large", "other", "small");
        assertThat(server.s3().listBuckets().buckets()).hasSize(2);
        assertThat(server.request("GET", "/old-bucket/in-parts?uploadId=" + upload)
                        .send()
                        .element("ETag"))
                .hasValue(part.replace("\"", "&quot;"));
    }

    private RawReply health() throws IOException {
        return server.request("GET", "/_ostler/health").sendUnsigned();
    }

    private RawReply reset() throws IOException {
        return server.request("POST", "/_ostler/reset")
                .header("ostler-control", server.controlToken())
                .sendUnsigned();
    }

    @Test
    void nearlyFullDiskTakesNothingInAndDeletesAllTheSame() throws Exception {
        disk.setFreeBytes(EngineOptions.defaults().minFreeBytes() - 1);
        Thread.sleep(1_100);

        assertThat(answersToWrites()).containsOnly(UNAVAILABLE);
        assertThatOldObjectsAreThere();
        assertThat(server.stagingIsEmpty()).isTrue();
        assertThat(health().status()).isEqualTo(200);
        assertThat(answersToDeletes()).containsExactly("204", "204", "204", "204", "204", "200");
        assertThat(server.s3().listObjectsV2(list -> list.bucket("old-bucket")).contents())
                .isEmpty();
        assertThat(server.blobFilesBecome(0)).isTrue();

        disk.setFreeBytes(PLENTY);
        put("new", LARGE);
        assertThat(server.request("GET", "/old-bucket/new").send().body()).isEqualTo(LARGE);
    }

    @Test
    void fullDiskDoesNotEvenDelete() throws Exception {
        disk.setFreeBytes(EngineOptions.defaults().minFreeBytesToDelete() - 1);
        Thread.sleep(1_100);

        assertThat(answersToWrites()).containsOnly(UNAVAILABLE);
        assertThat(answersToDeletes().subList(0, 5)).containsOnly(UNAVAILABLE);
        assertThatOldObjectsAreThere();

        disk.setFreeBytes(PLENTY);
        assertThat(answersToDeletes()).containsExactly("204", "204", "204", "204", "204", "200");
    }

    @ParameterizedTest
    @EnumSource(value = Failing.class, mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    void afterAFailedWriteNothingIsAcknowledgedUntilARestart(Failing what) throws Exception {
        disk.fail(what);
        RawReply failed = server.request("PUT", "/old-bucket/new").body(LARGE).send();
        disk.fail(Failing.NOTHING);

        assertThat(failed.summary()).isEqualTo(UNAVAILABLE);
        assertThat(failed.header("ostler-reason"))
                .hasValue("the server's disk failed; it takes no more writes until it is restarted");
        assertThat(answersToWrites()).containsOnly(UNAVAILABLE);
        assertThat(answersToDeletes().subList(0, 5)).containsOnly(UNAVAILABLE);
        assertThatOldObjectsAreThere();
        assertThat(health().status()).isEqualTo(503);
        assertThat(health().text()).isEqualTo("failed\n");

        server.stop();
        server.start();
        assertThatOldObjectsAreThere();
        assertThat(server.stagingIsEmpty()).isTrue();
        assertThat(health().text()).isEqualTo("ok\n");
        put("new", SMALL);
        assertThat(server.request("GET", "/old-bucket/new").send().body()).isEqualTo(SMALL);
        assertThat(server.blobFilesBecome(3)).isTrue();
    }

    @Test
    void resetThatCannotSwitchWorldsSaysSoAndKeepsTheOldOne() throws Exception {
        disk.fail(Failing.RENAME);
        RawReply failed = reset();
        disk.fail(Failing.NOTHING);

        assertThat(failed.status()).isEqualTo(503);
        assertThatOldObjectsAreThere();
        assertThat(health().status()).isEqualTo(503);

        server.stop();
        server.start();
        assertThatOldObjectsAreThere();
        assertThat(reset().status()).isEqualTo(200);
        assertThat(server.s3().listBuckets().buckets()).isEmpty();
    }
}
