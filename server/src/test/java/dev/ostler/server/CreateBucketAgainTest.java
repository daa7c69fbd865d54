// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** A bucket that its owner has already, and names that dialect s3 does not let anybody have. */
class CreateBucketAgainTest {
    @RegisterExtension
    static final TestServers servers = TestServers.with(server -> server.withBuckets("made-at-start"));

    @Test
    void dialectS3GivesTheOwnersBucketAgainWithItsObjects() throws IOException {
        TestServer server = servers.of(Dialect.S3);
        String bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("kept"));

        server.s3().createBucket(create -> create.bucket(bucket));

        assertThat(server.s3()
                        .getObjectAsBytes(get -> get.bucket(bucket).key("k"))
                        .asString(UTF_8))
                .isEqualTo("kept");
    }

    @Test
    void ociSaysWhoseTheBucketIsWhicheverUserMadeIt() throws IOException {
        TestServer server = servers.of(Dialect.OCI);

        String refusal = SdkRefusal.summaryOf(() -> server.s3().createBucket(create -> create.bucket("made-at-start")));

        assertThat(refusal).isEqualTo("409 BucketAlreadyOwnedByYou");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo.-bar", "foo-.bar", "foo..bar", "-foo", "foo-", "192.168.5.4", "Foo", "fo", "foo_bar"})
    void dialectS3RefusesNamesThatAreNoHostNames(String name) throws IOException {
        TestServer server = servers.of(Dialect.S3);

        RawReply refusal = server.request("PUT", "/" + name).send();

        assertThat(refusal.summary()).isEqualTo("400 InvalidBucketName");
    }
}
