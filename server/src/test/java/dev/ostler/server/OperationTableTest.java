// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.Api;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.OperationTable;
import dev.ostler.server.operation.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Every operation in the table, asked for by every kind of caller, gives the answer that its rule promises. The requests
 * are made from the table itself, so a new operation is in here from its first day.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
class OperationTableTest {
    private static final String NO_SECRET = "The secret key required to complete authentication could not be found. The"
            + " region must be specified if this is not the home region for the tenancy.";

    /** Somebody who is known and has no policy. */
    private static final String WORLD = """
            version: 1
            users: [{name: nell, customerSecretKeys: [{id: nell, key: nell-secret}]}]
            """;

    private static final CustomerSecretKey NELL = new CustomerSecretKey("nell", "nell-secret");

    @RegisterExtension
    static final TestServers servers = TestServers.with(
            server -> server.withBootstrap(new BootstrapFiles(List.of(), Optional.of(WORLD), Map.of())));

    private final Dialect dialect;
    private final TestServer server;
    private String untouched = "";
    private String untouchedUpload = "";

    OperationTableTest(Dialect dialect) throws IOException {
        this.dialect = dialect;
        server = servers.of(dialect);
    }

    private enum Sender {
        NOBODY,
        UNKNOWN_KEY,
        WRONG_SECRET,
        EXPIRED,
        USER_WITHOUT_POLICY,
        ADMINISTRATOR
    }

    @TestFactory
    Stream<DynamicTest> everyOperationAnswersEveryCallerByItsRule() throws IOException {
        untouched = furnishedBucket();
        untouchedUpload = begin(untouched);
        Stream<DynamicTest> tests = server.table().operations().stream()
                .flatMap(operation -> Stream.of(Sender.values())
                        .filter(sender -> !operation.name().equals("Reset") || sender != Sender.ADMINISTRATOR)
                        .map(sender -> dynamicTest(
                                operation.name() + " " + operation.route() + " by " + sender,
                                () -> check(operation, sender))));
        return Stream.concat(
                tests, Stream.of(dynamicTest("nobody else has changed anything", this::untouchedIsAsItWas)));
    }

    private void untouchedIsAsItWas() throws IOException {
        assertThat(server.s3().listObjectsV2(list -> list.bucket(untouched)).contents())
                .extracting(S3Object::key)
                .containsExactly("k", "source");
        assertThat(server.request("GET", "/" + untouched + "/k").send().text()).isEqualTo("kept");
        assertThat(server.s3().getBucketTagging(get -> get.bucket(untouched)).tagSet())
                .extracting(Tag::key)
                .containsExactly("a");
        assertThat(server.s3()
                        .listParts(list -> list.bucket(untouched).key("k").uploadId(untouchedUpload))
                        .parts())
                .hasSize(1);
    }

    private void check(Operation<?> operation, Sender sender) throws Exception {
        int refusedBefore = server.refusals().size();

        RawReply reply = send(operation, sender);

        boolean head = operation.route().method().equals("HEAD") || operation.api() == Api.CONTROL;
        Optional<String> expected = expected(operation, sender);
        if (expected.isPresent()) {
            String wanted = head ? expected.get().substring(0, 3) : expected.get();
            assertThat(reply.summary()).as(reply.toString()).isEqualTo(wanted);
        } else {
            assertThat(reply.status()).as(reply.toString()).isBetween(200, 299);
        }
        if (sender == Sender.WRONG_SECRET && operation.api() != Api.CONTROL) {
            assertThat(server.refusals()).hasSizeGreaterThan(refusedBefore);
            assertThat(server.refusals().getLast().operation()).isEqualTo(operation.name());
        }
        if (sender == Sender.UNKNOWN_KEY && dialect == Dialect.OCI && !head) {
            assertThat(reply.message()).isEqualTo(NO_SECRET);
        }
    }

    /** Status and code; empty for success. */
    private Optional<String> expected(Operation<?> operation, Sender sender) {
        boolean oci = dialect == Dialect.OCI;
        return switch (sender) {
            case UNKNOWN_KEY -> Optional.of(oci ? "403 SignatureDoesNotMatch" : "403 InvalidAccessKeyId");
            case WRONG_SECRET -> Optional.of("403 SignatureDoesNotMatch");
            case EXPIRED ->
                operation.api() == Api.CONTROL ? byRule(operation, sender) : Optional.of("403 AccessDenied");
            case NOBODY, USER_WITHOUT_POLICY, ADMINISTRATOR -> byRule(operation, sender);
        };
    }

    private Optional<String> byRule(Operation<?> operation, Sender sender) {
        boolean administrator = sender == Sender.ADMINISTRATOR;
        boolean signedIn = administrator || sender == Sender.USER_WITHOUT_POLICY;
        return switch (operation.rule()) {
            case Rule.Granted<?> _ when administrator -> Optional.empty();
            case Rule.Granted<?> _ -> Optional.of(OperationExamples.refusal(operation, dialect));
            case Rule.Each<?, ?> _ ->
                signedIn ? Optional.empty() : Optional.of(OperationExamples.refusal(operation, dialect));
            case Rule.NotServed<?> _ -> Optional.of(signedIn ? "501 NotImplemented" : "403 AccessDenied");
            case Rule.SignedIn<?> _ -> signedIn ? Optional.empty() : Optional.of("403 AccessDenied");
            case Rule.Control<?> _ -> administrator ? Optional.empty() : Optional.of("403 AccessDenied");
            case Rule.Open<?> _ ->
                switch (operation.name()) {
                    case "Unknown" -> Optional.of("405 MethodNotAllowed");
                    case "UnknownControl" -> Optional.of("404");
                    default -> Optional.empty();
                };
        };
    }

    private RawReply send(Operation<?> operation, Sender sender) throws IOException {
        OperationExamples.Example example = new OperationExamples(server).of(operation, subject(operation, sender));
        return switch (sender) {
            case NOBODY -> example.sendUnsigned();
            case UNKNOWN_KEY -> example.sendBy(new CustomerSecretKey("0".repeat(40), "unknown-secret"));
            case WRONG_SECRET ->
                example.sendBy(new CustomerSecretKey(server.key().id(), "wrong-secret"));
            case EXPIRED -> example.sendExpired();
            case USER_WITHOUT_POLICY -> example.sendBy(NELL);
            case ADMINISTRATOR -> example.sendBy(server.key());
        };
    }

    private OperationExamples.Subject subject(Operation<?> operation, Sender sender) throws IOException {
        boolean mayChange = sender == Sender.ADMINISTRATOR;
        String bucket = switch (operation.name()) {
            case "CreateBucket" -> server.newBucketName();
            case "DeleteBucket" -> mayChange ? server.newBucket() : untouched;
            default -> mayChange ? furnishedBucket() : untouched;
        };
        String upload = mayChange && OperationExamples.wantsUpload(operation) ? begin(bucket) : untouchedUpload;
        return new OperationExamples.Subject(bucket, "k", upload, bucket + "/source");
    }

    private String furnishedBucket() {
        String bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("kept"));
        server.s3().putObject(put -> put.bucket(bucket).key("source"), RequestBody.fromString("source"));
        server.s3()
                .putBucketTagging(put -> put.bucket(bucket)
                        .tagging(tags ->
                                tags.tagSet(Tag.builder().key("a").value("b").build())));
        return bucket;
    }

    private String begin(String bucket) throws IOException {
        String upload = server.request("POST", "/" + bucket + "/k?uploads")
                .send()
                .element("UploadId")
                .orElseThrow();
        server.request("PUT", "/" + bucket + "/k?partNumber=1&uploadId=" + upload)
                .body(OperationExamples.PART)
                .send();
        return upload;
    }

    @Test
    void bulkDeletesRefuseEachKeyToUsersWithoutRights() throws Exception {
        String bucket = furnishedBucket();

        RawReply reply = bulkDelete(bucket).key(NELL).send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text())
                .contains("<Error><Key>k</Key><Code>AccessDenied</Code>")
                .contains("<Error><Key>other</Key><Code>AccessDenied</Code>")
                .doesNotContain("<Deleted>");
        assertThat(server.request("GET", "/" + bucket + "/k").send().text()).isEqualTo("kept");
    }

    @Test
    void anUnsignedBulkDeleteIsRefusedAsAWhole() throws Exception {
        String bucket = furnishedBucket();
        int refusedBefore = server.refusals().size();

        RawReply reply = bulkDelete(bucket).sendUnsigned();

        assertThat(reply.summary()).isEqualTo(dialect == Dialect.OCI ? "404 NoSuchBucket" : "403 AccessDenied");
        assertThat(server.refusals()).hasSize(refusedBefore + 1);
        assertThat(server.request("GET", "/" + bucket + "/k").send().text()).isEqualTo("kept");
    }

    private RawRequest bulkDelete(String bucket) {
        String document = "<Delete><Object><Key>k</Key></Object><Object><Key>other</Key></Object></Delete>";
        return server.request("POST", "/" + bucket + "?delete")
                .header("content-md5", Bytes.base64(Bytes.digest("MD5", document.getBytes(UTF_8))))
                .body(document);
    }

    @TestFactory
    Stream<DynamicTest> anAnonymousCallerCannotTellAMissingBucketFromAHiddenOne() throws IOException {
        String hidden = furnishedBucket();
        String upload = begin(hidden);
        return server.table().operations().stream()
                .filter(operation -> dialect == Dialect.OCI && operation.api() == Api.S3)
                .map(operation -> dynamicTest(operation.name() + " " + operation.route(), () -> {
                    RawReply ofHidden = sendUnsigned(operation, hidden, "k", upload);
                    RawReply ofMissing = sendUnsigned(operation, "missing-bucket", "k", upload);
                    RawReply ofMissingObject = sendUnsigned(operation, hidden, "missing", upload);

                    assertThat(told(ofHidden, hidden, "k")).isEqualTo(told(ofMissing, "missing-bucket", "k"));
                    assertThat(told(ofHidden, hidden, "k")).isEqualTo(told(ofMissingObject, hidden, "missing"));
                }));
    }

    private RawReply sendUnsigned(Operation<?> operation, String bucket, String key, String upload) throws IOException {
        return new OperationExamples(server)
                .of(operation, new OperationExamples.Subject(bucket, key, upload, bucket + "/" + key))
                .sendUnsigned();
    }

    /** Status, reason and body, without the names that the request said itself. */
    private static String told(RawReply reply, String bucket, String key) {
        String text = reply.header("ostler-reason").orElse("") + "\n" + reply.text();
        return reply.status() + "\n" + text.replace(bucket, "B").replaceAll("\\b" + key + "\\b", "K");
    }

    @Test
    void twoEntriesForTheSameRequestsStopTheStart() {
        List<Operation<?>> twice = new ArrayList<>(server.table().operations());
        twice.add(twice.stream()
                .filter(operation -> operation.name().equals("GetObject"))
                .findFirst()
                .orElseThrow());

        assertThatThrownBy(() -> new OperationTable(twice, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Two operations claim the same requests");
    }

    @Test
    void parametersThatSelectNothingAreIgnored() throws Exception {
        String bucket = furnishedBucket();

        RawReply reply = server.request("GET", "/" + bucket + "/k?cache-buster=1&x-id=GetObject")
                .send();

        assertThat(reply.text()).isEqualTo("kept");
    }

    @Test
    void aSubresourceWithoutAnEqualsSignIsTheSame() throws Exception {
        String bucket = furnishedBucket();

        String plain = server.request("GET", "/" + bucket + "?location").send().text();

        assertThat(server.request("GET", "/" + bucket + "?location=").send().text())
                .isEqualTo(plain)
                .contains("us-ashburn-1");
        assertThat(server.request("GET", "/" + bucket + "/?location").send().text())
                .isEqualTo(plain);
    }
}
