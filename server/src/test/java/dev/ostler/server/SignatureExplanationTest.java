// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.server.OstlerCommand.Outcome;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.sigv4.AccessKey;
import dev.ostler.sigv4.Claim;
import dev.ostler.sigv4.RequestSigner;
import dev.ostler.sigv4.RequestSnapshot;
import dev.ostler.sigv4.SignedHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests signed wrongly, or changed after signing, by real signers: what is told of them names the mistake. */
class SignatureExplanationTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final CustomerSecretKey KEY = new CustomerSecretKey(
            "3f6c0d5d1c9b4a7e8f2061b5a4c3d2e1f0998877", "R0+sTl3r/Ke7pLaCeHoLdErSeCrEtOfThIrTyTwO0b0=");

    @RegisterExtension
    static final TestServer server =
            TestServer.oci().with(KEY).withBuckets("photos").withPublicUrl("https://storage.example");

    @BeforeEach
    void putObject() throws IOException {
        server.request("PUT", "/photos/cat.jpg").body("meow").send();
    }

    // What is told, and where

    /** The text and the JSON of the refusal that {@code reply} was, by HTTP and by the command. */
    private static String explained(RawReply reply) throws IOException {
        String id = reply.header("x-amz-request-id").orElseThrow();
        Outcome command = OstlerCommand.run(
                "explain", id, "--data", server.dataDirectory().toString());
        RawReply text = control("id=" + id, "text/plain");
        JsonNode json = new ObjectMapper()
                .readTree(control("id=" + id, "application/json").text());

        assertThat(command.out()).isEqualTo(text.text());
        assertThat(json).hasSize(1);
        assertThat(text.text())
                .contains(json.path(0).path("cause").asText())
                .contains(json.path(0).path("fix").asText());
        assertThat(text.text().lines().count()).isLessThanOrEqualTo(15);
        assertThat(text.text() + json)
                .doesNotContain(KEY.secret())
                .doesNotContain(KEY.secret().substring(0, 8));
        return text.text();
    }

    private static RawReply control(String query, String accept) throws IOException {
        return server.request("GET", "/_ostler/explain?" + query)
                .header("ostler-control", server.controlToken())
                .header("accept", accept)
                .sendUnsigned();
    }

    private static String cause(RawReply reply) throws IOException {
        assertThat(reply.status()).as("%s", reply).isEqualTo(403);
        return explained(reply)
                .lines()
                .filter(line -> line.startsWith("cause  "))
                .collect(Collectors.joining())
                .substring("cause".length())
                .strip();
    }

    private static RawReply mismatch(RawReply reply) {
        assertThat(reply.summary()).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(reply.header("ostler-reason")).contains("the signature does not match");
        return reply;
    }

    @Test
    void theExplanationOfAUrlForAnotherHostIsThis() throws Exception {
        server.request("GET", "/photos/cat.jpg").header("host", "ostler:9000").send();
        byte[] url = server.request("GET", "/photos/cat.jpg")
                .header("host", "ostler:9000")
                .presigned(HOUR);

        String text = explained(mismatch(server.send(replaced(url, "ostler:9000", "localhost:9000"))));

        assertThat(text.replaceAll("\\d\\d:\\d\\d:\\d\\dZ", "10:16:41Z").replaceAll("iad-1:\\w{4}", "iad-1:90de"))
                .isEqualTo("""
                        REFUSED  GetObject  photos/cat.jpg  by key 3f6c... (admin)   10:16:41Z  id iad-1:90de...
                        the client saw   403 SignatureDoesNotMatch
                        cause            Host. The URL was signed for http://ostler:9000 and fetched as http://localhost:9000
                        fix              sign with the address the reader uses: OSTLER_PUBLIC_URL or endpoint_url=http://localhost:9000
                        """);
    }

    @Test
    void theTerminalShowsTheKeyAndTheDecodedObject() throws Exception {
        mismatch(server.request("GET", "/photos/a%20b/%C3%BC%1B.jpg")
                .key(new CustomerSecretKey(KEY.id(), "another"))
                .send());

        assertThat(Terminal.line(server.refusals().getLast()))
                .matches("\\d\\d:\\d\\d:\\d\\d REFUSED GetObject photos/a b/ü\\?\\.jpg key 3f6c\\.\\.\\. \\(admin\\):"
                        + " the signature does not match");
        assertThat(server.explainLast()).contains("photos/a b/ü?.jpg").doesNotContain("\u001b");
    }

    @Test
    void anUnknownKeyIsShortened() throws Exception {
        RawReply reply = server.request("DELETE", "/photos/cat.jpg")
                .key(new CustomerSecretKey("0123456789", "x"))
                .send();

        assertThat(explained(reply))
                .startsWith("REFUSED  DeleteObject  photos/cat.jpg  by key 0123...   ")
                .contains("cause            Key. The access key id is not known here; ")
                .contains("fix              eval \"$(./ostler env)\"")
                .doesNotContain("0123456789");
    }

    @Test
    void aPathThatCannotBeDecodedIsShownAsSent() throws Exception {
        RawReply reply = server.send(replaced(
                server.request("GET", "/photos/cat")
                        .key(new CustomerSecretKey("0123456789", "x"))
                        .signed(),
                "/photos/cat",
                "/photos/%zz"));

        assertThat(explained(reply)).contains("  /photos/%zz  by key 0123...");
    }

    @Test
    void nothingThatProvesAnythingIsShown() throws Exception {
        String url = new String(server.request("GET", "/photos/cat.jpg").presigned(HOUR), ISO_8859_1);
        String signature = url.replaceAll("(?s).*X-Amz-Signature=(\\w+).*", "$1");
        server.send(url.replace("X-Amz-Signature=", "X-Amz-Signatur%65=")
                .replace("host:", "x-amz-server-side-encryption-customer-key: c2VjcmV0\r\nhost:")
                .getBytes(ISO_8859_1));
        String presigned = explainAll();
        server.request("GET", "/photos/cat.jpg")
                .header("authorization", "AWS " + KEY.id() + ":c2lnbmF0dXJl")
                .sendUnsigned();
        String sigV2 = explainAll();
        server.request("GET", "/photos/cat.jpg")
                .header("authorization", "Bearer dG9rZW4")
                .sendUnsigned();
        String bearer = explainAll();

        assertThat(presigned).contains("X-Amz-Signatur%65=...").doesNotContain(signature, "c2VjcmV0");
        assertThat(sigV2).contains("authorization: AWS ...").doesNotContain("c2lnbmF0dXJl");
        assertThat(bearer).contains("authorization: Bearer ...").doesNotContain("dG9rZW4");
    }

    private static String explainAll() throws IOException {
        return control("last=1&all", "text/plain").text();
    }

    // Hosts

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:PORT",
                "localhost",
                "127.0.0.1",
                "[::1]:PORT",
                "storage.example",
                "storage.example:PORT"
            })
    void hostsThatAreLikelyAreTried(String host) throws Exception {
        String signed = host.replace("PORT", Integer.toString(server.emulator().port()));
        byte[] request =
                server.request("GET", "/photos/cat.jpg").header("host", signed).signed();

        String cause =
                cause(mismatch(server.send(replaced(request, "host: " + signed, "host: " + server.authority()))));

        String scheme = signed.equals("storage.example") ? "https://" : "http://";
        assertThat(cause)
                .isEqualTo("Host. The request was signed for " + scheme + signed + " and arrived as http://"
                        + server.authority());
    }

    @Test
    void theHostThatAProxyHasForwardedIsTried() throws Exception {
        byte[] request = server.request("GET", "/photos/cat.jpg")
                .header("host", "edge.example")
                .signed();

        RawReply reply = mismatch(server.send(
                replaced(request, "host: edge.example", "host: inner:9000\r\nx-forwarded-host: edge.example")));

        assertThat(explained(reply))
                .contains("Host. The request was signed for http://edge.example and arrived as http://inner:9000")
                .contains("proxy_set_header Host $http_host");
    }

    @Test
    void theMachinesNameIsTried() throws Exception {
        String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        byte[] request = server.request("GET", "/photos/cat.jpg")
                .header("host", name + ":9000")
                .signed();

        assertThat(cause(server.send(replaced(request, "host: " + name, "host: elsewhere"))))
                .contains("signed for http://" + name + ":9000");
    }

    @Test
    void anUnlikelyHostOrSecretIsNotGuessed() throws Exception {
        byte[] request = server.request("GET", "/photos/cat.jpg")
                .header("host", "unlikely.example")
                .signed();
        RawReply otherHost = mismatch(server.send(replaced(request, "unlikely.example", server.authority())));
        RawReply otherSecret = mismatch(server.request("GET", "/photos/cat.jpg")
                .key(new CustomerSecretKey(KEY.id(), "another"))
                .send());

        assertThat(cause(otherHost)).startsWith("Host or secret. ");
        assertThat(cause(otherSecret)).startsWith("Host or secret. ");
    }

    @Test
    void twoMistakesAreNotGuessed() throws Exception {
        byte[] request = server.request("GET", "/photos/cat.jpg")
                .header("host", "localhost")
                .signed();

        RawReply reply = mismatch(server.send(replaced(replaced(request, "localhost", "other"), "GET ", "DELETE ")));

        assertThat(cause(reply)).startsWith("Host or secret. ");
    }

    // What else is signed

    @Test
    void anotherMethodIsNamed() throws Exception {
        byte[] url = server.request("HEAD", "/photos/cat.jpg").presigned(HOUR);

        assertThat(cause(mismatch(server.send(replaced(url, "HEAD ", "GET ")))))
                .isEqualTo("Method. The URL was signed for HEAD and sent as GET");
    }

    @ParameterizedTest
    @CsvSource({"true, false, encoded twice", "false, true, 'with . and .. and double slashes resolved'"})
    void pathsSignedAsForOtherServicesAreNamed(boolean twice, boolean normalised, String how) throws Exception {
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(AwsCredentialsIdentity.create(KEY.id(), KEY.secret()))
                        .request(SdkHttpRequest.builder()
                                .method(SdkHttpMethod.GET)
                                .uri(URI.create("https://" + server.authority()))
                                .encodedPath("/photos/a%20b/../c//d.jpg")
                                .putHeader("host", server.authority())
                                .build())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, ServerConfig.DEFAULT_REGION)
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, twice)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, normalised)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false))
                .request();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        signed.forEachHeader((name, values) -> headers.put(name, values.getFirst()));

        RawReply reply = mismatch(server.send(bytes("GET", "/photos/a%20b/../c//d.jpg", headers)));

        assertThat(cause(reply)).isEqualTo("Path. The request was signed over its path " + how);
    }

    @Test
    void pathsThatAProxyEncodesAgainAreNamed() throws Exception {
        byte[] request = server.request("GET", "/photos/a%20b").signed();

        assertThat(explained(mismatch(server.send(replaced(request, "a%20b", "a%2520b")))))
                .contains("before it was encoded a second time on its way")
                .contains("fix              let no proxy encode the path again");
    }

    @Test
    void parametersAddedToAUrlAreNamed() throws Exception {
        byte[] url = server.request("GET", "/photos/cat.jpg").presigned(HOUR);

        assertThat(cause(
                        mismatch(server.send(replaced(url, "cat.jpg?", "cat.jpg?response-content-type=text%2Fhtml&")))))
                .isEqualTo("Query. The URL was signed without the parameter response-content-type");
    }

    @Test
    void aHeaderThatAProxyChangesIsNamed() throws Exception {
        byte[] request = server.request("GET", "/photos/cat.jpg")
                .header("accept-encoding", "identity")
                .signed();

        assertThat(cause(mismatch(server.send(replaced(request, "identity", "br, zstd")))))
                .isEqualTo("Header. The request was signed with accept-encoding: identity, and came with br, zstd");
        assertThat(cause(mismatch(server.send(replaced(request, "accept-encoding: identity\r\n", "")))))
                .isEqualTo("Header. The request was signed with accept-encoding: identity, which did not come");
    }

    @Test
    void aContentTypeThatIsNotTheUrlsIsNamedOrSuspected() throws Exception {
        byte[] usual = server.request("PUT", "/photos/new")
                .header("content-type", "image/png")
                .presigned(HOUR);
        byte[] odd = server.request("PUT", "/photos/new")
                .header("content-type", "x-odd/type")
                .presigned(HOUR);

        assertThat(cause(mismatch(server.send(replaced(usual, "image/png", "application/octet-stream")))))
                .isEqualTo("Header. The URL was signed with content-type: image/png,"
                        + " and came with application/octet-stream");
        assertThat(cause(mismatch(server.send(replaced(odd, "x-odd/type", "image/png")))))
                .startsWith("Host or secret. ")
                .contains("another value of content-type");
    }

    @Test
    void aSignedHeaderThatDoesNotComeIsNamed() throws Exception {
        byte[] request = server.request("GET", "/photos/cat.jpg")
                .header("x-own", "some value")
                .signed();

        assertThat(cause(mismatch(server.send(replaced(request, "x-own: some value\r\n", "")))))
                .startsWith("Header. Signed and not received: x-own; ");
    }

    @Test
    void aHeaderThatAProxyExtendsIsNamed() throws Exception {
        byte[] request =
                server.request("GET", "/photos/cat.jpg").header("via", "1.1 a").signed();

        assertThat(cause(mismatch(server.send(replaced(request, "1.1 a", "1.1 a, 1.1 b")))))
                .isEqualTo("Header. The request was signed before something was added to its header via");
    }

    @Test
    void aPayloadThatIsNotTheDeclaredOneIsNamed() throws Exception {
        byte[] request = server.request("GET", "/photos/cat.jpg").signed();
        String empty = RequestSigner.sha256(new byte[0]);

        assertThat(cause(mismatch(server.send(replaced(request, empty, Claim.UNSIGNED_PAYLOAD)))))
                .isEqualTo("Payload. The request was signed over the payload '" + empty
                        + "', x-amz-content-sha256 says 'UNSIGNED-PAYLOAD'");
    }

    @ParameterizedTest
    @CsvSource({"true, REQUEST", "false, URL"})
    void blanksAroundTheSecretAreNamed(boolean inHeader, String what) throws Exception {
        Map<String, UnaryOperator<String>> wrong = new LinkedHashMap<>();
        wrong.put("the secret and a blank or line break behind it", secret -> secret + "\n");
        wrong.put("the secret and a blank or line break before it", secret -> " " + secret);
        wrong.put("the secret in quotes", secret -> '"' + secret + '"');
        wrong.put("the secret without the = at its end", secret -> secret.replace("=", ""));
        wrong.put("the secret with blanks for its plus signs", secret -> secret.replace('+', ' '));
        wrong.put("the key id in place of the secret", _ -> KEY.id());

        for (Map.Entry<String, UnaryOperator<String>> one : wrong.entrySet()) {
            var key = new AccessKey(KEY.id(), one.getValue().apply(KEY.secret()));
            RawReply reply = inHeader ? sent(key, ServerConfig.DEFAULT_REGION) : fetched(key);

            assertThat(cause(mismatch(reply)))
                    .isEqualTo("Secret. The " + what.toLowerCase(Locale.ROOT).replace("url", "URL")
                            + " was signed with " + one.getKey());
        }
    }

    private static RawReply sent(AccessKey key, String region) throws IOException {
        SignedHead head = new RequestSigner(key, region, server.clock())
                .sign(snapshot("/photos/cat.jpg"), RequestSigner.sha256(new byte[0]));
        Map<String, String> headers = new LinkedHashMap<>(head.headers());
        headers.put("host", server.authority());
        return server.send(bytes("GET", "/photos/cat.jpg", headers));
    }

    private static RawReply fetched(AccessKey key) throws IOException {
        String query = new RequestSigner(key, ServerConfig.DEFAULT_REGION, server.clock())
                .presign(snapshot("/photos/cat.jpg"), HOUR);
        return server.send(bytes("GET", "/photos/cat.jpg?" + query, Map.of("host", server.authority())));
    }

    private static RequestSnapshot snapshot(String path) {
        return new RequestSnapshot("GET", path, "", Map.of("host", List.of(server.authority())));
    }

    @Test
    void aKeyDerivedForAnotherRegionIsNamed() throws Exception {
        SignedHead head = new RequestSigner(new AccessKey(KEY.id(), KEY.secret()), "auto", server.clock())
                .sign(snapshot("/photos/cat.jpg"), RequestSigner.sha256(new byte[0]));
        Map<String, String> headers = new LinkedHashMap<>(head.headers());
        headers.replaceAll((_, value) -> value.replace("/auto/", "/us-ashburn-1/"));
        headers.put("host", server.authority());

        RawReply reply = mismatch(server.send(bytes("GET", "/photos/cat.jpg", headers)));

        assertThat(explained(reply))
                .contains("cause            Region. The request was signed for the region of ")
                .contains("/auto/s3/aws4_request, its credential says ")
                .contains("AWS_DEFAULT_REGION=us-ashburn-1");
    }

    // Forms

    @Test
    void formsAreExplainedToo() throws Exception {
        RawReply broken = mismatch(new PostedForm(server, "photos", "new.jpg")
                .signing(base64 -> Base64.getMimeEncoder(60, new byte[] {'\n'})
                        .encodeToString(Base64.getDecoder().decode(base64)))
                .file("x")
                .send());
        RawReply changed = mismatch(new PostedForm(server, "photos", "new.jpg")
                .replace("policy", "e30=")
                .file("x")
                .send());

        assertThat(explained(broken))
                .startsWith("REFUSED  PostObject  photos  by key 3f6c... (admin)   ")
                .contains("Policy. The form's policy was signed as base64 with line breaks");
        assertThat(cause(changed)).startsWith("Policy or secret. ");
        assertThat(server.refusals().getLast().problem().toString()).doesNotContain("e30=");
    }

    // Bodies

    @Test
    void aChunkThatWasChangedIsNamedByItsNumber() throws Exception {
        String target = "/photos/chunked";
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("host", server.authority());
        headers.put("content-encoding", "aws-chunked");
        headers.put("x-amz-decoded-content-length", "6");
        Map<String, List<String>> fields = new LinkedHashMap<>();
        headers.forEach((name, value) -> fields.put(name, List.of(value)));
        SignedHead head = new RequestSigner(
                        new AccessKey(KEY.id(), KEY.secret()), ServerConfig.DEFAULT_REGION, server.clock())
                .sign(new RequestSnapshot("PUT", target, "", fields), Claim.STREAMING_SIGNED);
        headers.putAll(head.headers());
        String body = text(head.chunk("abc".getBytes(UTF_8)))
                + text(head.chunk("def".getBytes(UTF_8)))
                + text(head.end(Map.of()));
        headers.put("content-length", Integer.toString(body.length()));

        RawReply reply = server.send((text(bytes("PUT", target, headers)) + body.replace("\r\ndef\r\n", "\r\ndeg\r\n"))
                .getBytes(ISO_8859_1));

        assertThat(reply.header("ostler-reason")).contains("the signature of chunk 2 does not match");
        assertThat(explained(reply))
                .startsWith("REFUSED  PutObject  photos/chunked  by admin   ")
                .contains("cause            Chunk 2. The request's own signature matches, ");
    }

    @Test
    void aBodyThatIsNotTheSignedOneIsNamed() throws Exception {
        RawReply reply = server.request("PUT", "/photos/new")
                .payload(RequestSigner.sha256(new byte[0]))
                .body("hello")
                .send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(explained(reply))
                .contains("Body. The signature matches; it was signed for an empty body, and another one came");
    }

    // What shows without verifying again

    @Test
    void clockExpiryRegionAndSchemeHaveTheirAdvice() throws Exception {
        RawReply clock = server.request("GET", "/photos")
                .at(server.clock().instant().minus(HOUR))
                .send();
        RawReply expired = server.request("GET", "/photos")
                .at(server.clock().instant().minus(HOUR))
                .sendPresigned(Duration.ofMinutes(1));
        RawReply region =
                server.request("GET", "/photos").region("eu-frankfurt-1").send();
        RawReply sigV2 = server.request("GET", "/photos")
                .header("authorization", "AWS " + KEY.id() + ":abc")
                .sendUnsigned();
        RawReply token = server.request("GET", "/photos")
                .header("x-amz-security-token", "t")
                .send();
        RawReply unsigned = server.request("GET", "/photos")
                .unsignedHeader("x-amz-acl", "private")
                .send();

        assertThat(explained(clock)).contains("cause            Clock. Signed at ", "fix              date -u");
        assertThat(explained(expired)).contains("cause            Expiry. The URL expired at ");
        assertThat(explained(region))
                .contains(
                        "cause            Region. Signed for region 'eu-frankfurt-1'",
                        "AWS_DEFAULT_REGION=us-ashburn-1");
        assertThat(explained(sigV2)).contains("Scheme. SigV2 is not accepted", "s3v4");
        assertThat(explained(token)).contains("unset AWS_SESSION_TOKEN");
        assertThat(explained(unsigned)).contains("Header. The header 'x-amz-acl' is not among the signed ones");
    }

    // What was assumed

    @Test
    void aChecksumOfNoBodyThatIsIgnoredIsToldOf() throws Exception {
        RawReply put = server.request("PUT", "/photos/presigned?x-amz-checksum-crc32=AAAAAA%3D%3D")
                .body("hello")
                .sendPresigned(HOUR);
        String id = put.header("x-amz-request-id").orElseThrow();

        Outcome one = OstlerCommand.run(
                "explain", id, "--data", server.dataDirectory().toString());
        Outcome all = OstlerCommand.run(
                "explain",
                "--all",
                "--last",
                "500",
                "--data",
                server.dataDirectory().toString());
        Outcome refused = OstlerCommand.run(
                "explain", "--last", "500", "--data", server.dataDirectory().toString());

        assertThat(put.status()).isEqualTo(200);
        assertThat(one.out())
                .startsWith("SERVED  PutObject  photos/presigned  by admin   ")
                .contains(
                        "the client saw   200\n",
                        "assumed          x-amz-checksum-crc32 in the URL is that of an empty body");
        assertThat(all.out()).contains(one.out());
        assertThat(refused.out()).doesNotContain("SERVED");
    }

    @Test
    void whatWasAssumedOfARefusedRequestIsToldToo() throws Exception {
        RawReply put = server.request("PUT", "/missing/k?x-amz-checksum-crc32=AAAAAA%3D%3D")
                .body("hello")
                .sendPresigned(HOUR);

        assertThat(put.status()).isEqualTo(404);
        assertThat(server.explainLast())
                .startsWith("REFUSED  PutObject  missing/k  by admin")
                .contains("assumed          x-amz-checksum-crc32 in the URL");
    }

    // Bytes

    private static byte[] replaced(byte[] request, String text, String other) {
        String before = text(request);
        assertThat(before).contains(text);
        return before.replace(text, other).getBytes(ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static byte[] bytes(String method, String target, Map<String, String> headers) {
        return (method + " " + target + " HTTP/1.1\r\n"
                        + headers.entrySet().stream()
                                .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                                .collect(Collectors.joining())
                        + "\r\n")
                .getBytes(ISO_8859_1);
    }
}
