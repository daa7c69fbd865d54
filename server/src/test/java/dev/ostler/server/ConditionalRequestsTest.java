// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** If-Match and its kin: on reads, on writes, and when many write at once. */
@ParameterizedClass
@EnumSource(Dialect.class)
class ConditionalRequestsTest {
    private static final String BODY = "one";
    private static final String ETAG = Bytes.etag(BODY.getBytes(UTF_8));
    private static final String OTHER_ETAG = Bytes.etag("other".getBytes(UTF_8));

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final TestServer server;
    private String bucket = "";
    private String path = "";

    ConditionalRequestsTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    @BeforeEach
    void putObject() {
        bucket = server.newBucket();
        path = "/" + bucket + "/k";
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString(BODY));
    }

    private RawReply get(String header, String value) throws IOException {
        return server.request("GET", path).header(header, value).send();
    }

    @Test
    void getIfMatchServesTheObjectOnlyIfItIsTheOne() throws Exception {
        assertThat(get("if-match", ETAG).text()).isEqualTo(BODY);
        assertThat(get("if-match", OTHER_ETAG + ", " + ETAG).text()).isEqualTo(BODY);
        assertThat(get("if-match", ETAG.replace("\"", "")).text()).isEqualTo(BODY);
        assertThat(get("if-match", "*").text()).isEqualTo(BODY);
        assertThat(get("if-match", OTHER_ETAG).summary()).isEqualTo("412 PreconditionFailed");
    }

    @Test
    void getIfNoneMatchSaysNotModifiedWithoutABody() throws Exception {
        RawReply unchanged = get("if-none-match", ETAG);

        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("etag")).contains(ETAG);
        assertThat(get("if-none-match", "W/" + ETAG).status()).isEqualTo(304);
        assertThat(get("if-none-match", "*").status()).isEqualTo(304);
        assertThat(get("if-none-match", OTHER_ETAG).text()).isEqualTo(BODY);
    }

    @Test
    void getComparesDates() throws Exception {
        String before = date(Duration.ofHours(-1));
        String after = date(Duration.ofHours(1));

        assertThat(get("if-modified-since", before).status()).isEqualTo(200);
        assertThat(get("if-modified-since", after).status()).isEqualTo(304);
        assertThat(get("if-unmodified-since", after).status()).isEqualTo(200);
        assertThat(get("if-unmodified-since", before).summary()).isEqualTo("412 PreconditionFailed");
        assertThat(get("if-modified-since", "yesterday").status()).isEqualTo(200);
        assertThat(get("if-unmodified-since", "yesterday").status()).isEqualTo(200);
    }

    @Test
    void lastModifiedIsADateThatTheServerCompares() throws Exception {
        String modified = get("x-amz-meta-none", "").header("last-modified").orElseThrow();

        assertThat(get("if-modified-since", modified).status()).isEqualTo(304);
        assertThat(get("if-unmodified-since", modified).status()).isEqualTo(200);
    }

    @Test
    void entityTagsWinOverDates() throws Exception {
        RawReply matchDespiteDate = server.request("GET", path)
                .header("if-match", ETAG)
                .header("if-unmodified-since", date(Duration.ofHours(-1)))
                .send();
        RawReply otherDespiteDate = server.request("GET", path)
                .header("if-none-match", ETAG)
                .header("if-modified-since", date(Duration.ofHours(-1)))
                .send();

        assertThat(matchDespiteDate.status()).isEqualTo(200);
        assertThat(otherDespiteDate.status()).isEqualTo(304);
    }

    @Test
    void headTakesTheSameConditions() throws Exception {
        assertThat(server.request("HEAD", path)
                        .header("if-match", OTHER_ETAG)
                        .send()
                        .status())
                .isEqualTo(412);
        assertThat(server.request("HEAD", path)
                        .header("if-none-match", ETAG)
                        .send()
                        .status())
                .isEqualTo(304);
    }

    private RawReply put(String key, String header, String value) throws IOException {
        return server.request("PUT", "/" + bucket + "/" + key)
                .header(header, value)
                .body("new")
                .send();
    }

    private String bodyOf(String key) throws IOException {
        return server.request("GET", "/" + bucket + "/" + key).send().text();
    }

    @Test
    void putIfNoneMatchStoresOnlyWhatIsNew() throws Exception {
        assertThat(put("k", "if-none-match", "*").summary()).isEqualTo("412 PreconditionFailed");
        assertThat(put("new", "if-none-match", "*").status()).isEqualTo(200);

        assertThat(bodyOf("k")).isEqualTo(BODY);
        assertThat(bodyOf("new")).isEqualTo("new");
    }

    @Test
    void putIfMatchReplacesOnlyTheOne() throws Exception {
        assertThat(put("k", "if-match", OTHER_ETAG).summary()).isEqualTo("412 PreconditionFailed");
        assertThat(put("missing", "if-match", ETAG).summary()).isEqualTo("404 NoSuchKey");
        assertThat(bodyOf("k")).isEqualTo(BODY);

        assertThat(put("k", "if-match", ETAG).status()).isEqualTo(200);
        assertThat(bodyOf("k")).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"if-none-match", "if-match"})
    void aPutThatCannotSucceedIsRefusedBeforeItsBodyIsSent(String header) throws Exception {
        byte[] request = server.request("PUT", path)
                .header(header, header.equals("if-match") ? OTHER_ETAG : "*")
                .header("expect", "100-continue")
                .payloadUnsigned()
                .unsignedHeader("content-length", "1000000")
                .signed();

        try (RawConnection connection = server.connect()) {
            assertThat(connection.write(request).read().summary()).isEqualTo("412 PreconditionFailed");
        }
    }

    @Test
    void deleteIfMatchDeletesOnlyTheOne() throws Exception {
        RawReply other =
                server.request("DELETE", path).header("if-match", OTHER_ETAG).send();
        assertThat(other.summary()).isEqualTo("412 PreconditionFailed");
        assertThat(bodyOf("k")).isEqualTo(BODY);

        RawReply same = server.request("DELETE", path).header("if-match", ETAG).send();
        assertThat(same.status()).isEqualTo(204);
        assertThat(server.request("GET", path).send().summary()).isEqualTo("404 NoSuchKey");
    }

    @Test
    void completionTakesConditionsToo() throws Exception {
        String upload = begin();
        String etag = server.request("PUT", path + "?partNumber=1&uploadId=" + upload)
                .body("part")
                .send()
                .header("etag")
                .orElseThrow();
        String parts = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etag
                + "</ETag></Part></CompleteMultipartUpload>";

        RawReply isThere = complete(upload, parts, "if-none-match", "*");
        RawReply isAnother = complete(upload, parts, "if-match", OTHER_ETAG);
        assertThat(isThere.summary()).isEqualTo("412 PreconditionFailed");
        assertThat(isAnother.summary()).isEqualTo("412 PreconditionFailed");
        assertThat(bodyOf("k")).isEqualTo(BODY);

        assertThat(complete(upload, parts, "if-match", ETAG).status()).isEqualTo(200);
        assertThat(bodyOf("k")).isEqualTo("part");
    }

    private String begin() throws IOException {
        return server.request("POST", path + "?uploads")
                .send()
                .element("UploadId")
                .orElseThrow();
    }

    private RawReply complete(String upload, String parts, String header, String value) throws IOException {
        return server.request("POST", path + "?uploadId=" + upload)
                .header(header, value)
                .body(parts)
                .send();
    }

    @Test
    void aCopyTakesTheSourcesConditions() throws Exception {
        assertThat(copy("x-amz-copy-source-if-match", OTHER_ETAG).summary()).isEqualTo("412 PreconditionFailed");
        assertThat(copy("x-amz-copy-source-if-none-match", ETAG).summary()).isEqualTo("412 PreconditionFailed");
        assertThat(copy("x-amz-copy-source-if-modified-since", date(Duration.ofHours(1)))
                        .summary())
                .isEqualTo("412 PreconditionFailed");
        assertThat(copy("x-amz-copy-source-if-unmodified-since", date(Duration.ofHours(-1)))
                        .summary())
                .isEqualTo("412 PreconditionFailed");
        assertThat(server.request("GET", "/" + bucket + "/copy").send().status())
                .isEqualTo(404);

        assertThat(copy("x-amz-copy-source-if-match", ETAG).status()).isEqualTo(200);
        assertThat(bodyOf("copy")).isEqualTo(BODY);
    }

    private RawReply copy(String header, String value) throws IOException {
        return server.request("PUT", "/" + bucket + "/copy")
                .header("x-amz-copy-source", path)
                .header(header, value)
                .send();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100 * Bytes.KIB})
    void ofManyThatPutANewObjectAtOnceExactlyOneSucceeds(int size) throws Exception {
        Map<Integer, Integer> answers = atOnce(32, number -> () -> putIfNew(Bytes.of(size, number)));

        assertThat(answers).isEqualTo(Map.of(200, 1, 412, 31));
        assertThat(server.stagingIsEmpty()).isTrue();
    }

    private int putIfNew(byte[] bytes) {
        try {
            server.s3()
                    .putObject(
                            put -> put.bucket(bucket).key("contended").ifNoneMatch("*"), RequestBody.fromBytes(bytes));
            return 200;
        } catch (S3Exception e) {
            return e.statusCode();
        }
    }

    @Test
    void ofManyThatReplaceTheSameObjectAtOnceExactlyOneSucceeds() throws Exception {
        Map<Integer, Integer> answers = atOnce(
                32,
                number -> () -> server.request("PUT", path)
                        .header("if-match", ETAG)
                        .body("writer " + number)
                        .send()
                        .status());

        assertThat(answers).isEqualTo(Map.of(200, 1, 412, 31));
    }

    /** How often each answer was given to tasks that began together. */
    private static Map<Integer, Integer> atOnce(int count, java.util.function.IntFunction<Callable<Integer>> tasks)
            throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        Map<Integer, Integer> answers = new TreeMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Callable<Integer> task = tasks.apply(i);
                running.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            start.countDown();
            for (Future<Integer> task : running) {
                answers.merge(task.get(), 1, Integer::sum);
            }
        }
        return answers;
    }

    private String date(Duration fromNow) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                server.clock().instant().plus(fromNow).atZone(ZoneOffset.UTC));
    }
}
