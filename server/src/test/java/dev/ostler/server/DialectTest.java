// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.api.s3.OciEra;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Reasons;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;

/** Where the dialects differ, word for word. */
class DialectTest {
    private static final String NO_SECRET = "The secret key required to complete authentication could not be found. The"
            + " region must be specified if this is not the home region for the tenancy.";
    private static final String NOT_AUTHENTICATED =
            "The required information to complete authentication was not provided.";

    @RegisterExtension
    static final TestServer oci = TestServer.oci();

    @RegisterExtension
    static final TestServer s3 = TestServer.s3Dialect();

    private String bucket = "";

    @BeforeEach
    void makeBucketOfTheSameNameInBoth() {
        bucket = oci.newBucket();
        s3.newBucket();
    }

    private static TestServer server(Dialect dialect) {
        return dialect == Dialect.OCI ? oci : s3;
    }

    private record Answer(int status, String code, String message) {
        static Answer of(RawReply reply) {
            return new Answer(reply.status(), reply.code(), reply.message());
        }
    }

    @Test
    void anErrorOfOciHasItsMessageFirstAndNothingElse() throws Exception {
        RawReply reply = oci.request("GET", "/" + bucket + "/a/b%20c.json").send();

        assertThat(reply.text())
                .isEqualTo(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Message>The object 'a/b c.json' was not found"
                                + " in the bucket '" + bucket + "'</Message><Code>NoSuchKey</Code></Error>");
        assertThat(reply.header("content-type")).contains("application/xml; charset=utf-8");
    }

    @Test
    void anErrorOfAmazonTellsResourceAndRequest() throws Exception {
        RawReply reply = s3.request("GET", "/" + bucket + "/missing").send();

        assertThat(reply.text())
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>NoSuchKey</Code>"
                        + "<Message>The specified key does not exist.</Message><Key>missing</Key>")
                .contains("<Resource>/" + bucket + "/missing</Resource>")
                .contains("<RequestId>" + reply.header("x-amz-request-id").orElseThrow() + "</RequestId>")
                .contains("<HostId>" + reply.header("x-amz-id-2").orElseThrow() + "</HostId>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "HEAD"})
    void ociNamesTheRequestInTwoHeaders(String method) throws Exception {
        RawReply reply = oci.request(method, "/" + bucket + "/k").send();

        assertThat(reply.header("opc-request-id").orElseThrow()).matches("iad-1:[A-Za-z0-9]{64}");
        assertThat(reply.header("x-amz-request-id")).isEqualTo(reply.header("opc-request-id"));
        assertThat(reply.header("x-api-id")).contains("s3-compatible");
        assertThat(reply.headers()).doesNotContainKeys("x-amz-id-2", "server");
    }

    @Test
    void requestIdsAreNeverTheSame() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(oci.request("HEAD", "/" + bucket)
                    .send()
                    .header("opc-request-id")
                    .orElseThrow());
        }

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownKeyIsWordedByTheDialect() throws Exception {
        CustomerSecretKey unknown = new CustomerSecretKey("36c6d12c34106c26707408ed2afaa12d2c2869c4", "x");

        assertThat(Answer.of(oci.request("GET", "/").key(unknown).send()))
                .isEqualTo(new Answer(403, "SignatureDoesNotMatch", NO_SECRET));
        RawReply amazon = s3.request("GET", "/").key(unknown).send();
        assertThat(Answer.of(amazon))
                .isEqualTo(new Answer(
                        403,
                        "InvalidAccessKeyId",
                        "The AWS Access Key Id you provided does not exist in our records."));
        assertThat(amazon.element("AWSAccessKeyId")).contains(unknown.id());
    }

    @Test
    void aWrongSecretIsWordedByTheDialect() throws Exception {
        assertThat(Answer.of(oci.request("GET", "/")
                        .key(new CustomerSecretKey(oci.key().id(), "wrong"))
                        .send()))
                .isEqualTo(new Answer(403, "SignatureDoesNotMatch", NOT_AUTHENTICATED));
        assertThat(Answer.of(s3.request("GET", "/")
                        .key(new CustomerSecretKey(s3.key().id(), "wrong"))
                        .send()))
                .isEqualTo(new Answer(
                        403,
                        "SignatureDoesNotMatch",
                        "The request signature we calculated does not match the signature you provided. Check your key"
                                + " and signing method."));
    }

    @Test
    void aWrongRegionIsWordedByTheDialect() throws Exception {
        assertThat(Answer.of(oci.request("GET", "/").region("eu-frankfurt-1").send()))
                .isEqualTo(new Answer(403, "SignatureDoesNotMatch", NO_SECRET));
        RawReply amazon = s3.request("GET", "/").region("eu-frankfurt-1").send();
        assertThat(amazon.summary()).isEqualTo("400 AuthorizationHeaderMalformed");
        assertThat(amazon.element("Region")).contains("us-ashburn-1");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void usEast1PassesForTheHomeRegionAlone(Dialect dialect) throws Exception {
        String elsewhere = "local.compat.objectstorage.eu-frankfurt-1.oraclecloud.com";
        TestServer server = server(dialect);

        assertThat(server.request("GET", "/").region("us-east-1").send().status())
                .isEqualTo(200);
        assertThat(server.request("GET", "/")
                        .header("host", elsewhere)
                        .region("us-east-1")
                        .send()
                        .status())
                .isBetween(400, 403);
        assertThat(server.request("GET", "/")
                        .header("host", elsewhere)
                        .region("eu-frankfurt-1")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aCallerWithoutRightsSeesNothingInOci() throws Exception {
        assertThat(oci.request("GET", "/" + bucket + "/k").sendUnsigned().summary())
                .isEqualTo("404 NoSuchBucket");
        assertThat(oci.request("PUT", "/" + bucket).sendUnsigned().summary()).isEqualTo("409 BucketAlreadyExists");
        assertThat(oci.request("GET", "/").sendUnsigned().summary()).isEqualTo("404 NoSuchBucket");
        assertThat(s3.request("GET", "/" + bucket + "/k").sendUnsigned().summary())
                .isEqualTo("403 AccessDenied");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /k?tagging, S3 Get Object tagging operation is not supported.",
        "PUT, /k?tagging, S3 Put Object tagging operation is not supported.",
        "DELETE, /k?tagging, S3 Delete Object tagging operation is not supported.",
        "GET, /k?acl, S3 Get Object ACL operation is not supported.",
        "GET, ?policy, S3 Get Bucket policy operation is not supported.",
        "PUT, ?versioning, S3 Put Bucket versioning operation is not supported."
    })
    void whatIsNotServedIsToldInTheWordsOfOci(String method, String rest, String message) throws Exception {
        assertThat(Answer.of(oci.request(method, "/" + bucket + rest).send()))
                .isEqualTo(new Answer(501, "NotImplemented", message));
        assertThat(s3.request(method, "/" + bucket + rest).send().summary()).isEqualTo("501 NotImplemented");
    }

    @ParameterizedTest
    @CsvSource({
        "Y2023, 400, InvalidRequest, STREAMING-AWS4-HMAC-SHA256-PAYLOAD is not supported.",
        "Y2025, 400, InvalidArgument, x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.",
        "M2026_05, 501, NotImplemented, AWS chunked encoding not supported."
    })
    void anOlderEraOfOciRefusesChunkedUploads(OciEra era, int status, String code, String message) throws Exception {
        try (TestServer old = TestServer.oci().with(era).withBuckets("b").start()) {
            RawReply chunked = old.request("PUT", "/b/k")
                    .payload("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
                    .header("x-amz-decoded-content-length", "5")
                    .body("not read")
                    .send();
            RawReply plain = old.request("PUT", "/b/k").body("hello").send();

            assertThat(Answer.of(chunked)).isEqualTo(new Answer(status, code, message));
            assertThat(plain.status()).isEqualTo(200);
            assertThat(old.stagingIsEmpty()).isTrue();
        }
    }

    @Test
    void anOlderEraRefusesTheSdksDefaultUploadAndTakesItsOlderOne() throws Exception {
        try (TestServer old =
                TestServer.oci().with(OciEra.M2026_05).withBuckets("b").start()) {
            SdkRefusal refusal = SdkRefusal.of(() -> old.s3Async()
                    .putObject(put -> put.bucket("b").key("k"), AsyncRequestBody.fromString("hello"))
                    .join());
            var older = old.s3(client -> client.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .serviceConfiguration(settings -> settings.chunkedEncodingEnabled(false)));
            older.putObject(put -> put.bucket("b").key("k"), RequestBody.fromString("hello"));

            assertThat(refusal).isEqualTo(new SdkRefusal(501, "NotImplemented", "AWS chunked encoding not supported."));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aClockThatIsOffIsNamed(Dialect dialect) throws Exception {
        TestServer server = server(dialect);

        RawReply late = server.request("GET", "/")
                .at(server.clock().instant().minus(Duration.ofMinutes(16)))
                .send();
        RawReply inTime = server.request("GET", "/")
                .at(server.clock().instant().minus(Duration.ofMinutes(14)))
                .send();

        assertThat(late.summary()).isEqualTo("403 RequestTimeTooSkewed");
        if (dialect == Dialect.S3) {
            assertThat(late.element("ServerTime").orElseThrow()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        }
        assertThat(inTime.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void everyRefusalSaysWhyInAHeader(Dialect dialect) throws Exception {
        RawReply reply = server(dialect)
                .request("PUT", "/" + bucket + "/k")
                .header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")
                .body("x")
                .send();

        assertThat(reply.header("ostler-reason").orElseThrow()).startsWith("Content-MD5 of the body is ");
        assertThat(server(dialect).explainLast()).contains("PutObject", bucket + "/k", "400 BadDigest", "Content-MD5");
    }

    @Test
    void reasonsMayBeKeptFromClients() throws Exception {
        try (TestServer quiet = TestServer.oci().with(Reasons.Where.LOG).start()) {
            RawReply reply = quiet.request("GET", "/missing").send();

            assertThat(reply.header("ostler-reason")).isEqualTo(Optional.empty());
            assertThat(quiet.explainLast()).contains("404 NoSuchBucket");
        }
        try (TestServer silent = TestServer.oci().with(Reasons.Where.OFF).start()) {
            RawReply reply = silent.request("GET", "/missing")
                    .key(new CustomerSecretKey(silent.key().id(), "another"))
                    .send();

            assertThat(reply.header("ostler-reason")).isEqualTo(Optional.empty());
            assertThat(silent.explainLast()).contains("403 SignatureDoesNotMatch", "Host or secret. ");
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aReasonIsOneLineOfAscii(Dialect dialect) throws Exception {
        RawReply reply = server(dialect)
                .request("GET", "/" + "%C3%BC%0D%0A".repeat(60) + "?list-type=2")
                .send();

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("ostler-reason").orElseThrow())
                .hasSizeLessThanOrEqualTo(300)
                .matches("[ -~]+");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void olderAndTemporaryCredentialsAreRefusedByName(Dialect dialect) throws IOException {
        TestServer server = server(dialect);
        RawReply v2 = server.request("GET", "/")
                .header("authorization", "AWS " + server.key().id() + ":c2lnbmF0dXJl")
                .sendUnsigned();
        RawReply v2Query = server.request(
                        "GET", "/?AWSAccessKeyId=" + server.key().id() + "&Signature=x&Expires=9999999999")
                .sendUnsigned();
        RawReply token =
                server.request("GET", "/").header("x-amz-security-token", "x").send();
        RawReply basic =
                server.request("GET", "/").header("authorization", "Basic eDp5").sendUnsigned();

        assertThat(v2.status()).isEqualTo(403);
        assertThat(v2Query.status()).isEqualTo(403);
        assertThat(v2.header("ostler-reason").orElseThrow()).contains("SigV4");
        assertThat(token.status()).isBetween(400, 403);
        assertThat(basic.status()).isBetween(400, 403);
    }
}
