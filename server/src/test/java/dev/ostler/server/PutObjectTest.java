// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.EncodingType;

/** What is put is what is got: bytes, names, headers, metadata. */
@ParameterizedClass
@EnumSource(Dialect.class)
class PutObjectTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final TestServer server;

    PutObjectTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * Bytes.KIB - 1, 64 * Bytes.KIB, 64 * Bytes.KIB + 1, 5 * Bytes.MIB + 1})
    void bytesComeBackAsTheyWentIn(int size) {
        String bucket = server.newBucket();
        byte[] bytes = Bytes.of(size);

        var stored = server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(bytes));

        var read = server.s3().getObjectAsBytes(get -> get.bucket(bucket).key("k"));
        assertThat(read.asByteArray()).isEqualTo(bytes);
        assertThat(stored.eTag()).isEqualTo(Bytes.etag(bytes));
        assertThat(read.response().eTag()).isEqualTo(Bytes.etag(bytes));
        assertThat(read.response().contentLength()).isEqualTo(size);
    }

    static Stream<String> hostileNames() {
        return Stream.of(
                "a b",
                "a+b",
                "a%2Fb",
                "a%",
                "ü/日本語/😀",
                "//",
                "/leading",
                "trailing/",
                "..",
                "../../etc/passwd",
                "./a",
                "a//b",
                "a\\b",
                "a'b\"c<d>&e",
                "?versionId=1",
                "a#b",
                "*~!()",
                "\t",
                "\u0001\u007f",
                "\uffff",
                "n".repeat(1024),
                "ü".repeat(512));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void everyNameIsKeptAsItIs(String key) {
        String bucket = server.newBucket();

        server.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(key));

        var read = server.s3().getObjectAsBytes(get -> get.bucket(bucket).key(key));
        assertThat(read.asString(UTF_8)).isEqualTo(key);
        assertThat(server.s3()
                        .listObjectsV2(list -> list.bucket(bucket).encodingType(EncodingType.URL))
                        .contents())
                .singleElement()
                .satisfies(object -> assertThat(object.key()).isEqualTo(key));
        server.s3().deleteObject(delete -> delete.bucket(bucket).key(key));
        server.s3().deleteBucket(delete -> delete.bucket(bucket));
    }

    @Test
    void encodedAndRawSlashesNameTheSameKey() throws Exception {
        String bucket = server.newBucket();
        server.request("PUT", "/" + bucket + "/a%2Fb").body("one").send();

        RawReply read = server.request("GET", "/" + bucket + "/a/b").send();

        assertThat(read.text()).isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%0Ab", "a%0Db"})
    void namesWithNulAndLineEndsAreRefused(String key) throws Exception {
        String bucket = server.newBucket();

        RawReply reply =
                server.request("PUT", "/" + bucket + "/" + key).body("x").send();

        assertThat(reply.summary()).isEqualTo("400 InvalidArgument");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C0%AF", "%ED%A0%80"})
    void namesThatAreNoUtf8AreRefused(String key) throws Exception {
        String bucket = server.newBucket();

        // No client would sign such a name, so nothing here depends on the signature.
        RawReply reply =
                server.request("PUT", "/" + bucket + "/" + key).body("x").sendUnsigned();

        assertThat(reply.summary()).isEqualTo("400 InvalidURI");
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "ü"})
    void namesOfMoreThan1024BytesAreRefused(String letter) throws Exception {
        String bucket = server.newBucket();
        String key = letter.repeat(1024 / letter.getBytes(UTF_8).length) + "x";

        RawReply reply = server.request("PUT", "/" + bucket + "/" + URLEncoder.encode(key, UTF_8))
                .body("x")
                .send();

        assertThat(reply.summary()).isEqualTo("400 KeyTooLongError");
    }

    @Test
    void storedHeadersAndMetadataComeBackVerbatim() throws Exception {
        String bucket = server.newBucket();
        var request = server.request("PUT", "/" + bucket + "/k")
                .header("content-type", "text/plain; charset=\"utf-8\"")
                .header("cache-control", "max-age=3600, private")
                .header("content-disposition", "attachment; filename=\"a b.txt\"")
                .header("content-encoding", "gzip")
                .header("content-language", "de-CH")
                .header("expires", "Thu, 01 Dec 1994 16:00:00 GMT")
                .header("x-amz-meta-plain", "a  b")
                .header("x-amz-meta-empty", "")
                .header("x-amz-meta-mixed-case", "Kept As Is")
                .body("x");

        assertThat(request.send().status()).isEqualTo(200);

        RawReply read = server.request("HEAD", "/" + bucket + "/k").send();
        assertThat(read.header("content-type")).contains("text/plain; charset=\"utf-8\"");
        assertThat(read.header("cache-control")).contains("max-age=3600, private");
        assertThat(read.header("content-disposition")).contains("attachment; filename=\"a b.txt\"");
        assertThat(read.header("content-encoding")).contains("gzip");
        assertThat(read.header("content-language")).contains("de-CH");
        assertThat(read.header("expires")).contains("Thu, 01 Dec 1994 16:00:00 GMT");
        assertThat(read.header("x-amz-meta-plain")).contains("a  b");
        assertThat(read.header("x-amz-meta-empty")).contains("");
        assertThat(read.header("x-amz-meta-mixed-case")).contains("Kept As Is");
    }

    @Test
    void metadataNamesAreCaseInsensitiveAndValuesMayBeUtf8() throws Exception {
        String bucket = server.newBucket();

        server.request("PUT", "/" + bucket + "/k")
                .header("x-amz-meta-UPPER", "größe")
                .send();

        assertThat(server.request("HEAD", "/" + bucket + "/k").send().header("x-amz-meta-upper"))
                .contains("größe");
    }

    @Test
    void anObjectWithoutContentTypeIsBinary() throws Exception {
        String bucket = server.newBucket();
        server.request("PUT", "/" + bucket + "/k").body("x").send();

        RawReply read = server.request("HEAD", "/" + bucket + "/k").send();

        assertThat(read.header("content-type")).contains("binary/octet-stream");
    }

    @Test
    void metadataMayHave4000BytesAndNoMore() {
        String bucket = server.newBucket();
        Map<String, String> fitting = Map.of("ab", "x".repeat(3998));
        Map<String, String> tooMuch = Map.of("ab", "x".repeat(3999));

        server.s3().putObject(put -> put.bucket(bucket).key("k").metadata(fitting), RequestBody.empty());
        String refusal = SdkRefusal.summaryOf(
                () -> server.s3().putObject(put -> put.bucket(bucket).key("k").metadata(tooMuch), RequestBody.empty()));

        assertThat(server.s3().headObject(head -> head.bucket(bucket).key("k")).metadata())
                .isEqualTo(fitting);
        assertThat(refusal).isEqualTo("400 MetadataTooLarge");
    }

    @Test
    void aPresignedUrlsMetadataIsStored() throws Exception {
        String bucket = server.newBucket();

        RawReply stored = server.request("PUT", "/" + bucket + "/k?x-amz-meta-camera=X1&x-amz-meta-lens=a%20b")
                .body("x")
                .sendPresigned(Duration.ofMinutes(5));

        assertThat(stored.status()).isEqualTo(200);
        RawReply read = server.request("HEAD", "/" + bucket + "/k").send();
        assertThat(read.header("x-amz-meta-camera")).contains("X1");
        assertThat(read.header("x-amz-meta-lens")).contains("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws-chunked", "aws-chunked,gzip", "gzip, aws-chunked", "AWS-CHUNKED , gzip"})
    void theTransfersOwnCodingIsNotStored(String coding) {
        String bucket = server.newBucket();

        server.s3().putObject(put -> put.bucket(bucket).key("k").contentEncoding(coding), RequestBody.fromString("x"));

        String kept =
                server.s3().headObject(head -> head.bucket(bucket).key("k")).contentEncoding();
        assertThat(kept == null ? "" : kept).isEqualTo(coding.contains("gzip") ? "gzip" : "");
    }

    @Test
    void puttingAgainReplacesBytesHeadersAndMetadata() {
        String bucket = server.newBucket();
        server.s3()
                .putObject(
                        put -> put.bucket(bucket).key("k").contentType("text/a").metadata(Map.of("one", "1")),
                        RequestBody.fromBytes(Bytes.of(100 * Bytes.KIB)));

        server.s3()
                .putObject(
                        put -> put.bucket(bucket).key("k").metadata(Map.of("two", "2")), RequestBody.fromString("new"));

        var read = server.s3().getObjectAsBytes(get -> get.bucket(bucket).key("k"));
        assertThat(read.asString(UTF_8)).isEqualTo("new");
        assertThat(read.response().metadata()).isEqualTo(Map.of("two", "2"));
        assertThat(server.s3()
                        .listObjectsV2(list -> list.bucket(bucket).encodingType(EncodingType.URL))
                        .contents())
                .hasSize(1);
    }

    @Test
    void aBodyOfUnknownLengthIsRefused() throws Exception {
        String bucket = server.newBucket();
        byte[] chunked = server.request("PUT", "/" + bucket + "/k")
                .payloadUnsigned()
                .withoutContentLength()
                .unsignedHeader("transfer-encoding", "chunked")
                .signed();
        byte[] withoutAny = server.request("PUT", "/" + bucket + "/k")
                .withoutContentLength()
                .signed();

        try (RawConnection connection = server.connect()) {
            assertThat(connection.write(chunked).write("0\r\n\r\n").read().summary())
                    .isEqualTo("411 MissingContentLength");
        }
        assertThat(server.send(withoutAny).summary()).isEqualTo("411 MissingContentLength");
    }

    @Test
    void nothingIsReadBeforeTheRequestIsGranted() throws Exception {
        byte[] request = server.request("PUT", "/no-such-bucket/k")
                .payloadUnsigned()
                .header("expect", "100-continue")
                .unsignedHeader("content-length", "1000000")
                .signed();

        try (RawConnection connection = server.connect()) {
            assertThat(connection.write(request).read().summary()).isEqualTo("404 NoSuchBucket");
        }
    }

    @Test
    void aClientThatExpectsContinueGetsItAndThenItsAnswer() throws Exception {
        String bucket = server.newBucket();
        byte[] request = server.request("PUT", "/" + bucket + "/k")
                .payloadUnsigned()
                .header("expect", "100-continue")
                .unsignedHeader("content-length", "5")
                .signed();

        try (RawConnection connection = server.connect()) {
            assertThat(connection.write(request).read().status()).isEqualTo(100);
            assertThat(connection.write("hello").read().status()).isEqualTo(200);
        }

        assertThat(server.request("GET", "/" + bucket + "/k").send().text()).isEqualTo("hello");
    }

    @Test
    void moreThan50GibIsRefusedBeforeItIsSent() throws Exception {
        String bucket = server.newBucket();
        byte[] request = server.request("PUT", "/" + bucket + "/k")
                .payloadUnsigned()
                .header("expect", "100-continue")
                .unsignedHeader("content-length", Long.toString((50L << 30) + 1))
                .signed();

        try (RawConnection connection = server.connect()) {
            assertThat(connection.write(request).read().summary()).isEqualTo("400 EntityTooLarge");
        }
    }

    @Test
    void metadataInAPresignedQueryMustBeFitForAHeader() throws Exception {
        String path = "/" + server.newBucket() + "/k?x-amz-meta-";

        RawReply good = server.request("PUT", path + "a=1%09%C3%BC").sendPresigned(Duration.ofMinutes(1));
        RawReply value =
                server.request("PUT", path + "a=1%0D%0Aset-cookie%3A%20b").sendPresigned(Duration.ofMinutes(1));
        RawReply name = server.request("PUT", path + "a%0D%0Ab=1").sendPresigned(Duration.ofMinutes(1));

        assertThat(good.status()).isEqualTo(200);
        assertThat(value.summary()).isEqualTo("400 InvalidArgument");
        assertThat(name.summary()).isEqualTo("400 InvalidArgument");
    }
}
