// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.http.HttpLimits;
import dev.ostler.server.operation.Dialect;
import dev.ostler.storage.EngineOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The mistakes that every user makes some day. Each is answered by its name; after each of them the old objects are intact
 * and nothing is left in staging.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
class ErrorsTest {
    private static final byte[] OLD = Bytes.of(100 * Bytes.KIB, 1);
    private static final byte[] NEW = Bytes.of(100 * Bytes.KIB, 2);

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final Dialect dialect;
    private final TestServer server;
    private String bucket = "";
    private String path = "";

    ErrorsTest(Dialect dialect) throws IOException {
        this.dialect = dialect;
        server = servers.of(dialect);
    }

    @BeforeEach
    void putOldObjects() {
        bucket = server.newBucket();
        path = "/" + bucket + "/old";
        server.s3().putObject(put -> put.bucket(bucket).key("old"), RequestBody.fromBytes(OLD));
        server.s3().putObject(put -> put.bucket(bucket).key("small"), RequestBody.fromString("small"));
    }

    @AfterEach
    void oldObjectsAreIntactAndStagingIsEmpty() throws Exception {
        assertThat(server.s3().listObjectsV2(list -> list.bucket(bucket)).contents())
                .extracting(object -> object.key() + " " + object.eTag())
                .containsExactly("old " + Bytes.etag(OLD), "small " + Bytes.etag("small".getBytes(UTF_8)));
        assertThat(server.request("GET", path).send().body()).isEqualTo(OLD);
        assertThat(server.request("GET", "/" + bucket + "/small").send().text()).isEqualTo("small");
        assertThat(server.stagingIsEmpty()).isTrue();
    }

    @Test
    void bucketMissing() throws Exception {
        RawReply reply = server.request("PUT", "/missing-bucket/k").body(NEW).send();

        assertThat(reply.summary()).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void keyMissing() throws Exception {
        RawReply reply = server.request("GET", "/" + bucket + "/missing").send();

        assertThat(reply.summary()).isEqualTo("404 NoSuchKey");
    }

    @Test
    void bucketNotEmpty() throws Exception {
        assertThat(server.request("DELETE", "/" + bucket).send().summary()).isEqualTo("409 BucketNotEmpty");
    }

    @Test
    void bucketExists() throws Exception {
        RawReply reply = server.request("PUT", "/" + bucket).send();

        assertThat(reply.summary().strip()).isEqualTo(dialect == Dialect.OCI ? "409 BucketAlreadyOwnedByYou" : "200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"old", "small", "new"})
    void badDigest(String key) throws Exception {
        RawReply reply = server.request("PUT", "/" + bucket + "/" + key)
                .header("content-md5", Bytes.base64(Bytes.digest("MD5", OLD)))
                .body(NEW)
                .send();

        assertThat(reply.summary()).isEqualTo("400 BadDigest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "not base64!", ""})
    void invalidDigest(String digest) throws Exception {
        RawReply reply = server.request("PUT", path)
                .header("content-md5", digest)
                .body(NEW)
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidDigest");
    }

    @Test
    void badHashOfTheBody() throws Exception {
        RawReply reply = server.request("PUT", path)
                .body(NEW)
                .changedAfterSigning(Bytes.of(NEW.length, 3))
                .send();

        assertThat(reply.summary()).isEqualTo("400 XAmzContentSHA256Mismatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1, 2", "99999999999999999999"})
    void badLength(String length) throws Exception {
        byte[] request = server.request("PUT", path)
                .payloadUnsigned()
                .unsignedHeader("content-length", length)
                .signed();

        assertThat(server.send(request).summary()).isEqualTo("400 BadRequest");
    }

    @Test
    void decodedLengthThatIsNotTheBodys() throws Exception {
        RawReply reply = server.request("PUT", path)
                .payload("STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .header("x-amz-decoded-content-length", "6")
                .header("content-encoding", "aws-chunked")
                .body("5\r\nhello\r\n0\r\n\r\n")
                .send();

        assertThat(reply.summary()).isEqualTo("400 IncompleteBody");
    }

    @Test
    void truncatedBody() throws Exception {
        byte[] request = server.request("PUT", path)
                .payloadUnsigned()
                .unsignedHeader("content-length", Integer.toString(NEW.length))
                .signed();

        try (RawConnection connection = server.connect()) {
            connection.write(request).write(Bytes.of(80 * Bytes.KIB)).endOutput();

            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void entityTooSmall() throws Exception {
        String upload = begin("old");
        String one = uploadPart(upload, 1);
        String two = uploadPart(upload, 2);

        RawReply reply = dialect == Dialect.S3
                ? complete(upload, part(1, one) + part(2, two))
                : server.request("DELETE", path + "?uploadId=" + upload).send();

        assertThat(reply.summary()).isEqualTo(dialect == Dialect.S3 ? "400 EntityTooSmall" : "204");
    }

    @Test
    void invalidPart() throws Exception {
        String upload = begin("old");
        uploadPart(upload, 1);

        assertThat(complete(upload, part(1, Bytes.etag(OLD))).summary()).isEqualTo("400 InvalidPart");
        assertThat(complete(upload, part(2, Bytes.etag(NEW))).summary()).isEqualTo("400 InvalidPart");
    }

    @Test
    void invalidPartOrder() throws Exception {
        String upload = begin("old");
        String one = uploadPart(upload, 1);
        String two = uploadPart(upload, 2);

        assertThat(complete(upload, part(2, two) + part(1, one)).summary()).isEqualTo("400 InvalidPartOrder");
    }

    private String begin(String key) throws IOException {
        return server.request("POST", "/" + bucket + "/" + key + "?uploads")
                .send()
                .element("UploadId")
                .orElseThrow();
    }

    private String uploadPart(String upload, int number) throws IOException {
        return server.request("PUT", path + "?partNumber=" + number + "&uploadId=" + upload)
                .body(NEW)
                .send()
                .header("etag")
                .orElseThrow();
    }

    private static String part(int number, String etag) {
        return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag></Part>";
    }

    private RawReply complete(String upload, String parts) throws IOException {
        return server.request("POST", path + "?uploadId=" + upload)
                .body("<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>")
                .send();
    }

    @Test
    void rangeNotSatisfiable() throws Exception {
        RawReply reply =
                server.request("GET", path).header("range", "bytes=102400-").send();

        assertThat(reply.summary()).isEqualTo("416 InvalidRange");
    }

    @Test
    void preconditionFailed() throws Exception {
        RawReply put = server.request("PUT", path)
                .header("if-none-match", "*")
                .body(NEW)
                .send();
        RawReply delete = server.request("DELETE", path)
                .header("if-match", Bytes.etag(NEW))
                .send();

        assertThat(put.summary()).isEqualTo("412 PreconditionFailed");
        assertThat(delete.summary()).isEqualTo("412 PreconditionFailed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Tagging>",
                "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>",
                "<Tagging><TagSet><Tag><Key>a</Key><Value>&nbsp;</Value></Tag></TagSet></Tagging>",
                "<!DOCTYPE Tagging [<!ENTITY e \"x\">]><Tagging><TagSet><Tag><Key>a</Key><Value>&e;</Value></Tag></TagSet></Tagging>",
                "<!DOCTYPE Tagging SYSTEM \"http://127.0.0.1:1/x.dtd\"><Tagging/>",
                "<?xml version=\"1.0\" encoding=\"no-such-encoding\"?><Tagging/>",
                "<Tagging/><Tagging/>",
                "<Tagging \u0001/>",
                "plain text",
                "\u0000"
            })
    void malformedXml(String document) throws Exception {
        RawReply reply =
                server.request("PUT", "/" + bucket + "?tagging").body(document).send();

        assertThat(reply.summary()).isEqualTo("400 MalformedXML");
    }

    @Test
    void xmlThatNestsTooDeep() throws Exception {
        RawReply reply = server.request("PUT", "/" + bucket + "?tagging")
                .body("<Tagging>".repeat(5_000) + "</Tagging>".repeat(5_000))
                .send();

        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void xmlThatIsTooLong() throws Exception {
        RawReply reply = server.request("PUT", "/" + bucket + "?tagging")
                .body("<Tagging>" + " ".repeat(64 * Bytes.KIB) + "</Tagging>")
                .send();

        assertThat(reply.summary()).isEqualTo("400 EntityTooLarge");
    }

    @Test
    void knownSubresourceNotServed() throws Exception {
        assertThat(server.request("PUT", path + "?acl").body(NEW).send().summary())
                .isEqualTo("501 NotImplemented");
        assertThat(server.request("DELETE", path + "?tagging").send().summary()).isEqualTo("501 NotImplemented");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "TRACE", "POST", "BREW"})
    void methodNotAllowed(String method) throws Exception {
        byte[] request = (method + " " + path + " HTTP/1.1\r\nhost: " + server.authority()
                        + "\r\ncontent-length: 3\r\n\r\nnew")
                .getBytes(UTF_8);

        RawReply reply = server.send(request);

        assertThat(reply.summary()).isEqualTo("405 MethodNotAllowed");
        assertThat(reply.header("allow")).hasValue("DELETE, GET, HEAD, OPTIONS, PUT");
    }

    @Test
    void subresourcesThatDoNotGoTogether() throws Exception {
        assertThat(server.request("PUT", path + "?acl&tagging").body(NEW).send().summary())
                .isEqualTo("405 MethodNotAllowed");
        RawReply reply = server.request("DELETE", path + "?uploads").send();
        assertThat(reply.summary()).isEqualTo("405 MethodNotAllowed");
        assertThat(reply.header("allow")).hasValue("OPTIONS, POST");
    }

    @Test
    void requestLineTooLong() throws Exception {
        byte[] request = ("PUT /" + bucket + "/" + "n".repeat(HttpLimits.MAX_REQUEST_LINE_BYTES)
                        + " HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
                .getBytes(UTF_8);

        assertThat(server.send(request).summary()).isEqualTo("414 RequestURITooLong");
    }

    @Test
    void headersTooLarge() throws Exception {
        byte[] request = ("PUT " + path + " HTTP/1.1\r\nhost: x\r\nx-long: " + "x".repeat(HttpLimits.MAX_HEADER_BYTES)
                        + "\r\ncontent-length: 0\r\n\r\n")
                .getBytes(UTF_8);

        assertThat(server.send(request).summary()).isEqualTo("400 RequestHeaderSectionTooLarge");
    }

    @Test
    void tooManyRequestsAtWork() throws Exception {
        try (TestServer busy = TestServer.of(dialect)
                .with(HttpLimits.DEFAULT.withRequestsAtWork(1))
                .start()) {
            String own = busy.newBucket();
            byte[] slow = busy.request("PUT", "/" + own + "/k")
                    .payloadUnsigned()
                    .header("expect", "100-continue")
                    .unsignedHeader("content-length", "5")
                    .signed();

            try (RawConnection first = busy.connect()) {
                assertThat(first.write(slow).read().status()).isEqualTo(100);
                RawReply second =
                        busy.request("PUT", "/" + own + "/other").body("x").send();
                assertThat(second.summary()).isEqualTo("503 SlowDown");
                assertThat(first.write("hello").read().status()).isEqualTo(200);
            }

            assertThat(busy.s3().listObjectsV2(list -> list.bucket(own)).contents())
                    .hasSize(1);
            assertThat(busy.stagingIsEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100 * Bytes.KIB})
    void diskNearlyFull(int size) throws Exception {
        EngineOptions plenty = EngineOptions.defaults().withDurability(EngineOptions.Durability.OS);
        try (TestServer full = TestServer.of(dialect).with(plenty).start()) {
            String own = full.newBucket();
            full.s3().putObject(put -> put.bucket(own).key("old"), RequestBody.fromBytes(OLD));
            full.stop();
            full.with(plenty.withMinFreeBytes(Long.MAX_VALUE, 0)).start();

            RawReply overwritten =
                    full.request("PUT", "/" + own + "/old").body(Bytes.of(size)).send();
            RawReply added =
                    full.request("PUT", "/" + own + "/new").body(Bytes.of(size)).send();

            assertThat(List.of(overwritten.summary(), added.summary())).containsOnly("503 ServiceUnavailable");
            assertThat(full.request("GET", "/" + own + "/old").send().body()).isEqualTo(OLD);
            assertThat(full.stagingIsEmpty()).isTrue();
            assertThat(full.request("DELETE", "/" + own + "/old").send().status())
                    .isEqualTo(204);
        }
    }
}
