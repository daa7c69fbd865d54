// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** What a browser posts by a form with a signed policy is stored, if it is what was signed. */
@ParameterizedClass
@EnumSource(Dialect.class)
class PostObjectTest {
    private static final String OLD = "the old object";

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final Dialect dialect;
    private final TestServer server;
    private String bucket = "";

    PostObjectTest(Dialect dialect) throws IOException {
        this.dialect = dialect;
        this.server = servers.of(dialect);
    }

    @BeforeEach
    void makeBucket() {
        bucket = server.newBucket();
    }

    private boolean isOci() {
        return dialect == Dialect.OCI;
    }

    private PostedForm form(String key) {
        return new PostedForm(server, bucket, key);
    }

    private ResponseBytes<GetObjectResponse> get(String key) {
        return server.s3().getObjectAsBytes(get -> get.bucket(bucket).key(key));
    }

    private String location(String encodedKey) {
        return server.endpoint() + "/" + bucket + "/" + encodedKey;
    }

    // What is stored

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32_767, 32_768, 65_535, 65_536, 65_537, 5 * Bytes.MIB + 1})
    void uploadIsReadBackByteForByte(int length) throws Exception {
        byte[] content = Bytes.of(length);

        RawReply reply = form("user/ü b+.bin").file(content).send();

        assertThat(reply.status()).isEqualTo(isOci() ? 200 : 204);
        assertThat(reply.header("etag")).contains(Bytes.etag(content));
        assertThat(reply.header("location")).contains(location("user%2F%C3%BC%20b%2B.bin"));
        assertThat(reply.body()).isEmpty();
        assertThat(get("user/ü b+.bin").asByteArray()).isEqualTo(content);
        assertThat(server.stagingIsEmpty()).isTrue();
    }

    @Test
    void contentThatLooksLikeABoundaryIsContent() throws Exception {
        String content = "\r\n--\r\n--" + PostedForm.BOUNDARY.substring(1) + "\r\r\n--"
                + PostedForm.BOUNDARY.toLowerCase(Locale.ROOT) + "\n--" + PostedForm.BOUNDARY + "--\r\n";

        RawReply reply = form("k").file(content).send();

        assertThat(reply.status()).isLessThan(300);
        assertThat(get("k").asUtf8String()).isEqualTo(content);
    }

    @Test
    void fieldsAreTheObjectsHeaders() throws Exception {
        RawReply reply = form("k")
                .field("Content-Type", "image/png")
                .field("Cache-Control", "no-cache")
                .field("Content-Disposition", "attachment")
                .field("X-Amz-Meta-Owner", "ann")
                .field("x-amz-meta-tag", "one")
                .bareField("x-amz-meta-tag", "two")
                .field("x-amz-storage-class", "STANDARD")
                .field("acl", "private")
                .bareField("x-ignore-submit", "anything")
                .file("hello")
                .send();

        GetObjectResponse stored = get("k").response();
        assertThat(reply.status()).isLessThan(300);
        assertThat(stored.contentType()).isEqualTo("image/png");
        assertThat(stored.cacheControl()).isEqualTo("no-cache");
        assertThat(stored.contentDisposition()).isEqualTo("attachment");
        assertThat(stored.metadata()).containsEntry("owner", "ann").containsEntry("tag", "one,two");
    }

    @Test
    void headersOfTheFormAreNotTheObjects() throws Exception {
        form("k")
                .header("x-amz-meta-owner", "ann")
                .header("cache-control", "no-cache")
                .file("hello")
                .send();

        GetObjectResponse stored = get("k").response();
        assertThat(stored.contentType()).isEqualTo("binary/octet-stream");
        assertThat(stored.cacheControl()).isNull();
        assertThat(stored.metadata()).isEmpty();
    }

    @Test
    void whatFollowsTheFileIsIgnored() throws Exception {
        String rest = "\r\n--" + PostedForm.BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nanother\r\n--"
                + PostedForm.BOUNDARY + "\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nUpload\r\n--"
                + PostedForm.BOUNDARY + "--\r\nepilogue";

        RawReply reply = form("k").file("hello").rest(rest).send();

        assertThat(reply.status()).isLessThan(300);
        assertThat(get("k").asUtf8String()).isEqualTo("hello");
    }

    @Test
    void namesOfFieldsAndConditionsAreNotCaseSensitive() throws Exception {
        RawReply reply = form("k")
                .noConditions()
                .condition("{\"BuCkEt\": \"" + bucket + "\"}")
                .condition("[\"StArTs-WiTh\", \"$KeY\", \"k\"]")
                .condition("[\"eq\", \"$CONTENT-type\", \"text/plain\"]")
                .bareField("cOnTeNt-TyPe", "text/plain")
                .file("hello")
                .send();

        assertThat(reply.status()).isLessThan(300);
        assertThat(get("k").response().contentType()).isEqualTo("text/plain");
    }

    @Test
    void preamblePaddingAndQuotedBoundaryAreAllowed() throws Exception {
        PostedForm form = form("k")
                .file("hello")
                .header("content-type", "Multipart/Form-Data; charset=utf-8; Boundary=\"" + PostedForm.BOUNDARY + "\"");
        String body = "preamble\r\n"
                + new String(form.body(), ISO_8859_1)
                        .replaceFirst(PostedForm.BOUNDARY + "\r\n", PostedForm.BOUNDARY + " \t\r\n");

        RawReply reply = server.send((form.head(body.length()) + body).getBytes(ISO_8859_1));

        assertThat(reply.status()).isLessThan(300);
        assertThat(get("k").asUtf8String()).isEqualTo("hello");
    }

    @Test
    void hostMayNameTheBucket() throws Exception {
        String host = isOci() ? bucket + ".vhcompat.objectstorage.us-ashburn-1.oraclecloud.com" : bucket + ".localhost";

        RawReply reply =
                form("a/k").header("host", host).path("/").file("hello").send();

        assertThat(reply.status()).isLessThan(300);
        assertThat(reply.header("location")).contains("http://" + host + "/a%2Fk");
        assertThat(get("a/k").asUtf8String()).isEqualTo("hello");
    }

    // The file's name

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            photo 1.jpg         | user/photo 1.jpg
            /home/ann/photo.jpg | user/photo.jpg
            C:\\dir\\photo.jpg  | user/photo.jpg
            \\\\host\\photo.jpg | user/photo.jpg
            a\\"b.jpg           | user/a"b.jpg
            a%22b.jpg           | user/a%22b.jpg
            présidént—.jpg      | user/présidént—.jpg
            ''                  | user/
            """)
    void filenameStandsForItselfInTheKey(String filename, String key) throws Exception {
        RawReply reply = form(isOci() ? "user/$filename" : "user/${filename}")
                .filename(filename)
                .file("hello")
                .send();

        assertThat(reply.status()).isLessThan(300);
        assertThat(get(key).asUtf8String()).isEqualTo("hello");
    }

    @Test
    void filenameIsFilledInBeforeThePolicyIsLookedAt() throws Exception {
        String variable = isOci() ? "$filename" : "${filename}";

        RawReply allowed = form("user/" + variable)
                .condition("{\"key\": \"user/photo.jpg\"}")
                .field("x-amz-meta-original", variable)
                .file("hello")
                .send();
        RawReply refused = form("user/" + variable)
                .condition("{\"key\": \"user/" + variable + "\"}")
                .file("hello")
                .send();

        assertThat(allowed.status()).isLessThan(300);
        assertThat(get("user/photo.jpg").response().metadata()).containsEntry("original", "photo.jpg");
        assertThat(refused.summary()).isEqualTo("403 AccessDenied");
    }

    @Test
    void variableStaysWithoutAFilenameAndInTheOtherDialect() throws Exception {
        String ours = isOci() ? "$filename" : "${filename}";
        String theirs = isOci() ? "${filename}" : "$filename";

        form(ours)
                .fileHead("Content-Disposition: form-data; name=\"file\"\r\n\r\n")
                .file("1")
                .send();
        form("user/" + theirs).file("2").send();

        assertThat(get(ours).asUtf8String()).isEqualTo("1");
        assertThat(get("user/" + theirs).asUtf8String()).isEqualTo("2");
    }

    // The answer

    @ParameterizedTest
    @CsvSource({"200, 200", "204, 204", "404, 0", "'', 0"})
    void statusIsTheOneAskedFor(String wanted, int answered) throws Exception {
        int otherwise = isOci() ? 200 : 204;

        RawReply reply =
                form("k").field("success_action_status", wanted).file("hello").send();

        assertThat(reply.status()).isEqualTo(answered == 0 ? otherwise : answered);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void status201TellsWhereTheObjectIs() throws Exception {
        RawReply reply = form("a&b/c")
                .field("success_action_status", "201")
                .file("hello")
                .send();

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("content-type")).contains("application/xml");
        assertThat(reply.text())
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?><PostResponse><Location>" + location("a%26b%2Fc")
                        + "</Location><Bucket>" + bucket
                        + "</Bucket><Key>a&amp;b/c</Key><ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag>"
                        + "</PostResponse>");
    }

    @ParameterizedTest
    @CsvSource({
        "success_action_redirect, https://example.com/done, https://example.com/done?RESULT",
        "success_action_redirect, http://example.com/?a=b#top, http://example.com/?a=b&RESULT#top",
        "redirect, https://example.com/done, https://example.com/done?RESULT"
    })
    void redirectCarriesTheResult(String field, String address, String location) throws Exception {
        RawReply reply = form("a/ü b")
                .field(field, address)
                .field("success_action_status", "201")
                .file("hello")
                .send();

        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.header("location"))
                .contains(location.replace(
                        "RESULT",
                        "bucket=" + bucket + "&key=a%2F%C3%BC+b&etag=%225d41402abc4b2a76b9719d911017c592%22"));
        assertThat(reply.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/relative", "javascript:alert(1)", "http://", "http://example.com/\r\nset-cookie: a=b"})
    void redirectThatIsNoWebAddressCountsAsAbsent(String address) throws Exception {
        RawReply reply = form("k")
                .field("success_action_redirect", address)
                .file("hello")
                .send();

        assertThat(reply.status()).isEqualTo(isOci() ? 200 : 204);
        assertThat(reply.head()).doesNotContain("set-cookie");
    }

    @Test
    void clientThatWaitsIsToldToContinueBeforeTheFieldsAreRead() throws Exception {
        PostedForm form = form("k").header("expect", "100-continue").file("hello");
        byte[] body = form.body();

        try (RawConnection connection = server.connect()) {
            RawReply interim = connection.write(form.head(body.length)).read();
            RawReply reply = connection.write(body).read();

            assertThat(interim.status()).isEqualTo(100);
            assertThat(reply.status()).isLessThan(300);
        }
    }

    @Test
    void connectionServesTheNextForm() throws Exception {
        try (RawConnection connection = server.connect()) {
            RawReply first = connection.write(form("a").file("1").request()).read();
            RawReply refused = connection
                    .write(form("a").expiration("2020-01-01T00:00:00Z").request())
                    .read();
            RawReply last = connection.write(form("b").file("2").request()).read();

            assertThat(first.status()).isLessThan(300);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(last.status()).isLessThan(300);
        }
        assertThat(get("a").asUtf8String()).isEqualTo("1");
        assertThat(get("b").asUtf8String()).isEqualTo("2");
    }

    // Checksums

    @Test
    void checksumsAreVerifiedAndShown() throws Exception {
        String sha256 = Bytes.base64(Bytes.digest("SHA-256", "hello".getBytes(UTF_8)));

        RawReply reply = form("k")
                .field("Content-MD5", Bytes.base64(Bytes.digest("MD5", "hello".getBytes(UTF_8))))
                .field("x-amz-checksum-algorithm", "SHA256")
                .field("x-amz-checksum-sha256", sha256)
                .file("hello")
                .send();

        assertThat(reply.status()).isLessThan(300);
        assertThat(reply.header("x-amz-checksum-sha256")).contains(sha256);
    }

    @Test
    void otherChecksumsAreForAmazonAlone() throws Exception {
        RawReply right = form("k")
                .field("x-amz-checksum-crc32", "NhCmhg==")
                .file("hello")
                .send();
        RawReply wrong = form("k")
                .field("x-amz-checksum-crc32", "NhCmhw==")
                .file("hello")
                .send();

        assertThat(right.summary()).isEqualTo(isOci() ? "400 InvalidRequest" : "204");
        assertThat(wrong.summary()).isEqualTo(isOci() ? "400 InvalidRequest" : "400 BadDigest");
    }

    // What is refused

    /** A form that is not accepted, and the answer: status, code and, when it is known, message. */
    record Refused(String why, UnaryOperator<PostedForm> form, String summary, String message) {
        static Refused of(String why, String summary, String message, UnaryOperator<PostedForm> form) {
            return new Refused(why, form, summary, message);
        }

        @Override
        public String toString() {
            return why;
        }
    }

    private static final String EXTRA = "Invalid according to Policy: Extra input fields: ";
    private static final String FAILED = "Invalid according to Policy: Policy Condition failed: ";
    private static final String INVALID = "Invalid Policy: ";
    private static final String NO_FIELD =
            "Bucket POST must contain a field named '%s'.  If it is specified, please check"
                    + " the order of the fields.";
    private static final String NO_FORM = "The body of your POST request is not well-formed multipart/form-data.";
    private static final String LARGE = "Your proposed upload exceeds the maximum allowed size";
    private static final String SMALL = "Your proposed upload is smaller than the minimum allowed size";

    static Stream<Refused> byPolicy() {
        return Stream.of(
                Refused.of(
                        "expired",
                        "403 AccessDenied",
                        "Invalid according to Policy: Policy expired.",
                        form -> form.expiration("2020-01-01T00:00:00.000Z")),
                Refused.of(
                        "another value",
                        "403 AccessDenied",
                        FAILED + "[\"eq\", \"$Key\", \"b\"]",
                        form -> form.condition("{\"Key\": \"b\"}")),
                Refused.of(
                        "another case",
                        "403 AccessDenied",
                        FAILED + "[\"eq\", \"$key\", \"OLD\"]",
                        form -> form.condition("[\"eq\", \"$key\", \"OLD\"]")),
                Refused.of(
                        "quotes are escaped",
                        "403 AccessDenied",
                        FAILED + "[\"eq\", \"$acl\", \"a \\\"b\\\"\"]",
                        form -> form.field("acl", "private").condition("[\"eq\",\"$acl\",\"a \\\"b\\\"\"]")),
                Refused.of(
                        "another start",
                        "403 AccessDenied",
                        FAILED + "[\"starts-with\", \"$key\", \"user/\"]",
                        form -> form.condition("[\"starts-with\", \"$key\", \"user/\"]")),
                Refused.of(
                        "absent field",
                        "403 AccessDenied",
                        FAILED + "[\"starts-with\", \"$Content-Type\", \"\"]",
                        form -> form.condition("[\"starts-with\", \"$Content-Type\", \"\"]")),
                Refused.of(
                        "one content type of a list",
                        "403 AccessDenied",
                        FAILED + "[\"starts-with\", \"$content-type\", \"image/\"]",
                        form -> form.field("Content-Type", "image/png,text/html")
                                .condition("[\"starts-with\", \"$content-type\", \"image/\"]")),
                Refused.of(
                        "no dollar",
                        "403 AccessDenied",
                        FAILED + "[\"eq\", \"key\", \"old\"]",
                        form -> form.condition("[\"eq\", \"key\", \"old\"]")),
                Refused.of(
                        "field without condition",
                        "403 AccessDenied",
                        EXTRA + "x-amz-meta-a",
                        form -> form.bareField("X-Amz-Meta-A", "1")),
                Refused.of(
                        "no condition for the bucket",
                        "403 AccessDenied",
                        EXTRA + "bucket",
                        form -> form.noConditions().condition("[\"starts-with\", \"$key\", \"\"]")),
                Refused.of(
                        "another bucket",
                        "403 AccessDenied",
                        FAILED + "[\"eq\", \"$bucket\", \"another\"]",
                        form -> form.condition("{\"bucket\": \"another\"}")),
                Refused.of(
                        "any bucket",
                        "400 InvalidPolicyDocument",
                        "",
                        form -> form.condition("[\"starts-with\", \"$bucket\", \"\"]")),
                Refused.of(
                        "no credentials in the conditions",
                        "403 AccessDenied",
                        EXTRA + "x-amz-algorithm, x-amz-credential, x-amz-date",
                        form -> form.policy(json -> json.replaceFirst(", \\{\"x-amz-algorithm.*", "]}"))),
                Refused.of(
                        "small file too large",
                        "400 EntityTooLarge",
                        LARGE,
                        form -> form.file("12345678901").condition("[\"content-length-range\", 0, 10]")),
                Refused.of(
                        "large file too large",
                        "400 EntityTooLarge",
                        LARGE,
                        form -> form.file(Bytes.of(300_000))
                                .condition("[\"content-length-range\", \"0\", \"299999\"]")),
                Refused.of(
                        "file too small",
                        "400 EntityTooSmall",
                        SMALL,
                        form -> form.file(Bytes.of(100_000)).condition("[\"content-length-range\", 100001, 200000]")),
                Refused.of(
                        "all ranges count",
                        "400 EntityTooSmall",
                        SMALL,
                        form -> form.file("123")
                                .condition("[\"content-length-range\", 4, 10]")
                                .condition("[\"content-length-range\", 0, 20]")),
                Refused.of(
                        "bounds that are no numbers",
                        "403 AccessDenied",
                        FAILED + "[\"content-length-range\", \"test\", 10]",
                        form -> form.condition("[\"content-length-range\", \"test\", 10]")),
                Refused.of(
                        "no JSON",
                        "400 InvalidPolicyDocument",
                        INVALID + "Invalid JSON.",
                        form -> form.policy(json -> json.replace("]}", ",]}"))),
                Refused.of(
                        "no expiration",
                        "400 InvalidPolicyDocument",
                        INVALID + "Policy missing expiration.",
                        form -> form.policy(json -> json.replaceFirst("\"expiration\": \"[^\"]*\",", ""))),
                Refused.of(
                        "another offset",
                        "400 InvalidPolicyDocument",
                        INVALID + "Invalid 'expiration' value: '2099-09-13T07:52:58+02:00'",
                        form -> form.expiration("2099-09-13T07:52:58+02:00")));
    }

    static Stream<Refused> byCredentials() {
        return Stream.of(
                Refused.of(
                        "another policy",
                        "403 SignatureDoesNotMatch",
                        "",
                        form -> form.replace("policy", Bytes.base64("{}".getBytes(UTF_8)))),
                Refused.of(
                        "no policy",
                        "400 InvalidArgument",
                        NO_FIELD.replace("%s", "Policy"),
                        form -> form.drop("policy")),
                Refused.of(
                        "no signature",
                        "400 InvalidArgument",
                        NO_FIELD.replace("%s", "X-Amz-Signature"),
                        form -> form.drop("x-amz-signature")),
                Refused.of(
                        "another signature",
                        "403 SignatureDoesNotMatch",
                        "",
                        form -> form.replace("x-amz-signature", "0".repeat(64))),
                Refused.of("SigV2", "403 AccessDenied", "", form -> form.bareField("AWSAccessKeyId", "a")),
                Refused.of("session token", "400 InvalidToken", "", form -> form.field("x-amz-security-token", "a")),
                Refused.of(
                        "SigV4a",
                        "403 AccessDenied",
                        "",
                        form -> form.replace("x-amz-algorithm", "AWS4-ECDSA-P256-SHA256")),
                Refused.of(
                        "credentials in the query too",
                        "400 AuthorizationQueryParametersError",
                        "",
                        form -> form.query(
                                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k/20261125/us-ashburn-1/s3/aws4_request"
                                        + "&X-Amz-Date=20261125T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00")),
                Refused.of(
                        "SigV2 in the head",
                        "403 AccessDenied",
                        "",
                        form -> form.header("authorization", "AWS key:signature")));
    }

    static Stream<Refused> byShape() {
        String part = "Content-Disposition: form-data; name=\"file\"\r\n";
        return Stream.of(
                Refused.of("no form", "412 PreconditionFailed", "", form -> form.header("content-type", "text/plain")),
                Refused.of(
                        "no boundary",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.header("content-type", "multipart/form-data")),
                Refused.of(
                        "boundary too long",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.header("content-type", "multipart/form-data; boundary=" + "b".repeat(71))),
                Refused.of("no key", "400 InvalidArgument", NO_FIELD.replace("%s", "key"), PostedForm::noKey),
                Refused.of(
                        "no file",
                        "400 InvalidArgument",
                        "POST requires exactly one file upload per request.",
                        form -> form.fileHead(
                                "Content-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\n")),
                Refused.of(
                        "cut off in the file",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.file(Bytes.of(100_000)).rest("")),
                Refused.of(
                        "cut off in the boundary",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.file("hello").rest("\r\n--" + PostedForm.BOUNDARY)),
                Refused.of(
                        "more than a boundary",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.file("hello").rest("\r\n--" + PostedForm.BOUNDARY + "x--\r\n")),
                Refused.of(
                        "fields too large",
                        "400 MaxPostPreDataLengthExceeded",
                        "Your POST request fields preceeding the upload file was too large.",
                        form -> form.bareField("x-ignore-a", "a".repeat(20_480))),
                Refused.of(
                        "file under another name",
                        "400 MaxPostPreDataLengthExceeded",
                        "",
                        form -> form.fileHead("Content-Disposition: form-data; name=\"photo\"\r\n\r\n")
                                .file(Bytes.of(100_000))),
                Refused.of(
                        "bare line feeds",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.fileHead(part.replace("\r", "") + "\n")),
                Refused.of(
                        "line feed in a header",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.fileHead(part + "X-A: b\nX-C: d\r\n\r\n")),
                Refused.of(
                        "no disposition",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.fileHead("Content-Type: image/png\r\n\r\n")),
                Refused.of(
                        "another disposition",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.fileHead("Content-Disposition: file; name=\"file\"\r\n\r\n")),
                Refused.of(
                        "folded header",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.fileHead("Content-Disposition: form-data;\r\n name=\"file\"\r\n\r\n")),
                Refused.of(
                        "encoded file",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.fileHead(part + "Content-Transfer-Encoding: base64\r\n\r\n")),
                Refused.of(
                        "open quote",
                        "400 MalformedPOSTRequest",
                        NO_FORM,
                        form -> form.fileHead("Content-Disposition: form-data; name=\"file\r\n\r\n")),
                Refused.of(
                        "no length",
                        "411 MissingContentLength",
                        "",
                        form -> form.header("transfer-encoding", "chunked")));
    }

    static Stream<Refused> byContent() {
        return Stream.of(
                Refused.of("public", "501 NotImplemented", "", form -> form.field("acl", "public-read")),
                Refused.of(
                        "public by header", "501 NotImplemented", "", form -> form.header("x-amz-acl", "public-read")),
                Refused.of("tags", "501 NotImplemented", "", form -> form.field("tagging", "<Tagging/>")),
                Refused.of(
                        "own key",
                        "501 NotImplemented",
                        "",
                        form -> form.field("x-amz-server-side-encryption-customer-algorithm", "AES256")),
                Refused.of(
                        "KMS", "501 NotImplemented", "", form -> form.field("x-amz-server-side-encryption", "aws:kms")),
                Refused.of(
                        "object lock",
                        "501 NotImplemented",
                        "",
                        form -> form.field("x-amz-object-lock-mode", "GOVERNANCE")),
                Refused.of(
                        "website redirect",
                        "501 NotImplemented",
                        "",
                        form -> form.field("x-amz-website-redirect-location", "/a")),
                Refused.of(
                        "unknown storage class",
                        "400 InvalidStorageClass",
                        "",
                        form -> form.field("x-amz-storage-class", "FAST")),
                Refused.of(
                        "line break in a value",
                        "400 InvalidArgument",
                        "The header value is invalid.",
                        form -> form.field("x-amz-meta-a", "1\r\nset-cookie: a=b")),
                Refused.of(
                        "line break in a type",
                        "400 InvalidArgument",
                        "The header value is invalid.",
                        form -> form.field("Content-Type", "text/plain\r\nset-cookie: a=b")),
                Refused.of(
                        "blank in a name",
                        "400 InvalidArgument",
                        "The header name is invalid.",
                        form -> form.field("x-amz-meta-a b", "1")),
                Refused.of(
                        "metadata too large",
                        "400 MetadataTooLarge",
                        "",
                        form -> form.field("x-amz-meta-a", "a".repeat(4_000))),
                Refused.of(
                        "wrong MD5",
                        "400 BadDigest",
                        "",
                        form -> form.field("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")
                                .file("hello")),
                Refused.of(
                        "wrong SHA256 of a large file",
                        "400 BadDigest",
                        "",
                        form -> form.field("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
                                .file(Bytes.of(100_000))),
                Refused.of(
                        "algorithm without checksum",
                        "400 InvalidRequest",
                        "",
                        form -> form.field("x-amz-checksum-algorithm", "SHA256")),
                Refused.of("only if new", "412 PreconditionFailed", "", form -> form.header("if-none-match", "*")),
                Refused.of(
                        "conflicting bucket",
                        "400 InvalidRequest",
                        "Conflicting values provided in HTTP headers and POST form fields.",
                        form -> form.bareField("bucket", "another")));
    }

    @ParameterizedTest
    @MethodSource({"byPolicy", "byCredentials", "byShape", "byContent"})
    void refusalLeavesTheOldObjectAndNothingElse(Refused refused) throws Exception {
        server.s3().putObject(put -> put.bucket(bucket).key("old"), RequestBody.fromString(OLD));
        PostedForm form = refused.form().apply(form("old").file("new"));

        RawReply reply = form.send();

        assertThat(reply.summary()).as(reply.toString()).isEqualTo(refused.summary());
        if (!refused.message().isEmpty()) {
            assertThat(reply.message()).isEqualTo(refused.message());
        }
        assertThat(reply.header("ostler-reason")).isPresent();
        assertThat(reply.head()).doesNotContain(server.key().secret());
        assertThat(get("old").asUtf8String()).isEqualTo(OLD);
        assertThat(server.s3().listObjectsV2(list -> list.bucket(bucket)).keyCount())
                .isEqualTo(1);
        assertThat(server.stagingIsEmpty()).isTrue();
    }

    @Test
    void keysBreakingTheRulesAreRefused() throws Exception {
        RawReply lineBreak = form("a\r\nb").file("hello").send();
        RawReply empty = form("").file("hello").send();
        RawReply tooLong = form("k".repeat(1025)).file("hello").send();

        assertThat(lineBreak.summary()).isEqualTo("400 InvalidArgument");
        assertThat(empty.summary()).isEqualTo("400 InvalidArgument");
        assertThat(tooLong.summary()).isEqualTo("400 KeyTooLongError");
    }

    @Test
    void fieldsThatAreNotUtf8AreRefused() throws Exception {
        PostedForm form = form("MARK").file("hello");
        String request = new String(form.request(), ISO_8859_1).replace("\r\nMARK\r\n", "\r\nMAR\u00ff\r\n");

        RawReply reply = server.send(request.getBytes(ISO_8859_1));

        assertThat(reply.summary()).isEqualTo("400 MalformedPOSTRequest");
    }

    @Test
    void unknownKeyAndOtherRegionAreRefusedInTheDialectsWords() throws Exception {
        RawReply unknown = form("k")
                .key(new CustomerSecretKey("nobody", "nobody's"))
                .file("hello")
                .send();
        RawReply elsewhere = form("k").region("eu-frankfurt-1").file("hello").send();

        assertThat(unknown.summary()).isEqualTo(isOci() ? "403 SignatureDoesNotMatch" : "403 InvalidAccessKeyId");
        assertThat(elsewhere.summary()).isEqualTo(isOci() ? "403 SignatureDoesNotMatch" : "400 InvalidArgument");
        assertThat(elsewhere.element("Region")).isEqualTo(isOci() ? Optional.empty() : Optional.of("us-ashburn-1"));
    }

    @Test
    void malformedCredentialsAreWordedAsAForms() throws Exception {
        RawReply reply =
                form("k").replace("x-amz-date", "yesterday").file("hello").send();

        assertThat(reply.summary()).isEqualTo("400 InvalidArgument");
        assertThat(reply.message()).contains("X-Amz-Date");
    }

    @Test
    void formWithoutCredentialsIsWithoutRights() throws Exception {
        String refusal = isOci() ? "404 NoSuchBucket" : "403 AccessDenied";

        RawReply bare = form("k").unsigned().file("hello").send();
        RawReply withPolicy =
                form("k").unsigned().bareField("policy", "e30=").file("hello").send();
        RawReply afterTheFile = form("k")
                .unsigned()
                .file("hello")
                .rest("\r\n--" + PostedForm.BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"x-amz-algorithm\"\r\n\r\nAWS4-HMAC-SHA256\r\n--"
                        + PostedForm.BOUNDARY + "--\r\n")
                .send();

        assertThat(bare.summary()).isEqualTo(refusal);
        assertThat(withPolicy.summary()).isEqualTo(refusal);
        assertThat(afterTheFile.summary()).isEqualTo(refusal);
    }

    @Test
    void missingBucketIsSaid() throws Exception {
        RawReply reply =
                new PostedForm(server, "no-such-bucket", "k").file("hello").send();

        assertThat(reply.summary()).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void policyExpiresByTheServersClock() throws Exception {
        byte[] early = form("early").file("hello").request();
        byte[] late = form("late").file("hello").request();

        server.clock().advance(Duration.ofMinutes(9));
        RawReply inTime = server.send(early);
        server.clock().advance(Duration.ofMinutes(1));
        RawReply tooLate = server.send(late);

        assertThat(inTime.status()).isLessThan(300);
        assertThat(tooLate.message()).isEqualTo("Invalid according to Policy: Policy expired.");
    }

    @Test
    void clientThatGoesAwayLeavesNothing() throws Exception {
        byte[] request = form("k").file(Bytes.of(500_000)).request();

        try (RawConnection connection = server.connect()) {
            connection.write(Arrays.copyOf(request, request.length - 100_000));
        }

        assertThat(server.stagingIsEmpty()).isTrue();
        assertThat(catchThrowable(() -> get("k"))).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void refusalIsExplainedWithTheFormsKey() throws Exception {
        form("user/k").file("12").condition("[\"content-length-range\", 3, 4]").send();

        assertThat(server.explainLast())
                .contains("PostObject")
                .contains(bucket + "/user/k")
                .contains("the file has 2 bytes");
    }
}
