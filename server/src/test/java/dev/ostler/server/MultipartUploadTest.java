// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Objects that arrive in parts. */
@ParameterizedClass
@EnumSource(Dialect.class)
class MultipartUploadTest {
    private static final int MIN_PART = 5 * Bytes.MIB;

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final Dialect dialect;
    private final TestServer server;
    private String bucket = "";

    MultipartUploadTest(Dialect dialect) throws IOException {
        this.dialect = dialect;
        server = servers.of(dialect);
    }

    @BeforeEach
    void makeBucket() {
        bucket = server.newBucket();
    }

    private S3Client s3() {
        return server.s3();
    }

    private String begin(String key) {
        return s3().createMultipartUpload(create -> create.bucket(bucket).key(key))
                .uploadId();
    }

    private UploadPartResponse upload(String key, String upload, int number, byte[] bytes) {
        return s3().uploadPart(
                        part -> part.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        RequestBody.fromBytes(bytes));
    }

    private CompletedPart part(String key, String upload, int number, byte[] bytes) {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(upload(key, upload, number, bytes).eTag())
                .build();
    }

    private CompleteMultipartUploadResponse complete(String key, String upload, CompletedPart... parts) {
        return s3().completeMultipartUpload(complete ->
                complete.bucket(bucket).key(key).uploadId(upload).multipartUpload(list -> list.parts(parts)));
    }

    private byte[] read(String key) {
        return s3().getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    @Test
    void partsBecomeOneObject() throws Exception {
        byte[] one = Bytes.of(MIN_PART);
        byte[] two = Bytes.of(MIN_PART + 1);
        byte[] three = Bytes.of(10);
        String upload = s3().createMultipartUpload(create -> create.bucket(bucket)
                        .key("k")
                        .contentType("text/x-test")
                        .metadata(Map.of("camera", "X1")))
                .uploadId();

        var completed = complete(
                "k", upload, part("k", upload, 1, one), part("k", upload, 2, two), part("k", upload, 3, three));

        var head = s3().headObject(h -> h.bucket(bucket).key("k"));
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        for (byte[] part : List.of(one, two, three)) {
            md5.update(Bytes.digest("MD5", part));
        }
        assertThat(read("k")).isEqualTo(joined(one, two, three));
        assertThat(completed.eTag()).isEqualTo('"' + HexFormat.of().formatHex(md5.digest()) + "-3\"");
        assertThat(completed.location()).isEqualTo(server.endpoint() + "/" + bucket + "/k");
        assertThat(completed.bucket()).isEqualTo(bucket);
        assertThat(completed.key()).isEqualTo("k");
        assertThat(head.eTag()).isEqualTo(completed.eTag());
        assertThat(head.contentType()).isEqualTo("text/x-test");
        assertThat(head.metadata()).isEqualTo(Map.of("camera", "X1"));
        assertThat(head.contentLength()).isEqualTo(one.length + two.length + three.length);
        assertThat(s3().listObjectsV2(list -> list.bucket(bucket)).contents())
                .singleElement()
                .satisfies(object -> assertThat(object.eTag()).isEqualTo(completed.eTag()));
    }

    @Test
    void uploadIdsLookLikeUuids() {
        assertThat(begin("k")).matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    }

    @Test
    void theLastUploadOfAPartNumberWins() {
        String upload = begin("k");
        upload("k", upload, 1, Bytes.of(100 * Bytes.KIB, 1));
        CompletedPart again = part("k", upload, 1, Bytes.of(100 * Bytes.KIB, 2));

        complete("k", upload, again);

        assertThat(read("k")).isEqualTo(Bytes.of(100 * Bytes.KIB, 2));
    }

    @Test
    void onlyListedPartsAreInTheObject() {
        String upload = begin("k");
        upload("k", upload, 1, Bytes.of(10, 1));
        CompletedPart listed = part("k", upload, 5, Bytes.of(10, 5));
        upload("k", upload, 9, Bytes.of(10, 9));

        complete("k", upload, listed);

        assertThat(read("k")).isEqualTo(Bytes.of(10, 5));
        assertThat(s3().headObject(head -> head.bucket(bucket).key("k")).eTag()).endsWith("-1\"");
    }

    @Test
    void partsOfOneUploadMayArriveAtOnceInAnyOrder() throws Exception {
        String upload = begin("k");
        List<CompletedPart> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<CompletedPart>> running = IntStream.rangeClosed(1, 8)
                    .mapToObj(i -> threads.submit(() -> part("k", upload, 9 - i, Bytes.of(MIN_PART, 9 - i))))
                    .toList();
            for (Future<CompletedPart> part : running.reversed()) {
                parts.add(part.get());
            }
        }

        complete("k", upload, parts.toArray(CompletedPart[]::new));

        assertThat(read("k"))
                .isEqualTo(joined(IntStream.rangeClosed(1, 8)
                        .mapToObj(i -> Bytes.of(MIN_PART, i))
                        .toArray(byte[][]::new)));
    }

    @Test
    void theOldObjectStandsUntilTheUploadIsComplete() {
        s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("old"));
        String upload = begin("k");
        CompletedPart part = part("k", upload, 1, "new".getBytes(UTF_8));
        assertThat(read("k")).asString(UTF_8).isEqualTo("old");

        complete("k", upload, part);

        assertThat(read("k")).asString(UTF_8).isEqualTo("new");
    }

    @Test
    void aRepeatedCompletionGivesTheSameObjectWhileItStands() {
        String upload = begin("k");
        CompletedPart part = part("k", upload, 1, Bytes.of(10));
        String etag = complete("k", upload, part).eTag();

        assertThat(complete("k", upload, part).eTag()).isEqualTo(etag);
        s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("another"));
        assertThat(SdkRefusal.summaryOf(() -> complete("k", upload, part))).isEqualTo("404 NoSuchUpload");
        assertThat(read("k")).asString(UTF_8).isEqualTo("another");
    }

    @Test
    void anAbortedUploadIsGoneWithItsParts() throws Exception {
        server.reset();
        makeBucket();
        String upload = begin("k");
        CompletedPart part = part("k", upload, 1, Bytes.of(100 * Bytes.KIB));

        s3().abortMultipartUpload(abort -> abort.bucket(bucket).key("k").uploadId(upload));

        assertThat(SdkRefusal.summaryOf(() -> complete("k", upload, part))).isEqualTo("404 NoSuchUpload");
        assertThat(SdkRefusal.summaryOf(() -> upload("k", upload, 2, Bytes.of(10))))
                .isEqualTo("404 NoSuchUpload");
        assertThat(SdkRefusal.summaryOf(() ->
                        s3().listParts(list -> list.bucket(bucket).key("k").uploadId(upload))))
                .isEqualTo("404 NoSuchUpload");
        assertThat(SdkRefusal.summaryOf(() -> s3().abortMultipartUpload(
                                abort -> abort.bucket(bucket).key("k").uploadId(upload))))
                .isEqualTo("404 NoSuchUpload");
        assertThat(server.blobFilesBecome(0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "feb71ad6-06e3-5392-f8c4-604f7b9e94bd", "FEB71AD6-06E3-8392-88C4-604F7B9E94BD"})
    void anUnknownUploadIsNotFound(String upload) throws Exception {
        String path = "/" + bucket + "/k?uploadId=" + upload;
        String parts = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>"
                + "</CompleteMultipartUpload>";

        assertThat(server.request("PUT", "/" + bucket + "/k?partNumber=1&uploadId=" + upload)
                        .body("x")
                        .send()
                        .summary())
                .isEqualTo("404 NoSuchUpload");
        assertThat(server.request("POST", path).body(parts).send().summary()).isEqualTo("404 NoSuchUpload");
        assertThat(server.request("GET", path).send().summary()).isEqualTo("404 NoSuchUpload");
        assertThat(server.request("DELETE", path).send().summary()).isEqualTo("404 NoSuchUpload");
    }

    @Test
    void anUploadBelongsToItsKey() {
        String upload = begin("k");

        assertThat(SdkRefusal.summaryOf(() -> upload("other", upload, 1, Bytes.of(10))))
                .isEqualTo("404 NoSuchUpload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10001", "-1", "x", ""})
    void partNumbersGoFromOneToTenThousand(String number) throws Exception {
        String upload = begin("k");

        RawReply reply = server.request("PUT", "/" + bucket + "/k?partNumber=" + number + "&uploadId=" + upload)
                .body("x")
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidArgument");
    }

    @Test
    void theLargestPartNumberCounts() {
        String upload = begin("k");

        complete("k", upload, part("k", upload, 10_000, Bytes.of(10)));

        assertThat(read("k")).isEqualTo(Bytes.of(10));
    }

    @Test
    void aPartThatIsNotThereOrIsAnotherIsRefused() {
        String upload = begin("k");
        CompletedPart part = part("k", upload, 2, Bytes.of(10));
        CompletedPart missing = part.toBuilder().partNumber(1).build();
        CompletedPart another = part.toBuilder().eTag(Bytes.etag(Bytes.of(11))).build();

        assertThat(SdkRefusal.summaryOf(() -> complete("k", upload, missing))).isEqualTo("400 InvalidPart");
        assertThat(SdkRefusal.summaryOf(() -> complete("k", upload, another))).isEqualTo("400 InvalidPart");

        complete("k", upload, part);
        assertThat(read("k")).isEqualTo(Bytes.of(10));
    }

    @Test
    void partsMustBeListedInOrderAndOnce() {
        String upload = begin("k");
        CompletedPart one = part("k", upload, 1, Bytes.of(MIN_PART));
        CompletedPart two = part("k", upload, 2, Bytes.of(MIN_PART));

        assertThat(SdkRefusal.summaryOf(() -> complete("k", upload, two, one))).isEqualTo("400 InvalidPartOrder");
        assertThat(SdkRefusal.summaryOf(() -> complete("k", upload, one, one))).isEqualTo("400 InvalidPartOrder");

        complete("k", upload, one, two);
    }

    @Test
    void disorderIsNamedBeforeTheSizeOfAPart() {
        String upload = begin("k");
        CompletedPart small = part("k", upload, 1, Bytes.of(10));
        CompletedPart other = part("k", upload, 2, Bytes.of(10));

        assertThat(SdkRefusal.summaryOf(() -> complete("k", upload, other, small)))
                .isEqualTo("400 InvalidPartOrder");
    }

    @Test
    void amazonWantsFiveMebibytesInAllPartsButTheLast() {
        String upload = begin("k");
        CompletedPart small = part("k", upload, 1, Bytes.of(MIN_PART - 1));
        CompletedPart last = part("k", upload, 2, Bytes.of(1));

        if (dialect == Dialect.S3) {
            assertThat(SdkRefusal.summaryOf(() -> complete("k", upload, small, last)))
                    .isEqualTo("400 EntityTooSmall");
            assertThat(s3().listObjectsV2(list -> list.bucket(bucket)).contents())
                    .isEmpty();
        } else {
            complete("k", upload, small, last);
            assertThat(read("k")).hasSize(MIN_PART);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "<CompleteMultipartUpload/>",
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>",
                "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>",
                "<Other><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part></Other>"
            })
    void whatIsNoListOfPartsIsRefused(String document) throws Exception {
        String upload = begin("k");

        RawReply reply = server.request("POST", "/" + bucket + "/k?uploadId=" + upload)
                .body(document)
                .send();

        assertThat(reply.summary()).isEqualTo("400 MalformedXML");
    }

    @Test
    void theClientMaySayHowLongTheObjectIs() throws Exception {
        String upload = begin("k");
        String etag = part("k", upload, 1, Bytes.of(10)).eTag();
        String parts = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etag
                + "</ETag></Part></CompleteMultipartUpload>";

        RawReply wrong = server.request("POST", "/" + bucket + "/k?uploadId=" + upload)
                .header("x-amz-mp-object-size", "11")
                .body(parts)
                .send();
        RawReply right = server.request("POST", "/" + bucket + "/k?uploadId=" + upload)
                .header("x-amz-mp-object-size", "10")
                .body(parts)
                .send();

        assertThat(wrong.summary()).isEqualTo("400 InvalidRequest");
        assertThat(right.status()).isEqualTo(200);
    }

    @Test
    void partsAreListedInPages() {
        String upload = begin("k");
        for (int number : List.of(3, 1, 2, 10)) {
            upload("k", upload, number, Bytes.of(number));
        }

        var pages = s3().listPartsPaginator(
                        list -> list.bucket(bucket).key("k").uploadId(upload).maxParts(3));

        assertThat(pages.stream().map(page -> page.parts().size())).containsExactly(3, 1);
        assertThat(pages.parts().stream().map(Part::partNumber)).containsExactly(1, 2, 3, 10);
        assertThat(pages.parts().stream().map(Part::size)).containsExactly(1L, 2L, 3L, 10L);
        assertThat(pages.parts().stream().map(Part::eTag))
                .containsExactly(
                        Bytes.etag(Bytes.of(1)),
                        Bytes.etag(Bytes.of(2)),
                        Bytes.etag(Bytes.of(3)),
                        Bytes.etag(Bytes.of(10)));
    }

    @Test
    void aPageOfNoPartsIsEmpty() {
        String upload = begin("k");
        upload("k", upload, 1, Bytes.of(10));

        var page = s3().listParts(
                        list -> list.bucket(bucket).key("k").uploadId(upload).maxParts(0));

        assertThat(page.parts()).isEmpty();
    }

    @Test
    void uploadsAreListedByKeyThenAge() {
        String first = begin("b");
        String second = begin("b");
        String third = begin("a");

        var listed = s3().listMultipartUploads(list -> list.bucket(bucket)).uploads();

        assertThat(listed.stream().map(MultipartUpload::uploadId)).containsExactly(third, first, second);
        assertThat(listed.getFirst().key()).isEqualTo("a");
        assertThat(listed.getFirst().initiated()).isNotNull();
        assertThat(listed.getFirst().owner().displayName()).isEqualTo("local");
    }

    @Test
    void pagesOfUploadsShowEachOnce() {
        Set<String> begun = new TreeSet<>();
        for (String key : List.of("a", "b", "b", "b", "c/1", "c/2", "d")) {
            begun.add(begin(key));
        }

        for (int size = 1; size <= 8; size++) {
            int pageSize = size;
            List<String> listed =
                    s3()
                            .listMultipartUploadsPaginator(
                                    list -> list.bucket(bucket).maxUploads(pageSize))
                            .uploads()
                            .stream()
                            .map(MultipartUpload::uploadId)
                            .toList();
            assertThat(listed).as("pages of %d", size).hasSize(7).containsExactlyInAnyOrderElementsOf(begun);
        }
    }

    @Test
    void uploadsAreFoldedByDelimiter() {
        begin("a");
        begin("c/1");
        begin("c/2");

        var listed = s3().listMultipartUploads(list -> list.bucket(bucket).delimiter("/"));
        var inC = s3().listMultipartUploads(list -> list.bucket(bucket).prefix("c/"));

        assertThat(listed.uploads().stream().map(MultipartUpload::key)).containsExactly("a");
        assertThat(listed.commonPrefixes().getFirst().prefix()).isEqualTo("c/");
        assertThat(inC.uploads()).hasSize(2);
    }

    @Test
    void replacingAnObjectOfPartsFreesItsFiles() throws Exception {
        server.reset();
        makeBucket();
        String upload = begin("k");
        complete("k", upload, part("k", upload, 1, Bytes.of(MIN_PART)), part("k", upload, 2, Bytes.of(MIN_PART)));

        s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("small"));

        assertThat(server.blobFilesBecome(0)).isTrue();
        assertThat(read("k")).asString(UTF_8).isEqualTo("small");
    }

    @Test
    void partsThatWereNotListedAreFreed() throws Exception {
        server.reset();
        makeBucket();
        String upload = begin("k");
        upload("k", upload, 1, Bytes.of(MIN_PART, 1));
        CompletedPart listed = part("k", upload, 2, Bytes.of(MIN_PART, 2));

        complete("k", upload, listed);

        assertThat(server.blobFilesBecome(1)).isTrue();
        assertThat(read("k")).isEqualTo(Bytes.of(MIN_PART, 2));
    }
}
