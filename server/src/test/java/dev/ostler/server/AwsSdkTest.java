// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/** The AWS SDK for Java as people use it: files up and down by each of its clients. */
@ParameterizedClass
@EnumSource(Dialect.class)
class AwsSdkTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    @TempDir
    static Path directory;

    private final TestServer server;
    private String bucket = "";

    AwsSdkTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    @BeforeEach
    void makeBucket() {
        bucket = server.newBucket();
    }

    private static Path fileOf(int size) throws IOException {
        return Bytes.file(directory, size);
    }

    private static void assertSameBytes(Path downloaded, int size) throws IOException {
        assertThat(Files.mismatch(downloaded, fileOf(size))).isEqualTo(-1);
        Files.delete(downloaded);
    }

    private static Path downloadOf(int size) {
        return directory.resolve("out-" + size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * Bytes.KIB - 1, 64 * Bytes.KIB + 1, 5 * Bytes.MIB - 1, 5 * Bytes.MIB + 1})
    void theSynchronousClientMovesFiles(int size) throws Exception {
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromFile(fileOf(size)));

        server.s3().getObject(get -> get.bucket(bucket).key("k"), downloadOf(size));

        assertSameBytes(downloadOf(size), size);
        assertThat(server.s3().headObject(head -> head.bucket(bucket).key("k")).contentLength())
                .isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * Bytes.KIB - 1, 64 * Bytes.KIB + 1, 5 * Bytes.MIB - 1, 5 * Bytes.MIB + 1})
    void theAsynchronousClientMovesFiles(int size) throws Exception {
        S3AsyncClient client = server.s3Async();
        client.putObject(put -> put.bucket(bucket).key("k"), AsyncRequestBody.fromFile(fileOf(size)))
                .join();

        client.getObject(get -> get.bucket(bucket).key("k"), downloadOf(size)).join();

        assertSameBytes(downloadOf(size), size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * Bytes.KIB - 1, 64 * Bytes.KIB + 1, 5 * Bytes.MIB - 1, 5 * Bytes.MIB + 1})
    void theTransferManagerMovesFilesInParts(int size) throws Exception {
        Path file = fileOf(size);
        try (S3AsyncClient client = server.s3AsyncInParts();
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(client).build()) {
            transfers
                    .uploadFile(upload -> upload.source(file)
                            .putObjectRequest(put -> put.bucket(bucket).key("k")))
                    .completionFuture()
                    .join();

            transfers
                    .downloadFile(download -> download.destination(downloadOf(size))
                            .getObjectRequest(get -> get.bucket(bucket).key("k")))
                    .completionFuture()
                    .join();
        }

        assertSameBytes(downloadOf(size), size);
    }

    @Test
    void theTransferManagerMovesDirectories() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree-" + bucket));
        for (String name : new String[] {"a.txt", "b c/ü+.txt", "b c/deep/er/%2F.txt"}) {
            Path file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name, UTF_8);
        }

        Path back = directory.resolve("back-" + bucket);
        try (S3TransferManager transfers =
                S3TransferManager.builder().s3Client(server.s3Async()).build()) {
            var up = transfers
                    .uploadDirectory(upload -> upload.source(tree).bucket(bucket))
                    .completionFuture()
                    .join();
            var down = transfers
                    .downloadDirectory(download -> download.destination(back).bucket(bucket))
                    .completionFuture()
                    .join();
            assertThat(up.failedTransfers()).isEmpty();
            assertThat(down.failedTransfers()).isEmpty();
        }

        assertThat(server.s3().listObjectsV2(list -> list.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactlyInAnyOrder("a.txt", "b c/ü+.txt", "b c/deep/er/%2F.txt");
        for (String name : new String[] {"a.txt", "b c/ü+.txt", "b c/deep/er/%2F.txt"}) {
            assertThat(back.resolve(name)).hasContent(name);
        }
    }

    @Test
    void aStreamOfUnknownLengthGoesUpInParts() throws Exception {
        byte[] bytes = Bytes.of(20 * Bytes.MIB);
        try (S3AsyncClient client = server.s3AsyncInParts();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            client.putObject(
                            put -> put.bucket(bucket).key("k"),
                            AsyncRequestBody.fromInputStream(input -> input.inputStream(new ByteArrayInputStream(bytes))
                                    .executor(threads)))
                    .join();
        }

        assertThat(server.s3()
                        .getObjectAsBytes(get -> get.bucket(bucket).key("k"))
                        .asByteArray())
                .isEqualTo(bytes);
    }
}
