// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Takes signed requests and replaces each byte of them in turn by every other one, removes it, and inserts some before it.
 * Whatever then still counts as signed must mean the same.
 */
class MutationTest {
    private static final AccessKey KEY = SdkSigner.KEY;
    private static final RequestVerifier VERIFIER = new RequestVerifier(new SigningKeys(), SdkSigner.CLOCK);
    private static final RequestSigner SIGNER = new RequestSigner(KEY, SdkSigner.REGION, SdkSigner.CLOCK);
    private static final byte[] OBJECT = "The quick brown fox jumps over the lazy dog".getBytes(ISO_8859_1);

    private static final char[] INSERTED = "\0\t\r\n !\"#%&+,-./09:;=?AZaz~\u0080\u00ff".toCharArray();

    private static TestRequest headerSigned(String payload) {
        var request = TestRequest.of(
                "PUT",
                "/photos/a%20b/%C3%BC+c//d.jpg?partNumber=1&uploadId=x%2By&empty",
                "Host",
                "127.0.0.1:9000",
                "User-Agent",
                "test/1.0",
                "Content-Type",
                "text/plain;  charset=utf-8",
                "x-amz-meta-a",
                "one",
                "x-amz-meta-a",
                "two");
        TestRequest signed = request;
        for (Map.Entry<String, String> header :
                SIGNER.sign(request, payload).headers().entrySet()) {
            signed = signed.with(header.getKey(), header.getValue());
        }
        return signed;
    }

    private static TestRequest presigned() {
        var request = TestRequest.of(
                "GET",
                "/photos/a%20b/cat.jpg?response-content-type=text%2Fplain&x-amz-meta-a=b",
                "Host",
                "127.0.0.1:9000");
        return request.withQuery(SIGNER.presign(request, Duration.ofHours(1)));
    }

    static Stream<TestRequest> signedRequests() throws SignatureRefusedException {
        List<TestRequest> signed = List.of(headerSigned(RequestSigner.sha256(OBJECT)), presigned());
        for (TestRequest request : signed) {
            assertThat(proves(request)).isTrue();
        }
        return signed.stream();
    }

    /** Whether the request is proof that the key's holder has signed it. */
    private static boolean proves(TestRequest request) {
        try {
            Optional<Claim> claim =
                    Claims.of(request).filter(made -> made.accessKeyId().equals(KEY.id()));
            if (claim.isEmpty()) {
                return false;
            }
            VERIFIER.verify(request, claim.get(), KEY);
            return true;
        } catch (SignatureRefusedException e) {
            return false;
        }
    }

    /** What a signed request says, by another way than the verifier's. */
    private record Meaning(
            String method, String path, List<String> query, List<String> headers, String payload, String expires) {
        static Meaning of(TestRequest request) throws SignatureRefusedException {
            Claim claim = Claims.of(request).orElseThrow();
            List<String> parameters = new ArrayList<>();
            for (String parameter : request.rawQuery().split("&", -1)) {
                String[] nameAndValue = parameter.split("=", 2);
                if (!parameter.isEmpty() && !decoded(nameAndValue[0]).equals("X-Amz-Signature")) {
                    parameters.add(
                            decoded(nameAndValue[0]) + "=" + (nameAndValue.length > 1 ? decoded(nameAndValue[1]) : ""));
                }
            }
            parameters.sort(null);
            List<String> headers = claim.signedHeaders().stream()
                    .map(name -> name + ":"
                            + String.join(
                                    ",",
                                    request.headers(name).stream()
                                            .map(value -> value.replaceAll("[ \t]+", " ")
                                                    .strip())
                                            .toList()))
                    .toList();
            return new Meaning(
                    request.method(),
                    decoded(request.rawPath().replace("+", "%2B")),
                    parameters,
                    headers,
                    claim.payload(),
                    claim.amzDate() + claim.expires());
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text, ISO_8859_1);
        }
    }

    /** Each text that one byte's replacement, removal or insertion makes of a text. */
    private static Stream<String> mutations(String text) {
        Stream.Builder<String> mutations = Stream.builder();
        for (int i = 0; i <= text.length(); i++) {
            String before = text.substring(0, i);
            if (i < text.length()) {
                mutations.add(before + text.substring(i + 1));
            }
            for (char c = 0; c < 256 && i < text.length(); c++) {
                if (text.charAt(i) != c) {
                    mutations.add(before + c + text.substring(i + 1));
                }
            }
            for (char c : INSERTED) {
                mutations.add(before + c + text.substring(i));
            }
        }
        return mutations.build();
    }

    /** Each request that a mutation in one of its places makes. */
    private static Stream<TestRequest> mutations(TestRequest request) {
        Stream<TestRequest> line = Stream.of(
                        mutations(request.method()).map(request::withMethod),
                        mutations(request.rawPath()).map(request::withPath),
                        mutations(request.rawQuery()).map(request::withQuery))
                .flatMap(Function.identity());
        Stream<TestRequest> headers = Stream.of();
        for (int i = 0; i < request.fields().size(); i++) {
            TestRequest.Header header = request.fields().get(i);
            int index = i;
            headers = Stream.of(
                            headers,
                            mutations(header.name())
                                    .map(name ->
                                            request.withField(index, new TestRequest.Header(name, header.value()))),
                            mutations(header.value())
                                    .map(value ->
                                            request.withField(index, new TestRequest.Header(header.name(), value))))
                    .flatMap(Function.identity());
        }
        return Stream.concat(line, headers);
    }

    @ParameterizedTest
    @MethodSource("signedRequests")
    void whatStillCountsAsSignedMeansTheSame(TestRequest signed) throws SignatureRefusedException {
        Meaning meant = Meaning.of(signed);
        int[] refused = {0};
        List<TestRequest> accepted = new ArrayList<>();

        mutations(signed).forEach(mutated -> {
            if (proves(mutated)) {
                accepted.add(mutated);
            } else {
                refused[0]++;
            }
        });

        for (TestRequest mutated : accepted) {
            assertThat(Meaning.of(mutated)).as(mutated.toString()).isEqualTo(meant);
        }
        assertThat(refused[0]).isGreaterThan(50_000);
        assertThat(accepted).isNotEmpty();
    }

    @Test
    void everyChangeOfAHashedBodyIsRefused() throws IOException {
        TestRequest request = headerSigned(RequestSigner.sha256(OBJECT));

        assertThat(acceptedBodies(request, OBJECT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {Claim.STREAMING_SIGNED, Claim.STREAMING_SIGNED_TRAILER})
    void whatStillCountsAsTheSignedChunksIsTheSame(String form) throws IOException {
        TestRequest request = TestRequest.of(
                        "PUT",
                        "/photos/cat.jpg",
                        "Host",
                        "127.0.0.1:9000",
                        "x-amz-decoded-content-length",
                        Integer.toString(OBJECT.length))
                .with("x-amz-trailer", form.equals(Claim.STREAMING_SIGNED) ? "" : "x-amz-checksum-crc32");
        SignedHead head = SIGNER.sign(request, form);
        for (Map.Entry<String, String> header : head.headers().entrySet()) {
            request = request.with(header.getKey(), header.getValue());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.chunk(Arrays.copyOf(OBJECT, 30)));
        body.writeBytes(head.chunk(Arrays.copyOfRange(OBJECT, 30, OBJECT.length)));
        body.writeBytes(
                head.end(form.equals(Claim.STREAMING_SIGNED) ? Map.of() : Map.of("x-amz-checksum-crc32", "QU+j5A==")));

        List<String> accepted = acceptedBodies(request, body.toByteArray());

        assertThat(accepted).isNotEmpty().hasSizeLessThan(200);
        for (String mutated : accepted) {
            PayloadStream stream = wrap(request, mutated.getBytes(ISO_8859_1));
            assertThat(stream.readAllBytes()).as(mutated).isEqualTo(OBJECT);
            assertThat(stream.trailers())
                    .as(mutated)
                    .isEqualTo(
                            form.equals(Claim.STREAMING_SIGNED)
                                    ? Map.of()
                                    : Map.of("x-amz-checksum-crc32", "QU+j5A=="));
        }
    }

    private static PayloadStream wrap(TestRequest request, byte[] body) throws SignatureRefusedException {
        return VERIFIER.verify(request, Claims.of(request).orElseThrow(), KEY).wrap(new ByteArrayInputStream(body));
    }

    private static List<String> acceptedBodies(TestRequest request, byte[] body) throws IOException {
        assertThat(wrap(request, body).readAllBytes()).isEqualTo(OBJECT);
        List<String> accepted = new ArrayList<>();
        for (String mutated : mutations(new String(body, ISO_8859_1)).toList()) {
            try {
                wrap(request, mutated.getBytes(ISO_8859_1)).readAllBytes();
                accepted.add(mutated);
            } catch (SignatureRefusedException e) {
                // As it should be.
            }
        }
        return accepted;
    }
}
