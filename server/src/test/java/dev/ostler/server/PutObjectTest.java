// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** What is put is what is got. */
class PutObjectTest {
    @RegisterExtension
    static final TestServer server = TestServer.oci();

    @Test
    void putObjectIsReadBackByteForByte() {
        String bucket = server.newBucket();

        server.s3().putObject(put -> put.bucket(bucket).key("a b/ü+%2F.txt"), RequestBody.fromString("hello"));

        var read = server.s3().getObjectAsBytes(get -> get.bucket(bucket).key("a b/ü+%2F.txt"));
        assertThat(read.asString(UTF_8)).isEqualTo("hello");
        assertThat(read.response().eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
    }

    @Test
    void wrongDigestIsRefusedAndLeavesNothing() throws Exception {
        String bucket = server.newBucket();

        RawReply reply = server.request("PUT", "/" + bucket + "/k")
                .header("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")
                .body("hello")
                .send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("BadDigest");
        assertThat(server.explainLast()).contains("400 BadDigest");
        assertThat(server.stagingIsEmpty()).isTrue();
    }
}
