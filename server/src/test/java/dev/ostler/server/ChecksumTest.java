// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** Checksums: compared always, kept in storage, shown as the dialect shows them. */
@ParameterizedClass
@EnumSource(Dialect.class)
class ChecksumTest {
    private static final String BODY = "123456789";

    /** Of {@link #BODY}. Source: the check values of the CRC catalogue; SHA by openssl. */
    private static final Map<String, String> CHECKSUMS = Map.of(
            "crc32", "cbf43926",
            "crc32c", "e3069283",
            "crc64nvme", "ae8b14860a799888",
            "sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
            "sha256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final Dialect dialect;
    private final TestServer server;
    private String bucket = "";
    private String path = "";

    ChecksumTest(Dialect dialect) throws IOException {
        this.dialect = dialect;
        server = servers.of(dialect);
    }

    @BeforeEach
    void makeBucket() {
        bucket = server.newBucket();
        path = "/" + bucket + "/k";
    }

    static Stream<String> algorithms() {
        return CHECKSUMS.keySet().stream().sorted();
    }

    private static String valueOf(String algorithm) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(CHECKSUMS.get(algorithm)));
    }

    private static String wrongValueOf(String algorithm) {
        byte[] wrong = HexFormat.of().parseHex(CHECKSUMS.get(algorithm));
        wrong[0] ^= 1;
        return Base64.getEncoder().encodeToString(wrong);
    }

    private boolean isShown(String algorithm) {
        return dialect == Dialect.S3 || algorithm.equals("sha256");
    }

    private RawReply put(String header, String value) throws IOException {
        return server.request("PUT", path).header(header, value).body(BODY).send();
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aChecksumInAHeaderIsComparedKeptAndShown(String algorithm) throws Exception {
        String header = "x-amz-checksum-" + algorithm;

        RawReply stored = put(header, valueOf(algorithm));

        RawReply asked = server.request("HEAD", path)
                .header("x-amz-checksum-mode", "ENABLED")
                .send();
        RawReply notAsked = server.request("GET", path).send();
        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.header(header).isPresent()).isEqualTo(isShown(algorithm));
        if (isShown(algorithm)) {
            assertThat(stored.header(header)).contains(valueOf(algorithm));
            assertThat(asked.header(header)).contains(valueOf(algorithm));
            assertThat(asked.header("x-amz-checksum-type")).contains("FULL_OBJECT");
        } else {
            assertThat(asked.headers().keySet()).noneMatch(name -> name.startsWith("x-amz-checksum"));
        }
        assertThat(notAsked.headers().keySet()).noneMatch(name -> name.startsWith("x-amz-checksum"));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aWrongChecksumInAHeaderIsRefused(String algorithm) throws Exception {
        RawReply reply = put("x-amz-checksum-" + algorithm, wrongValueOf(algorithm));

        assertThat(reply.summary()).isEqualTo("400 BadDigest");
        assertThat(reply.message())
                .isEqualTo("The " + algorithm.toUpperCase(Locale.ROOT)
                        + " you specified did not match the calculated checksum.");
        assertThat(server.request("HEAD", path).send().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aChecksumInATrailerIsComparedKeptAndShown(String algorithm) throws Exception {
        String header = "x-amz-checksum-" + algorithm;

        RawReply stored = putWithTrailer(algorithm, valueOf(algorithm));

        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.header(header).isPresent()).isEqualTo(isShown(algorithm));
        assertThat(server.request("GET", path).send().text()).isEqualTo(BODY);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aWrongChecksumInATrailerIsRefused(String algorithm) throws Exception {
        RawReply reply = putWithTrailer(algorithm, wrongValueOf(algorithm));

        assertThat(reply.summary()).isEqualTo("400 BadDigest");
        assertThat(server.request("HEAD", path).send().status()).isEqualTo(404);
    }

    private RawReply putWithTrailer(String algorithm, String value) throws IOException {
        return server.request("PUT", path)
                .payload("STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .header("content-encoding", "aws-chunked")
                .header("x-amz-decoded-content-length", Integer.toString(BODY.length()))
                .header("x-amz-trailer", "x-amz-checksum-" + algorithm)
                .body("9\r\n" + BODY + "\r\n0\r\nx-amz-checksum-" + algorithm + ":" + value + "\r\n\r\n")
                .send();
    }

    @ParameterizedTest
    @CsvSource({"crc32, CRC32", "crc32c, CRC32C", "crc64nvme, CRC64NVME", "sha1, SHA1", "sha256, SHA256"})
    void aNamedAlgorithmIsComputed(String algorithm, String name) throws Exception {
        RawReply stored = put("x-amz-sdk-checksum-algorithm", name);

        assertThat(stored.status()).isEqualTo(200);
        if (isShown(algorithm)) {
            assertThat(stored.header("x-amz-checksum-" + algorithm)).contains(valueOf(algorithm));
        }
    }

    @Test
    void whatIsStoredDoesNotDependOnTheDialect() throws Exception {
        try (TestServer switching = TestServer.oci().withBuckets("kept").start()) {
            switching
                    .request("PUT", "/kept/k")
                    .header("x-amz-checksum-crc32", valueOf("crc32"))
                    .body(BODY)
                    .send();
            switching.stop();
            switching.with(Dialect.S3).start();

            RawReply shown = switching
                    .request("HEAD", "/kept/k")
                    .header("x-amz-checksum-mode", "ENABLED")
                    .send();

            assertThat(shown.header("x-amz-checksum-crc32")).contains(valueOf("crc32"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "AAAA", ""})
    void whatIsNoChecksumIsRefused(String value) throws Exception {
        RawReply reply = put("x-amz-checksum-crc32", value);

        assertThat(reply.summary()).isEqualTo("400 BadDigest");
        assertThat(reply.message()).isEqualTo("Value for x-amz-checksum-crc32 header is invalid.");
    }

    @Test
    void onlyOneChecksumMayBeSent() throws Exception {
        RawReply reply = server.request("PUT", path)
                .header("x-amz-checksum-crc32", valueOf("crc32"))
                .header("x-amz-checksum-sha256", valueOf("sha256"))
                .body(BODY)
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidRequest");
    }

    @Test
    void theAlgorithmThatAnSdkNamesIsTheOneItSends() throws Exception {
        RawReply header = server.request("PUT", path)
                .header("x-amz-sdk-checksum-algorithm", "CRC32")
                .header("x-amz-checksum-sha256", valueOf("sha256"))
                .body(BODY)
                .send();
        RawReply named = server.request("PUT", path)
                .header("x-amz-sdk-checksum-algorithm", "sha256")
                .header("x-amz-checksum-sha256", valueOf("sha256"))
                .body(BODY)
                .send();

        assertThat(header.summary()).isEqualTo("400 InvalidRequest");
        assertThat(header.message()).isEqualTo("Value for x-amz-sdk-checksum-algorithm header is invalid.");
        assertThat(named.status()).isEqualTo(200);
    }

    @Test
    void anUnknownAlgorithmIsRefused() throws Exception {
        assertThat(put("x-amz-sdk-checksum-algorithm", "MD4").summary()).isEqualTo("400 InvalidRequest");
        assertThat(putWithTrailer("md4", "x").summary()).isEqualTo("400 InvalidRequest");
        assertThat(put("x-amz-checksum-sha512", "x").summary()).isEqualTo("400 InvalidRequest");
    }

    @Test
    void theHashOfTheBodyIsCheckedOnRequestsWithoutABodyToo() throws Exception {
        RawReply reply = server.request("GET", path)
                .payload("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                .send();

        assertThat(reply.summary()).isEqualTo("400 XAmzContentSHA256Mismatch");
    }

    @Test
    void theAsynchronousSdksTrailingChecksumIsCompared() {
        for (ChecksumAlgorithm algorithm : List.of(
                ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32_C, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256)) {
            server.s3Async()
                    .putObject(
                            put -> put.bucket(bucket).key("k").checksumAlgorithm(algorithm),
                            AsyncRequestBody.fromString(BODY))
                    .join();
        }
        SdkRefusal wrong = SdkRefusal.of(() -> server.s3Async()
                .putObject(
                        put -> put.bucket(bucket).key("k").checksumCRC32(wrongValueOf("crc32")),
                        AsyncRequestBody.fromString(BODY))
                .join());

        assertThat(wrong.code()).isEqualTo("BadDigest");
    }

    private String begin(String algorithm, String type) throws IOException {
        RawRequest request = server.request("POST", path + "?uploads").header("x-amz-checksum-algorithm", algorithm);
        RawReply reply = type.isEmpty()
                ? request.send()
                : request.header("x-amz-checksum-type", type).send();
        assertThat(reply.status()).isEqualTo(200);
        return reply.element("UploadId").orElseThrow();
    }

    private String uploadPart(String upload, int number, byte[] bytes) throws IOException {
        RawReply reply = server.request("PUT", path + "?partNumber=" + number + "&uploadId=" + upload)
                .body(bytes)
                .send();
        return "<Part><PartNumber>" + number + "</PartNumber><ETag>"
                + reply.header("etag").orElseThrow() + "</ETag></Part>";
    }

    private RawReply complete(String upload, String parts, String... header) throws IOException {
        RawRequest request = server.request("POST", path + "?uploadId=" + upload);
        if (header.length > 0) {
            request.header(header[0], header[1]);
        }
        return request.body("<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>")
                .send();
    }

    @ParameterizedTest
    @CsvSource({"CRC32, FULL_OBJECT", "CRC32C, FULL_OBJECT", "CRC64NVME, FULL_OBJECT", "CRC64NVME, ''"})
    void aFullObjectChecksumOfPartsIsThatOfTheWhole(String algorithm, String type) throws Exception {
        byte[] one = Bytes.of(5 * Bytes.MIB);
        byte[] two = Bytes.of(1000);
        byte[] whole = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, whole, one.length, two.length);
        String header = "x-amz-checksum-" + algorithm.toLowerCase(Locale.ROOT);
        String upload = begin(algorithm, type);

        RawReply completed = complete(upload, uploadPart(upload, 1, one) + uploadPart(upload, 2, two));
        RawReply atOnce = server.request("PUT", "/" + bucket + "/whole")
                .header("x-amz-sdk-checksum-algorithm", algorithm)
                .body(whole)
                .send();

        assertThat(completed.status()).isEqualTo(200);
        if (dialect == Dialect.S3) {
            assertThat(completed.element("Checksum" + algorithm))
                    .isEqualTo(atOnce.header(header))
                    .isPresent();
            assertThat(completed.element("ChecksumType")).contains("FULL_OBJECT");
        } else {
            assertThat(completed.text()).doesNotContain("Checksum");
        }
    }

    @Test
    void aCompositeChecksumIsThatOfThePartsChecksums() throws Exception {
        byte[] one = Bytes.of(5 * Bytes.MIB);
        byte[] two = Bytes.of(1000);
        String upload = begin("SHA256", "");
        byte[] both = Arrays.copyOf(Bytes.digest("SHA-256", one), 64);
        System.arraycopy(Bytes.digest("SHA-256", two), 0, both, 32, 32);
        String expected = Bytes.base64(Bytes.digest("SHA-256", both)) + "-2";

        RawReply completed = complete(upload, uploadPart(upload, 1, one) + uploadPart(upload, 2, two));

        RawReply head = server.request("HEAD", path)
                .header("x-amz-checksum-mode", "ENABLED")
                .send();
        assertThat(completed.element("ChecksumSHA256")).contains(expected);
        assertThat(head.header("x-amz-checksum-sha256")).contains(expected);
        assertThat(head.header("x-amz-checksum-type")).contains("COMPOSITE");
    }

    @Test
    void completionComparesTheWholesAndEachPartsChecksum() throws Exception {
        String upload = begin("CRC32", "FULL_OBJECT");
        String part = uploadPart(upload, 1, BODY.getBytes(UTF_8));
        String wrongPart =
                part.replace("</Part>", "<ChecksumCRC32>" + wrongValueOf("crc32") + "</ChecksumCRC32></Part>");
        String rightPart = part.replace("</Part>", "<ChecksumCRC32>" + valueOf("crc32") + "</ChecksumCRC32></Part>");

        assertThat(complete(upload, wrongPart).summary()).isEqualTo("400 InvalidPart");
        assertThat(complete(upload, part, "x-amz-checksum-crc32", wrongValueOf("crc32"))
                        .summary())
                .isEqualTo("400 BadDigest");
        assertThat(server.request("HEAD", path).send().status()).isEqualTo(404);

        assertThat(complete(upload, rightPart, "x-amz-checksum-crc32", valueOf("crc32"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"SHA256, FULL_OBJECT", "SHA1, FULL_OBJECT", "CRC64NVME, COMPOSITE", "CRC32, HALF", "'', COMPOSITE"})
    void typesThatAnAlgorithmCannotHaveAreRefused(String algorithm, String type) throws Exception {
        RawRequest request = server.request("POST", path + "?uploads").header("x-amz-checksum-type", type);
        if (!algorithm.isEmpty()) {
            request.header("x-amz-checksum-algorithm", algorithm);
        }

        assertThat(request.send().summary()).isEqualTo("400 InvalidRequest");
    }

    @Test
    void aPartMustHaveTheChecksumThatItsUploadWasBegunWith() throws Exception {
        String upload = begin("SHA256", "");

        RawReply reply = server.request("PUT", path + "?partNumber=1&uploadId=" + upload)
                .header("x-amz-checksum-crc32", valueOf("crc32"))
                .body(BODY)
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidRequest");
    }

    @Test
    void aPresignedUrlMaySpeakOfTheEmptyBodyThatItWasSignedFor() throws Exception {
        RawReply empty = server.request(
                        "PUT", path + "?x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32")
                .body(BODY)
                .sendPresigned(Duration.ofMinutes(1));
        RawReply wrong = server.request("PUT", path + "?x-amz-checksum-crc32=AAAAAQ%3D%3D")
                .body(BODY)
                .sendPresigned(Duration.ofMinutes(1));
        RawReply inAHeader = put("x-amz-checksum-crc32", "AAAAAA==");

        assertThat(empty.status()).isEqualTo(200);
        assertThat(wrong.summary()).isEqualTo("400 BadDigest");
        assertThat(inAHeader.summary()).isEqualTo("400 BadDigest");
        assertThat(server.request("GET", path).send().text()).isEqualTo(BODY);
    }
}
