// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that ask for more than is served, or for what does not exist: refused before a byte is stored. */
class RefusedHeadersTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    @ParameterizedTest
    @CsvSource({
        "x-amz-acl, public-read, 501 NotImplemented",
        "x-amz-acl, authenticated-read, 501 NotImplemented",
        "x-amz-acl, public-ready, 400 InvalidArgument",
        "x-amz-acl, '', 400 InvalidArgument",
        "x-amz-expected-bucket-owner, 123456789012, 403 AccessDenied",
        "x-amz-storage-class, GLACIER, 501 NotImplemented",
        "x-amz-storage-class, WARM, 400 InvalidStorageClass",
        "x-amz-checksum-sha256, bad, 400 BadDigest",
        "x-amz-checksum-crc32, '====', 400 BadDigest",
        "x-amz-checksum-crc64nvme, AAAAAA==, 400 BadDigest",
        "content-md5, bad, 400 InvalidDigest"
    })
    void nothingIsStored(String name, String value, String expected) throws IOException {
        for (Dialect dialect : Dialect.values()) {
            TestServer server = servers.of(dialect);
            String bucket = server.newBucket();

            RawReply reply = server.request("PUT", "/" + bucket + "/k")
                    .header(name, value)
                    .body("hello")
                    .send();

            assertThat(reply.summary()).isEqualTo(expected);
            assertThat(server.request("HEAD", "/" + bucket + "/k").send().status())
                    .isEqualTo(404);
        }
    }
}
