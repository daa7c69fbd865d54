// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Reading objects, whole and in parts. */
@ParameterizedClass
@EnumSource(Dialect.class)
class GetObjectTest {
    /** Long enough to lie in a file of its own. */
    private static final byte[] LONG = Bytes.of(200 * Bytes.KIB);

    private static final byte[] SHORT = "0123456789".getBytes(UTF_8);

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final TestServer server;
    private String bucket = "";

    GetObjectTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    @BeforeEach
    void putObjects() {
        bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("short"), RequestBody.fromBytes(SHORT));
        server.s3().putObject(put -> put.bucket(bucket).key("long"), RequestBody.fromBytes(LONG));
        server.s3().putObject(put -> put.bucket(bucket).key("empty"), RequestBody.empty());
    }

    private RawReply get(String key, String range) throws IOException {
        return server.request("GET", "/" + bucket + "/" + key)
                .header("range", range)
                .send();
    }

    @ParameterizedTest
    @CsvSource({
        "short, bytes=0-0, 0, 0",
        "short, bytes=3-5, 3, 5",
        "short, bytes=3-, 3, 9",
        "short, bytes=-4, 6, 9",
        "short, bytes=-400, 0, 9",
        "short, bytes=9-400, 9, 9",
        "short, bytes=0-9, 0, 9",
        "long, bytes=0-0, 0, 0",
        "long, bytes=70000-130000, 70000, 130000",
        "long, bytes=-1, 204799, 204799"
    })
    void aRangeIsServed(String key, String range, int first, int last) throws Exception {
        byte[] whole = key.equals("short") ? SHORT : LONG;

        RawReply reply = get(key, range);

        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(whole, first, last + 1));
        assertThat(reply.header("content-range")).contains("bytes " + first + "-" + last + "/" + whole.length);
        assertThat(reply.header("accept-ranges")).contains("bytes");
    }

    @ParameterizedTest
    @CsvSource({"short, bytes=10-", "short, bytes=10-20", "short, bytes=-0", "empty, bytes=0-", "empty, bytes=-5"})
    void aRangeOutsideTheObjectIsRefused(String key, String range) throws Exception {
        RawReply reply = get(key, range);

        assertThat(reply.summary()).isEqualTo("416 InvalidRange");
        assertThat(reply.header("content-range")).contains("bytes */" + (key.equals("empty") ? 0 : 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-3", "bytes=a-b", "bytes=0-1,3-4", "bytes=-", "lines=0-1", "bytes"})
    void whatIsNoSingleRangeIsIgnored(String range) throws Exception {
        RawReply reply = get("short", range);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(SHORT);
    }

    @Test
    void headSaysWhatGetSaysWithoutTheBytes() throws Exception {
        RawReply whole = server.request("GET", "/" + bucket + "/long").send();

        RawReply head = server.request("HEAD", "/" + bucket + "/long").send();

        for (String header : List.of("content-length", "etag", "last-modified", "content-type", "accept-ranges")) {
            assertThat(head.header(header))
                    .as(header)
                    .isEqualTo(whole.header(header))
                    .isPresent();
        }
        assertThat(head.status()).isEqualTo(200);
    }

    @Test
    void headOfARangeTellsItsLength() throws Exception {
        RawReply head = server.request("HEAD", "/" + bucket + "/long")
                .header("range", "bytes=0-99")
                .send();

        assertThat(head.status()).isEqualTo(206);
        assertThat(head.header("content-length")).contains("100");
        assertThat(head.header("content-range")).contains("bytes 0-99/204800");
    }

    @Test
    void aFailedHeadHasNoBody() throws Exception {
        RawReply missing = server.request("HEAD", "/" + bucket + "/missing").send();
        RawReply noBucket = server.request("HEAD", "/no-such-bucket").send();

        assertThat(missing.status()).isEqualTo(404);
        assertThat(noBucket.status()).isEqualTo(404);
        assertThat(missing.header("content-length").orElse("0")).isEqualTo("0");
        assertThat(noBucket.header("content-length").orElse("0")).isEqualTo("0");
    }

    @Test
    void aQueryOverridesWhatTheAnswerSays() throws Exception {
        RawReply reply = server.request(
                        "GET",
                        "/" + bucket + "/short?response-content-type=text%2Fcsv&response-cache-control=no-store"
                                + "&response-content-disposition=attachment%3B%20filename%3D%22a.csv%22"
                                + "&response-content-encoding=identity&response-content-language=en"
                                + "&response-expires=Thu%2C%2001%20Dec%201994%2016%3A00%3A00%20GMT")
                .sendPresigned(Duration.ofMinutes(1));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type")).contains("text/csv");
        assertThat(reply.header("cache-control")).contains("no-store");
        assertThat(reply.header("content-disposition")).contains("attachment; filename=\"a.csv\"");
        assertThat(reply.header("content-encoding")).contains("identity");
        assertThat(reply.header("content-language")).contains("en");
        assertThat(reply.header("expires")).contains("Thu, 01 Dec 1994 16:00:00 GMT");
        assertThat(reply.body()).isEqualTo(SHORT);
    }

    @Test
    void anOverrideCannotSplitTheAnswer() throws Exception {
        RawReply reply = server.request("GET", "/" + bucket + "/short?response-content-type=a%0D%0Ax-evil%3A%20b")
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidArgument");
        assertThat(reply.headers()).doesNotContainKey("x-evil");
    }

    @Test
    void aPartOfAMultipartObjectIsServedByItsNumber() throws Exception {
        byte[] first = Bytes.of(5 * Bytes.MIB);
        byte[] second = Bytes.of(1000);
        uploadInParts("parts", first, second);

        RawReply one =
                server.request("GET", "/" + bucket + "/parts?partNumber=1").send();
        RawReply two =
                server.request("GET", "/" + bucket + "/parts?partNumber=2").send();
        RawReply three =
                server.request("GET", "/" + bucket + "/parts?partNumber=3").send();

        assertThat(one.status()).isEqualTo(206);
        assertThat(one.body()).isEqualTo(first);
        assertThat(one.header("x-amz-mp-parts-count")).contains("2");
        assertThat(two.body()).isEqualTo(second);
        assertThat(two.header("content-range"))
                .contains("bytes " + first.length + "-" + (first.length + 999) + "/" + (first.length + 1000));
        assertThat(three.summary()).isEqualTo("400 InvalidPart");
    }

    @Test
    void aRangeMayCrossParts() throws Exception {
        byte[] first = Bytes.of(5 * Bytes.MIB);
        byte[] second = Bytes.of(1000);
        uploadInParts("parts", first, second);

        RawReply reply = server.request("GET", "/" + bucket + "/parts")
                .header("range", "bytes=" + (first.length - 2) + "-" + (first.length + 1))
                .send();

        assertThat(reply.body())
                .containsExactly(first[first.length - 2], first[first.length - 1], second[0], second[1]);
    }

    @Test
    void anObjectOfOnePieceIsItsOnlyPart() throws Exception {
        RawReply one =
                server.request("GET", "/" + bucket + "/short?partNumber=1").send();
        RawReply two =
                server.request("GET", "/" + bucket + "/short?partNumber=2").send();
        RawReply none =
                server.request("GET", "/" + bucket + "/short?partNumber=0").send();
        RawReply both = server.request("GET", "/" + bucket + "/short?partNumber=1")
                .header("range", "bytes=0-1")
                .send();

        assertThat(one.body()).isEqualTo(SHORT);
        assertThat(two.summary()).isEqualTo("400 InvalidPart");
        assertThat(none.summary()).isEqualTo("400 InvalidArgument");
        assertThat(both.summary()).isEqualTo("400 InvalidRequest");
    }

    @Test
    void theNullVersionIsTheObjectAndThereIsNoOther() throws Exception {
        RawReply nullVersion =
                server.request("GET", "/" + bucket + "/short?versionId=null").send();
        RawReply other = server.request("GET", "/" + bucket + "/short?versionId=dcb9fb93-9325-418b-9333-1a04943c7cd5")
                .send();

        assertThat(nullVersion.body()).isEqualTo(SHORT);
        assertThat(other.summary()).isEqualTo("404 NoSuchVersion");
    }

    @Test
    void aReaderThatHasBegunReadsToTheEndWhateverHappensToTheName() throws Exception {
        byte[] large = Bytes.of(8 * Bytes.MIB);
        server.s3().putObject(put -> put.bucket(bucket).key("large"), RequestBody.fromBytes(large));

        try (var reading = server.s3().getObject(get -> get.bucket(bucket).key("large"))) {
            byte[] begun = reading.readNBytes(1000);
            server.s3().deleteObject(delete -> delete.bucket(bucket).key("large"));
            server.s3().putObject(put -> put.bucket(bucket).key("large"), RequestBody.fromString("another"));
            server.sweepNow();
            byte[] rest = reading.readAllBytes();

            assertThat(begun).isEqualTo(Arrays.copyOf(large, 1000));
            assertThat(rest).isEqualTo(Arrays.copyOfRange(large, 1000, large.length));
        }
    }

    private void uploadInParts(String key, byte[] first, byte[] second) {
        String upload = server.s3()
                .createMultipartUpload(create -> create.bucket(bucket).key(key))
                .uploadId();
        List<CompletedPart> parts = List.of(part(key, upload, 1, first), part(key, upload, 2, second));
        server.s3()
                .completeMultipartUpload(complete ->
                        complete.bucket(bucket).key(key).uploadId(upload).multipartUpload(list -> list.parts(parts)));
    }

    private CompletedPart part(String key, String upload, int number, byte[] bytes) {
        var stored = server.s3()
                .uploadPart(
                        part -> part.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        RequestBody.fromBytes(bytes));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(stored.eTag())
                .checksumCRC32(stored.checksumCRC32())
                .build();
    }
}
