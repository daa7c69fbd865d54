// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The worked examples of the Amazon S3 API reference, verified from the request's head to its body's last byte. */
class S3ReferenceTest {
    private static final JsonNode REFERENCE = reference();
    private static final AccessKey KEY = new AccessKey(
            REFERENCE.at("/credentials/access_key_id").asText(),
            REFERENCE.at("/credentials/secret_access_key").asText());
    private static final String SCOPE = "20130524/us-east-1/s3/aws4_request";
    private static final RequestVerifier VERIFIER =
            new RequestVerifier(new SigningKeys(), Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC));

    record Example(JsonNode json) {
        String text(String field) {
            return json.path(field).asText();
        }

        TestRequest request() {
            String query = json.path("query")
                    .valueStream()
                    .map(pair -> pair.path(0).asText() + "=" + pair.path(1).asText())
                    .collect(Collectors.joining("&"));
            List<TestRequest.Header> headers = new ArrayList<>();
            json.path("headers")
                    .forEachEntry((name, value) -> headers.add(new TestRequest.Header(name, value.asText())));
            return new TestRequest(text("method"), Encoding.encoded(text("path"), true), query, headers);
        }

        @Override
        public String toString() {
            return text("name");
        }
    }

    private static JsonNode reference() {
        try (InputStream json = S3ReferenceTest.class.getResourceAsStream("/vectors/s3-reference.json")) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Example> headerSigned() {
        return REFERENCE.path("header_auth").valueStream().map(Example::new).toList();
    }

    static List<Example> presigned() {
        return REFERENCE.path("query_auth").valueStream().map(Example::new).toList();
    }

    static List<Example> chunked() {
        return REFERENCE.path("streaming").valueStream().map(Example::new).toList();
    }

    private static TestRequest authorized(Example example) {
        TestRequest request = example.request();
        String names = request.headerNames().stream().sorted().collect(Collectors.joining(";"));
        return request.with(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + KEY.id() + "/" + SCOPE + ",SignedHeaders=" + names + ",Signature="
                        + example.text("signature"));
    }

    private static VerifiedPayload verify(TestRequest request) throws SignatureRefusedException {
        return VERIFIER.verify(request, Claims.of(request).orElseThrow(), KEY);
    }

    @ParameterizedTest
    @MethodSource("headerSigned")
    void headerSignedRequestIsAccepted(Example example) throws IOException {
        byte[] body = example.text("body_utf8").getBytes(UTF_8);

        VerifiedPayload payload = verify(authorized(example));

        assertThat(payload.wrap(new ByteArrayInputStream(body)).readAllBytes()).isEqualTo(body);
    }

    @ParameterizedTest
    @MethodSource("presigned")
    void presignedUrlIsAccepted(Example example) throws IOException {
        TestRequest request = example.request()
                .withQuery("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + KEY.id() + "%2F"
                        + SCOPE.replace("/", "%2F") + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires="
                        + example.text("expires") + "&X-Amz-SignedHeaders=host&X-Amz-Signature="
                        + example.text("signature"));

        VerifiedPayload payload = verify(request);

        assertThat(payload).isEqualTo(new VerifiedPayload.Unsigned(Claim.UNSIGNED_PAYLOAD));
    }

    @ParameterizedTest
    @MethodSource("chunked")
    void chunkedBodyIsAccepted(Example example) throws IOException {
        byte[] object = "a".repeat(66560).getBytes(ISO_8859_1);
        List<String> signatures = example.json()
                .path("chunk_signatures")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
        var body = new ByteArrayOutputStream();
        body.writeBytes(("10000;chunk-signature=" + signatures.get(0) + "\r\n").getBytes(ISO_8859_1));
        body.write(object, 0, 65536);
        body.writeBytes(("\r\n400;chunk-signature=" + signatures.get(1) + "\r\n").getBytes(ISO_8859_1));
        body.write(object, 65536, 1024);
        body.writeBytes(("\r\n0;chunk-signature=" + signatures.get(2) + "\r\n").getBytes(ISO_8859_1));
        String trailer = example.text("trailer");
        body.writeBytes((trailer.isEmpty()
                        ? ""
                        : trailer + "\r\nx-amz-trailer-signature:" + example.text("trailer_signature") + "\r\n")
                .getBytes(ISO_8859_1));
        body.writeBytes("\r\n".getBytes(ISO_8859_1));

        PayloadStream decoded = verify(authorized(example)).wrap(new ByteArrayInputStream(body.toByteArray()));

        assertThat(decoded.readAllBytes()).isEqualTo(object);
        assertThat(decoded.trailers())
                .isEqualTo(trailer.isEmpty() ? Map.of() : Map.of("x-amz-checksum-crc32c", "sOO8/Q=="));
    }
}
