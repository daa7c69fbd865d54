// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** A request is never served in a weaker way than it asks for: what is not served is refused before a byte is stored. */
@ParameterizedClass
@EnumSource(Dialect.class)
class UnservedHeadersTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final TestServer server;

    UnservedHeadersTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    private record Header(String name, String value) {
        static Header of(String text) {
            int colon = text.indexOf(": ");
            return new Header(text.substring(0, colon), text.substring(colon + 2));
        }
    }

    static Stream<String> headersOfObjects() {
        return Stream.of(
                "x-amz-acl: public-read",
                "x-amz-acl: public-read-write",
                "x-amz-acl: authenticated-read",
                "x-amz-acl: aws-exec-read",
                "x-amz-acl: bucket-owner-read",
                "x-amz-acl: log-delivery-write",
                "x-amz-grant-read: uri=\"http://acs.amazonaws.com/groups/global/AllUsers\"",
                "x-amz-grant-read-acp: id=\"x\"",
                "x-amz-grant-write-acp: id=\"x\"",
                "x-amz-grant-full-control: id=\"x\"",
                "x-amz-server-side-encryption: aws:kms",
                "x-amz-server-side-encryption: aws:kms:dsse",
                "x-amz-server-side-encryption-aws-kms-key-id: ocid1.key.oc1..x",
                "x-amz-server-side-encryption-context: e30=",
                "x-amz-server-side-encryption-bucket-key-enabled: true",
                "x-amz-server-side-encryption-customer-algorithm: AES256",
                "x-amz-server-side-encryption-customer-key: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "x-amz-server-side-encryption-customer-key-md5: x",
                "x-amz-copy-source-server-side-encryption-customer-algorithm: AES256",
                "x-amz-tagging: a=b",
                "x-amz-object-lock-mode: GOVERNANCE",
                "x-amz-object-lock-mode: COMPLIANCE",
                "x-amz-object-lock-retain-until-date: 2030-01-01T00:00:00Z",
                "x-amz-object-lock-legal-hold: ON",
                "x-amz-website-redirect-location: /other",
                "x-amz-storage-class: STANDARD_IA",
                "x-amz-storage-class: ONEZONE_IA",
                "x-amz-storage-class: INTELLIGENT_TIERING",
                "x-amz-storage-class: GLACIER",
                "x-amz-storage-class: GLACIER_IR",
                "x-amz-storage-class: DEEP_ARCHIVE",
                "x-amz-write-offset-bytes: 0");
    }

    @ParameterizedTest
    @MethodSource("headersOfObjects")
    void putObjectIsRefusedBeforeItsBodyIsSent(String text) throws Exception {
        Header header = Header.of(text);
        String bucket = server.newBucket();
        byte[] request = server.request("PUT", "/" + bucket + "/k")
                .header(header.name(), header.value())
                .header("expect", "100-continue")
                .payloadUnsigned()
                .unsignedHeader("content-length", "1000000")
                .signed();

        try (RawConnection connection = server.connect()) {
            assertThat(connection.write(request).read().summary()).isEqualTo("501 NotImplemented");
        }
        assertThat(server.request("HEAD", "/" + bucket + "/k").send().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("headersOfObjects")
    void copiesAndUploadsInPartsAreRefused(String text) throws Exception {
        Header header = Header.of(text);
        String bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("source"), RequestBody.fromString("x"));

        RawReply copy = server.request("PUT", "/" + bucket + "/copy")
                .header("x-amz-copy-source", bucket + "/source")
                .header(header.name(), header.value())
                .send();
        RawReply upload = server.request("POST", "/" + bucket + "/k?uploads")
                .header(header.name(), header.value())
                .send();

        assertThat(copy.summary()).isEqualTo("501 NotImplemented");
        assertThat(upload.summary()).isEqualTo("501 NotImplemented");
        assertThat(server.s3().listObjectsV2(list -> list.bucket(bucket)).contents())
                .hasSize(1);
        assertThat(server.s3().listMultipartUploads(list -> list.bucket(bucket)).uploads())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("headersOfObjects")
    void aPresignedQueryCountsAsHeaders(String text) throws Exception {
        Header header = Header.of(text);
        String bucket = server.newBucket();

        RawReply reply = server.request(
                        "PUT", "/" + bucket + "/k?" + header.name() + "=" + SdkHttpUtils.urlEncode(header.value()))
                .body("x")
                .sendPresigned(Duration.ofMinutes(1));

        assertThat(reply.summary()).isEqualTo("501 NotImplemented");
        assertThat(server.request("HEAD", "/" + bucket + "/k").send().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-acl: public-read",
                "x-amz-grant-write: id=\"x\"",
                "x-amz-bucket-object-lock-enabled: true",
                "x-amz-object-ownership: ObjectWriter",
                "x-amz-object-ownership: BucketOwnerPreferred"
            })
    void createBucketIsRefused(String text) throws Exception {
        Header header = Header.of(text);
        String bucket = server.newBucketName();

        RawReply reply = server.request("PUT", "/" + bucket)
                .header(header.name(), header.value())
                .send();

        assertThat(reply.summary()).isEqualTo("501 NotImplemented");
        assertThat(server.request("HEAD", "/" + bucket).send().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "FOO", "INVALID_STORAGE_CLASS", ""})
    void anUnknownStorageClassIsRefused(String storageClass) throws Exception {
        String bucket = server.newBucket();

        RawReply reply = server.request("PUT", "/" + bucket + "/k")
                .header("x-amz-storage-class", storageClass)
                .body("x")
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidStorageClass");
    }

    /** OCI maps classes to its own tiers; these it does not know. */
    @ParameterizedTest
    @ValueSource(strings = {"REDUCED_REDUNDANCY", "EXPRESS_ONEZONE", "OUTPOSTS", "SNOW"})
    void aStorageClassOfAmazonAloneIsNoneOfOcis(String storageClass) throws Exception {
        String bucket = server.newBucket();

        RawReply reply = server.request("PUT", "/" + bucket + "/k")
                .header("x-amz-storage-class", storageClass)
                .body("x")
                .send();

        assertThat(reply.summary())
                .isEqualTo(server.dialect() == Dialect.OCI ? "400 InvalidStorageClass" : "501 NotImplemented");
    }

    @Test
    void whatIsServedAnywayMayBeAskedFor() throws Exception {
        String bucket = server.newBucket();
        String owner = server.s3().listBuckets().owner().id();
        List<String> headers = List.of(
                "x-amz-acl: private",
                "x-amz-acl: bucket-owner-full-control",
                "x-amz-server-side-encryption: AES256",
                "x-amz-storage-class: STANDARD",
                "x-amz-request-payer: requester",
                "x-amz-expected-bucket-owner: " + owner);

        for (String text : headers) {
            Header header = Header.of(text);
            RawReply reply = server.request("PUT", "/" + bucket + "/k")
                    .header(header.name(), header.value())
                    .body("x")
                    .send();
            assertThat(reply.status()).as(text).isEqualTo(200);
        }
    }

    @Test
    void anotherExpectedOwnerIsRefused() throws Exception {
        String bucket = server.newBucket();

        RawReply put = server.request("PUT", "/" + bucket + "/k")
                .header("x-amz-expected-bucket-owner", "111122223333")
                .body("x")
                .send();
        RawReply get = server.request("GET", "/" + bucket)
                .header("x-amz-expected-bucket-owner", "111122223333")
                .send();

        assertThat(put.summary()).isEqualTo("403 AccessDenied");
        assertThat(put.header("ostler-reason").orElseThrow())
                .startsWith("the owner is not the expected one, '111122223333'");
        assertThat(get.summary()).isEqualTo("403 AccessDenied");
        assertThat(server.s3().listObjectsV2(list -> list.bucket(bucket)).contents())
                .isEmpty();
    }
}
