// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** Which bytes of its source a part is copied from. */
class UploadPartCopyRangeTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    @ParameterizedTest
    @CsvSource({
        "bytes=0-4, 200",
        "bytes=4-4, 200",
        "bytes=0-5, 416 InvalidRange",
        "bytes=5-5, 416 InvalidRange",
        "bytes=7-9, 416 InvalidRange",
        "bytes=0-999999999999999999, 416 InvalidRange",
        "bytes=0-9999999999999999999999, 400 InvalidArgument",
        "bytes=3-2, 400 InvalidArgument",
        "bytes=-3, 400 InvalidArgument",
        "bytes=2-, 400 InvalidArgument",
        "'bytes=0-1,3-4', 400 InvalidArgument",
        "0-1, 400 InvalidArgument",
        "bytes=a-b, 400 InvalidArgument",
        "bytes=, 400 InvalidArgument"
    })
    void theRangeLiesInsideTheSourceOfFiveBytes(String range, String expected) throws IOException {
        for (Dialect dialect : Dialect.values()) {
            TestServer server = servers.of(dialect);
            String bucket = server.newBucket();
            server.s3().putObject(put -> put.bucket(bucket).key("source"), RequestBody.fromString("hello"));
            String uploadId = server.s3()
                    .createMultipartUpload(create -> create.bucket(bucket).key("k"))
                    .uploadId();

            RawReply reply = server.request("PUT", "/" + bucket + "/k?partNumber=1&uploadId=" + uploadId)
                    .header("x-amz-copy-source", "/" + bucket + "/source")
                    .header("x-amz-copy-source-range", range)
                    .send();

            assertThat(reply.summary().strip()).isEqualTo(expected);
        }
    }
}
