// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** What is replaced, deleted or given up leaves the disk: each large body and each part is one file there. */
class FreedBytesTest {
    private static final int LARGE = Bytes.MIB;
    private static final int SMALL = 100;

    /** One a test: its files are counted. */
    @RegisterExtension
    final TestServer server = TestServer.oci();

    private S3Client s3;
    private String bucket;

    @BeforeEach
    void makeBucket() {
        s3 = server.s3();
        bucket = server.newBucket();
    }

    private void put(String key, int lengthBytes) {
        s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(Bytes.of(lengthBytes)));
    }

    private static ObjectIdentifier identified(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }

    private String upload(String key, int... partNumbers) {
        String uploadId = s3.createMultipartUpload(
                        create -> create.bucket(bucket).key(key))
                .uploadId();
        for (int number : partNumbers) {
            s3.uploadPart(
                    part -> part.bucket(bucket).key(key).uploadId(uploadId).partNumber(number),
                    RequestBody.fromBytes(Bytes.of(LARGE)));
        }
        return uploadId;
    }

    private void complete(String key, String uploadId, int... partNumbers) {
        List<CompletedPart> stored =
                s3.listParts(list -> list.bucket(bucket).key(key).uploadId(uploadId)).parts().stream()
                        .filter(part -> Arrays.stream(partNumbers).anyMatch(n -> n == part.partNumber()))
                        .map(part -> CompletedPart.builder()
                                .partNumber(part.partNumber())
                                .eTag(part.eTag())
                                .build())
                        .toList();
        s3.completeMultipartUpload(complete ->
                complete.bucket(bucket).key(key).uploadId(uploadId).multipartUpload(upload -> upload.parts(stored)));
    }

    @Test
    void overwrittenBytesAreFreed() throws Exception {
        put("a", LARGE);
        put("a", LARGE);
        assertThat(server.blobFilesBecome(1)).isTrue();

        put("a", SMALL);
        assertThat(server.blobFilesBecome(0)).isTrue();
    }

    @Test
    void deletedBytesAreFreed() throws Exception {
        for (String key : List.of("a", "b", "c")) {
            put(key, LARGE);
        }
        s3.deleteObject(delete -> delete.bucket(bucket).key("a"));
        assertThat(server.blobFilesBecome(2)).isTrue();

        s3.deleteObjects(delete -> delete.bucket(bucket)
                .checksumAlgorithm("SHA256")
                .delete(objects -> objects.objects(List.of(identified("b"), identified("c")))));
        assertThat(server.blobFilesBecome(0)).isTrue();
    }

    @Test
    void bytesThatACopyReplacesAreFreed() throws Exception {
        put("a", LARGE);
        put("b", LARGE);
        s3.copyObject(copy -> copy.sourceBucket(bucket)
                .sourceKey("a")
                .destinationBucket(bucket)
                .destinationKey("b"));

        assertThat(server.blobFilesBecome(2)).isTrue();
    }

    @Test
    void partsOfAnAbortedUploadAreFreed() throws Exception {
        String uploadId = upload("a", 1, 2, 3);
        assertThat(server.blobFilesBecome(3)).isTrue();

        s3.abortMultipartUpload(abort -> abort.bucket(bucket).key("a").uploadId(uploadId));
        assertThat(server.blobFilesBecome(0)).isTrue();
    }

    @Test
    void partThatIsSentAgainReplacesTheFirst() throws Exception {
        upload("a", 1, 1, 1);

        assertThat(server.blobFilesBecome(1)).isTrue();
    }

    @Test
    void partsThatAreNotAskedForAreFreedWhenTheUploadIsCompleted() throws Exception {
        complete("a", upload("a", 1, 2, 3), 1, 3);

        assertThat(server.blobFilesBecome(2)).isTrue();
    }

    @Test
    void allPartsOfAReplacedOrDeletedObjectAreFreed() throws Exception {
        complete("a", upload("a", 1, 2), 1, 2);
        complete("a", upload("a", 1, 2, 3), 1, 2, 3);
        assertThat(server.blobFilesBecome(3)).isTrue();

        s3.deleteObject(delete -> delete.bucket(bucket).key("a"));
        assertThat(server.blobFilesBecome(0)).isTrue();
    }
}
