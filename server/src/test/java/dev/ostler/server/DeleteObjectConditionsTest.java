// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletions that shall only happen to the object that the client knows. */
class DeleteObjectConditionsTest {
    private static final Instant LONG_AGO = Instant.parse("2015-01-01T00:00:00Z");

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    @ParameterizedTest
    @EnumSource
    void anotherSizeOrTimeKeepsTheObject(Dialect dialect) throws IOException {
        TestServer server = servers.of(dialect);
        String bucket = bucketWithObject(server);

        assertThat(SdkRefusal.summaryOf(() -> server.s3()
                        .deleteObject(delete -> delete.bucket(bucket).key("k").ifMatchSize(6L))))
                .isEqualTo("412 PreconditionFailed");
        assertThat(SdkRefusal.summaryOf(() -> server.s3()
                        .deleteObject(delete -> delete.bucket(bucket).key("k").ifMatchLastModifiedTime(LONG_AGO))))
                .isEqualTo("412 PreconditionFailed");

        assertThat(isThere(server, bucket)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void itsOwnSizeAndTimeLetItGo(Dialect dialect) throws IOException {
        TestServer server = servers.of(dialect);
        String bucket = bucketWithObject(server);
        var known = server.s3().headObject(head -> head.bucket(bucket).key("k"));

        server.s3()
                .deleteObject(delete -> delete.bucket(bucket)
                        .key("k")
                        .ifMatch(known.eTag())
                        .ifMatchSize(known.contentLength())
                        .ifMatchLastModifiedTime(known.lastModified()));

        assertThat(isThere(server, bucket)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aConditionThatCannotBeReadIsRefused(Dialect dialect) throws IOException {
        TestServer server = servers.of(dialect);
        String bucket = bucketWithObject(server);

        RawReply size = server.request("DELETE", "/" + bucket + "/k")
                .header("x-amz-if-match-size", "five")
                .send();
        RawReply time = server.request("DELETE", "/" + bucket + "/k")
                .header("x-amz-if-match-last-modified-time", "yesterday")
                .send();

        assertThat(size.summary()).isEqualTo("400 InvalidArgument");
        assertThat(time.summary()).isEqualTo("400 InvalidArgument");
        assertThat(isThere(server, bucket)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void eachObjectOfABulkDeletionHasItsOwnConditions(Dialect dialect) throws IOException {
        TestServer server = servers.of(dialect);
        String bucket = bucketWithObject(server);
        for (String key : new String[] {"size", "time", "etag", "fits"}) {
            server.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("hello"));
        }
        var known = server.s3().headObject(head -> head.bucket(bucket).key("fits"));

        var answer = server.s3()
                .deleteObjects(bulk -> bulk.bucket(bucket)
                        .overrideConfiguration(headers -> {})
                        .checksumAlgorithm("SHA256")
                        .delete(delete -> delete.objects(
                                ObjectIdentifier.builder().key("size").size(6L).build(),
                                ObjectIdentifier.builder()
                                        .key("time")
                                        .lastModifiedTime(LONG_AGO)
                                        .build(),
                                ObjectIdentifier.builder()
                                        .key("etag")
                                        .eTag("\"00\"")
                                        .build(),
                                ObjectIdentifier.builder()
                                        .key("fits")
                                        .eTag(known.eTag())
                                        .size(5L)
                                        .lastModifiedTime(known.lastModified())
                                        .build())));

        assertThat(answer.errors()).extracting(S3Error::key).containsExactly("size", "time", "etag");
        assertThat(answer.errors()).extracting(S3Error::code).containsOnly("PreconditionFailed");
        assertThat(answer.deleted())
                .singleElement()
                .satisfies(gone -> assertThat(gone.key()).isEqualTo("fits"));
    }

    private static String bucketWithObject(TestServer server) {
        String bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes("hello".getBytes(UTF_8)));
        return bucket;
    }

    private static boolean isThere(TestServer server, String bucket) throws IOException {
        return server.request("HEAD", "/" + bucket + "/k").send().status() == 200;
    }
}
