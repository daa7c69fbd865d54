// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/** Copies: a second object of the same bytes, not a second name. */
@ParameterizedClass
@EnumSource(Dialect.class)
class CopyObjectTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final TestServer server;
    private String bucket = "";

    CopyObjectTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    @BeforeEach
    void makeBucket() {
        bucket = server.newBucket();
    }

    private void put(String key, byte[] bytes) {
        server.s3()
                .putObject(
                        put -> put.bucket(bucket)
                                .key(key)
                                .contentType("text/x-test")
                                .cacheControl("no-cache")
                                .metadata(Map.of("camera", "X1")),
                        RequestBody.fromBytes(bytes));
    }

    /** To the key {@code copy}, by the SDK. */
    private CopyObjectResponse copy(String source, Consumer<CopyObjectRequest.Builder> more) {
        return server.s3().copyObject(request -> {
            request.sourceBucket(bucket)
                    .sourceKey(source)
                    .destinationBucket(bucket)
                    .destinationKey("copy");
            more.accept(request);
        });
    }

    private byte[] read(String fromBucket, String key) {
        return server.s3()
                .getObjectAsBytes(get -> get.bucket(fromBucket).key(key))
                .asByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 64 * Bytes.KIB + 1, 2 * Bytes.MIB})
    void aCopyHasTheSourcesBytesHeadersAndMetadata(int size) {
        put("source", Bytes.of(size));

        var copied = copy("source", _ -> {});

        assertThat(copied.copyObjectResult().eTag()).isEqualTo(Bytes.etag(Bytes.of(size)));
        var head = server.s3().headObject(h -> h.bucket(bucket).key("copy"));
        assertThat(read(bucket, "copy")).isEqualTo(Bytes.of(size));
        assertThat(head.contentType()).isEqualTo("text/x-test");
        assertThat(head.cacheControl()).isEqualTo("no-cache");
        assertThat(head.metadata()).isEqualTo(Map.of("camera", "X1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100 * Bytes.KIB})
    void aCopyOutlivesItsSource(int size) {
        String other = server.newBucket();
        put("source", Bytes.of(size));
        copy("source", request -> request.destinationBucket(other));

        server.s3().deleteObject(delete -> delete.bucket(bucket).key("source"));
        server.s3().deleteBucket(delete -> delete.bucket(bucket));
        server.sweepNow();

        assertThat(read(other, "copy")).isEqualTo(Bytes.of(size));
    }

    @Test
    void aCopyMayReplaceHeadersAndMetadata() {
        put("source", Bytes.of(10));

        copy(
                "source",
                request -> request.metadataDirective(MetadataDirective.REPLACE)
                        .contentType("text/other")
                        .metadata(Map.of("lens", "50")));

        var head = server.s3().headObject(h -> h.bucket(bucket).key("copy"));
        assertThat(head.contentType()).isEqualTo("text/other");
        assertThat(head.cacheControl()).isNull();
        assertThat(head.metadata()).isEqualTo(Map.of("lens", "50"));
    }

    @Test
    void withoutADirectiveNewMetadataIsNotTaken() {
        put("source", Bytes.of(10));

        copy("source", request -> request.metadata(Map.of("lens", "50")));

        assertThat(server.s3().headObject(h -> h.bucket(bucket).key("copy")).metadata())
                .isEqualTo(Map.of("camera", "X1"));
    }

    @Test
    void ontoItselfACopyHasToChangeSomething() throws Exception {
        put("source", Bytes.of(10));

        RawReply unchanged = server.request("PUT", "/" + bucket + "/source")
                .header("x-amz-copy-source", bucket + "/source")
                .send();
        RawReply changed = server.request("PUT", "/" + bucket + "/source")
                .header("x-amz-copy-source", bucket + "/source")
                .header("x-amz-metadata-directive", "REPLACE")
                .header("x-amz-meta-new", "1")
                .send();

        assertThat(unchanged.summary()).isEqualTo("400 InvalidRequest");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(read(bucket, "source")).isEqualTo(Bytes.of(10));
        assertThat(server.s3().headObject(h -> h.bucket(bucket).key("source")).metadata())
                .isEqualTo(Map.of("new", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b+c%2F/ü?&", "/leading", "//", "..", "?versionId=1"})
    void aSourceMayHaveAnyName(String key) {
        put(key, Bytes.of(10));

        copy(key, _ -> {});

        assertThat(read(bucket, "copy")).isEqualTo(Bytes.of(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s/source", "/%s/source", "%s/sour%%63e", "%s%%2Fsource", "/%s/source?versionId=null"})
    void aSourceIsNamedInAnyOfTheUsualWays(String form) throws Exception {
        put("source", Bytes.of(10));

        RawReply reply = server.request("PUT", "/" + bucket + "/copy")
                .header("x-amz-copy-source", String.format(java.util.Locale.ROOT, form, bucket))
                .send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(read(bucket, "copy")).isEqualTo(Bytes.of(10));
    }

    @Test
    void aPlusInTheNameOfASourceIsABlank() throws Exception {
        put("two words", Bytes.of(10));

        assertThat(copyFrom(bucket + "/two+words").status()).isEqualTo(200);
        assertThat(copyFrom(bucket + "/two%2Bwords").summary()).isEqualTo("404 NoSuchKey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "x", "x/", "/x/"})
    void whatNamesNoSourceIsRefused(String source) throws Exception {
        RawReply reply = server.request("PUT", "/" + bucket + "/copy")
                .header("x-amz-copy-source", source)
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidArgument");
    }

    @Test
    void aMissingSourceIsNotFoundAndTheOldObjectStays() throws Exception {
        put("copy", Bytes.of(10));

        assertThat(copyFrom(bucket + "/missing").summary()).isEqualTo("404 NoSuchKey");
        assertThat(copyFrom("missing-bucket/source").summary()).isEqualTo("404 NoSuchBucket");
        assertThat(copyFrom(bucket + "/copy?versionId=other").summary()).isEqualTo("404 NoSuchVersion");
        assertThat(read(bucket, "copy")).isEqualTo(Bytes.of(10));
    }

    private RawReply copyFrom(String source) throws IOException {
        return server.request("PUT", "/" + bucket + "/copy")
                .header("x-amz-copy-source", source)
                .send();
    }

    @Test
    void anUnknownDirectiveIsRefused() throws Exception {
        put("source", Bytes.of(10));

        RawReply reply = server.request("PUT", "/" + bucket + "/copy")
                .header("x-amz-copy-source", bucket + "/source")
                .header("x-amz-metadata-directive", "MERGE")
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidArgument");
    }

    @Test
    void aCopyMayAskForAChecksumThatTheSourceHasNot() {
        put("source", Bytes.of(100 * Bytes.KIB));

        var copied = copy("source", request -> request.checksumAlgorithm(ChecksumAlgorithm.SHA256));

        assertThat(copied.copyObjectResult().checksumSHA256())
                .isEqualTo(Bytes.base64(Bytes.digest("SHA-256", Bytes.of(100 * Bytes.KIB))));
    }

    @Test
    void partsMayBeCopiedWholeOrByRange() {
        byte[] source = Bytes.of(6 * Bytes.MIB);
        put("source", source);
        String upload = server.s3()
                .createMultipartUpload(create -> create.bucket(bucket).key("whole"))
                .uploadId();

        var one = server.s3()
                .uploadPartCopy(copy -> copy.sourceBucket(bucket)
                        .sourceKey("source")
                        .destinationBucket(bucket)
                        .destinationKey("whole")
                        .uploadId(upload)
                        .partNumber(1));
        var two = server.s3()
                .uploadPartCopy(copy -> copy.sourceBucket(bucket)
                        .sourceKey("source")
                        .copySourceRange("bytes=1000-1999")
                        .destinationBucket(bucket)
                        .destinationKey("whole")
                        .uploadId(upload)
                        .partNumber(2));
        server.s3()
                .completeMultipartUpload(complete -> complete.bucket(bucket)
                        .key("whole")
                        .uploadId(upload)
                        .multipartUpload(list -> list.parts(List.of(
                                CompletedPart.builder()
                                        .partNumber(1)
                                        .eTag(one.copyPartResult().eTag())
                                        .build(),
                                CompletedPart.builder()
                                        .partNumber(2)
                                        .eTag(two.copyPartResult().eTag())
                                        .build()))));

        byte[] whole = read(bucket, "whole");
        assertThat(whole).hasSize(source.length + 1000).startsWith(source);
        assertThat(java.util.Arrays.copyOfRange(whole, source.length, whole.length))
                .isEqualTo(java.util.Arrays.copyOfRange(source, 1000, 2000));
        assertThat(one.copyPartResult().eTag()).isEqualTo(Bytes.etag(source));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=-3", "bytes=3-", "bytes=9-3", "0-3", "bytes=0-3,5-6"})
    void aPartsRangeMustLieInTheSource(String range) throws Exception {
        put("source", Bytes.of(10));
        String upload = server.s3()
                .createMultipartUpload(create -> create.bucket(bucket).key("whole"))
                .uploadId();

        RawReply reply = server.request("PUT", "/" + bucket + "/whole?partNumber=1&uploadId=" + upload)
                .header("x-amz-copy-source", bucket + "/source")
                .header("x-amz-copy-source-range", range)
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidArgument");
    }

    @Test
    void aCopyOfAnObjectInPartsIsOneObjectOfItsOwn() {
        byte[] bytes = Bytes.of(100 * Bytes.KIB);
        String upload = server.s3()
                .createMultipartUpload(create -> create.bucket(bucket).key("parts"))
                .uploadId();
        var part = server.s3()
                .uploadPart(
                        p -> p.bucket(bucket).key("parts").uploadId(upload).partNumber(7),
                        RequestBody.fromBytes(bytes));
        server.s3()
                .completeMultipartUpload(complete -> complete.bucket(bucket)
                        .key("parts")
                        .uploadId(upload)
                        .multipartUpload(list -> list.parts(CompletedPart.builder()
                                .partNumber(7)
                                .eTag(part.eTag())
                                .checksumCRC32(part.checksumCRC32())
                                .build())));

        var copied = copy("parts", _ -> {});
        server.s3().deleteObject(delete -> delete.bucket(bucket).key("parts"));
        server.sweepNow();

        assertThat(copied.copyObjectResult().eTag()).isEqualTo(Bytes.etag(bytes));
        assertThat(read(bucket, "copy")).isEqualTo(bytes);
    }
}
