// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** Unfinished uploads keep a bucket where OCI's rules hold; dialect s3 gives them up with it. */
class DeleteBucketWithUploadsTest {
    /** More than two slices of the sweeper's work. */
    private static final int UPLOADS = 160;

    private static final byte[] LARGE = Bytes.of(100 * Bytes.KIB);

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    @Test
    void ociKeepsABucketWithAnUploadInIt() throws IOException {
        TestServer server = servers.of(Dialect.OCI);
        String bucket = server.newBucket();
        String uploadId = upload(server, bucket, "k");

        String refusal = SdkRefusal.summaryOf(() -> server.s3().deleteBucket(delete -> delete.bucket(bucket)));

        assertThat(refusal).isEqualTo("409 BucketNotEmpty");
        assertThat(server.explainLast()).contains("0 objects and 1 unfinished upload\n");
        server.s3().abortMultipartUpload(abort -> abort.bucket(bucket).key("k").uploadId(uploadId));
        server.s3().deleteBucket(delete -> delete.bucket(bucket));
    }

    @Test
    void dialectS3GivesUpTheUploadsAndTheirBytes() throws Exception {
        TestServer server = servers.of(Dialect.S3);
        String bucket = server.newBucket();
        String uploadId = "";
        for (int i = 0; i < UPLOADS; i++) {
            uploadId = upload(server, bucket, "k" + i);
        }
        String last = uploadId;
        assertThat(blobFiles(server)).isEqualTo(UPLOADS);

        server.s3().deleteBucket(delete -> delete.bucket(bucket));
        server.s3().createBucket(create -> create.bucket(bucket));

        assertThat(server.s3().listMultipartUploads(list -> list.bucket(bucket)).uploads())
                .isEmpty();
        assertThat(SdkRefusal.summaryOf(() -> server.s3()
                        .listParts(list ->
                                list.bucket(bucket).key("k" + (UPLOADS - 1)).uploadId(last))))
                .isEqualTo("404 NoSuchUpload");
        assertThat(noBlobFilesAreLeft(server)).isTrue();
    }

    @Test
    void dialectS3KeepsABucketWithAnObjectInIt() throws IOException {
        TestServer server = servers.of(Dialect.S3);
        String bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("x"));

        String refusal = SdkRefusal.summaryOf(() -> server.s3().deleteBucket(delete -> delete.bucket(bucket)));

        assertThat(refusal).isEqualTo("409 BucketNotEmpty");
        assertThat(server.explainLast()).contains("1 object and 0 unfinished uploads\n");
    }

    private static String upload(TestServer server, String bucket, String key) {
        String uploadId = server.s3()
                .createMultipartUpload(create -> create.bucket(bucket).key(key))
                .uploadId();
        server.s3()
                .uploadPart(
                        part -> part.bucket(bucket).key(key).uploadId(uploadId).partNumber(1),
                        RequestBody.fromBytes(LARGE));
        return uploadId;
    }

    private static long blobFiles(TestServer server) throws IOException {
        try (Stream<Path> files = Files.walk(server.dataDirectory())) {
            return files.filter(file -> file.toString().contains("/blobs/") && Files.isRegularFile(file))
                    .count();
        }
    }

    /** Waits for the sweeper, at most 20 s. */
    private static boolean noBlobFilesAreLeft(TestServer server) throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            if (blobFiles(server) == 0) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }
}
