// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/** A hundred mebibytes up, down and across by each of the SDK's clients. */
class LargeObjectTest {
    @RegisterExtension
    static final TestServer server = TestServer.oci();

    @TempDir
    static Path directory;

    private static Path source = Path.of("");
    private static Path downloaded = Path.of("");

    private String bucket = "";

    @BeforeAll
    static void writeFile() throws IOException {
        source = Bytes.file(directory, 100 * Bytes.MIB);
        downloaded = directory.resolve("downloaded");
    }

    @BeforeEach
    void makeBucket() {
        bucket = server.newBucket();
    }

    @AfterEach
    void whatCameDownIsWhatWentUp() throws IOException {
        assertThat(Files.mismatch(downloaded, source)).isEqualTo(-1);
        Files.delete(downloaded);
    }

    @Test
    void theSynchronousClientMovesIt() {
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromFile(source));

        server.s3().getObject(get -> get.bucket(bucket).key("k"), downloaded);
    }

    @Test
    void theAsynchronousClientMovesIt() {
        S3AsyncClient client = server.s3Async();

        client.putObject(put -> put.bucket(bucket).key("k"), AsyncRequestBody.fromFile(source))
                .join();

        client.getObject(get -> get.bucket(bucket).key("k"), downloaded).join();
    }

    @Test
    void theTransferManagerMovesAndCopiesItInParts() {
        try (S3AsyncClient client = server.s3AsyncInParts();
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(client).build()) {
            transfers
                    .uploadFile(upload -> upload.source(source)
                            .putObjectRequest(put -> put.bucket(bucket).key("k")))
                    .completionFuture()
                    .join();
            transfers
                    .copy(copy -> copy.copyObjectRequest(request -> request.sourceBucket(bucket)
                            .sourceKey("k")
                            .destinationBucket(bucket)
                            .destinationKey("copy")))
                    .completionFuture()
                    .join();

            transfers
                    .downloadFile(download -> download.destination(downloaded)
                            .getObjectRequest(get -> get.bucket(bucket).key("copy")))
                    .completionFuture()
                    .join();
        }

        assertThat(server.s3().headObject(head -> head.bucket(bucket).key("k")).eTag())
                .endsWith("-13\"");
        assertThat(server.s3()
                        .headObject(head -> head.bucket(bucket).key("copy"))
                        .eTag())
                .contains("-");
    }
}
