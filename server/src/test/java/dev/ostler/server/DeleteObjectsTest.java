// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Deleting one object, and many at once. */
@ParameterizedClass
@EnumSource(Dialect.class)
class DeleteObjectsTest {
    private static final String OCI_REFUSAL =
            "Missing required header for this request: Content-MD5 or x-amz-checksum-sha256 or x-amz-checksum-crc32c";

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final Dialect dialect;
    private final TestServer server;
    private String bucket = "";

    DeleteObjectsTest(Dialect dialect) throws IOException {
        this.dialect = dialect;
        server = servers.of(dialect);
    }

    @BeforeEach
    void putObjects() {
        bucket = server.newBucket();
        for (String key : List.of("a", "b", "c d/ü+&<>")) {
            server.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("x"));
        }
    }

    private List<String> keys() {
        return server.s3().listObjectsV2(list -> list.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void deletingWhatIsNotThereSucceeds() throws Exception {
        assertThat(server.request("DELETE", "/" + bucket + "/missing").send().status())
                .isEqualTo(204);
        assertThat(server.request("DELETE", "/" + bucket + "/a").send().status())
                .isEqualTo(204);
        assertThat(server.request("DELETE", "/" + bucket + "/a").send().status())
                .isEqualTo(204);
        assertThat(keys()).containsExactly("b", "c d/ü+&<>");
    }

    @Test
    void onlyTheNullVersionCanBeDeleted() throws Exception {
        assertThat(server.request("DELETE", "/" + bucket + "/a?versionId=other")
                        .send()
                        .summary())
                .isEqualTo("404 NoSuchVersion");
        assertThat(keys()).contains("a");

        assertThat(server.request("DELETE", "/" + bucket + "/a?versionId=null")
                        .send()
                        .status())
                .isEqualTo(204);
        assertThat(keys()).doesNotContain("a");
    }

    private DeleteObjectsResponse delete(ChecksumAlgorithm algorithm, String... keys) {
        List<ObjectIdentifier> objects = Stream.of(keys)
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .toList();
        return server.s3()
                .deleteObjects(delete ->
                        delete.bucket(bucket).checksumAlgorithm(algorithm).delete(list -> list.objects(objects)));
    }

    @Test
    void manyObjectsGoAtOnceTheMissingOnesToo() {
        var answer = delete(ChecksumAlgorithm.SHA256, "a", "missing", "c d/ü+&<>");

        assertThat(answer.deleted().stream().map(DeletedObject::key)).containsExactly("a", "missing", "c d/ü+&<>");
        assertThat(answer.errors()).isEmpty();
        assertThat(keys()).containsExactly("b");
    }

    @Test
    void quietAnswersNameErrorsAlone() throws Exception {
        RawReply reply = send("<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object>"
                + "<Object><Key>b</Key><VersionId>other</VersionId></Object></Delete>");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text())
                .doesNotContain("<Deleted>")
                .contains("<Error><Key>b</Key><VersionId>other</VersionId><Code>NoSuchVersion</Code>");
        assertThat(keys()).containsExactly("b", "c d/ü+&<>");
    }

    @Test
    void anObjectMayBeDeletedOnlyIfItIsTheOne() throws Exception {
        RawReply reply =
                send("<Delete><Object><Key>a</Key><ETag>" + Bytes.etag("y".getBytes(UTF_8)) + "</ETag></Object>"
                        + "<Object><Key>b</Key><ETag>" + Bytes.etag("x".getBytes(UTF_8)) + "</ETag></Object></Delete>");

        assertThat(reply.text()).contains("<Error><Key>a</Key><Code>PreconditionFailed</Code>");
        assertThat(keys()).containsExactly("a", "c d/ü+&<>");
    }

    @Test
    void aThousandObjectsMayGoAndNoMore() throws Exception {
        String thousand = "<Delete>"
                + IntStream.range(0, 1000)
                        .mapToObj(i -> "<Object><Key>many/" + i + "</Key></Object>")
                        .collect(Collectors.joining())
                + "</Delete>";

        assertThat(send(thousand).status()).isEqualTo(200);
        assertThat(send(thousand.replace("</Delete>", "<Object><Key>a</Key></Object></Delete>"))
                        .summary())
                .isEqualTo("400 MalformedXML");
        assertThat(keys()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Delete></Delete>",
                "<Delete><Object></Object></Delete>",
                "<Other><Object><Key>a</Key></Object></Other>",
                "<Delete><Object><Key>a</Key></Object>",
                "a",
                ""
            })
    void whatIsNoListOfObjectsIsRefused(String document) throws Exception {
        assertThat(send(document).summary()).isEqualTo("400 MalformedXML");
        assertThat(keys()).hasSize(3);
    }

    /** With a Content-MD5, as every dialect takes it. */
    private RawReply send(String document) throws IOException {
        return server.request("POST", "/" + bucket + "?delete")
                .header("content-md5", Bytes.base64(Bytes.digest("MD5", document.getBytes(UTF_8))))
                .body(document)
                .send();
    }

    @Test
    void amazonTakesAnyChecksumAndOciTwoOfThem() {
        for (ChecksumAlgorithm algorithm : List.of(
                ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32_C, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256)) {
            boolean taken = dialect == Dialect.S3
                    || algorithm == ChecksumAlgorithm.SHA256
                    || algorithm == ChecksumAlgorithm.CRC32_C;
            if (taken) {
                assertThat(delete(algorithm, "missing").deleted()).hasSize(1);
            } else {
                assertThat(SdkRefusal.of(() -> delete(algorithm, "a")))
                        .isEqualTo(new SdkRefusal(400, "InvalidRequest", OCI_REFUSAL));
            }
        }
        assertThat(keys()).hasSize(3);
    }

    @Test
    void theSdksDefaultChecksumIsRefusedByOciInItsOwnWords() {
        ObjectIdentifier a = ObjectIdentifier.builder().key("a").build();

        if (dialect == Dialect.OCI) {
            assertThat(SdkRefusal.of(() -> deleteByDefault(a)))
                    .isEqualTo(new SdkRefusal(400, "InvalidRequest", OCI_REFUSAL));
            assertThat(keys()).contains("a");
        } else {
            deleteByDefault(a);
            assertThat(keys()).doesNotContain("a");
        }
    }

    private void deleteByDefault(ObjectIdentifier object) {
        server.s3().deleteObjects(delete -> delete.bucket(bucket).delete(list -> list.objects(object)));
    }

    @Test
    void aDocumentWithoutAnyDigestIsRefusedByOci() throws Exception {
        RawReply reply = server.request("POST", "/" + bucket + "?delete=")
                .body("<Delete><Object><Key>a</Key></Object></Delete>")
                .send();

        assertThat(reply.summary()).isEqualTo(dialect == Dialect.OCI ? "400 InvalidRequest" : "200");
        assertThat(keys().contains("a")).isEqualTo(dialect == Dialect.OCI);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-md5: 1B2M2Y8AsgTpgAmY7PhCfg==",
                "x-amz-checksum-sha256: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "x-amz-checksum-crc32c: AAAAAA=="
            })
    void aWrongDigestIsRefusedAndNothingIsDeleted(String header) throws Exception {
        int colon = header.indexOf(':');

        RawReply reply = server.request("POST", "/" + bucket + "?delete")
                .header(header.substring(0, colon), header.substring(colon + 2))
                .body("<Delete><Object><Key>a</Key></Object></Delete>")
                .send();

        assertThat(reply.summary()).isEqualTo("400 BadDigest");
        assertThat(keys()).hasSize(3);
    }
}
