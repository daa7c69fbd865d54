// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The signatures of AWS's test suites; see vectors/README.md. They are for a service that is not S3: most requests lack
 * {@code x-amz-content-sha256}, so what their last canonical line holds stands in for it.
 */
class VectorsTest {
    private static final AccessKey KEY = new AccessKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final String SIGNED_AT = "20150830T123600Z";
    private static final CredentialScope SCOPE = new CredentialScope("20150830", "us-east-1", "service");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);
    private static final Pattern IN_HEADER = Pattern.compile("SignedHeaders=([^,]+), *Signature=([0-9a-f]+)");

    /** Dot segments and double slashes: signed folded by other services, never by S3. */
    private static final Set<String> FOLDED = Set.of(
            "get-relative",
            "get-relative-normalized",
            "get-relative-relative",
            "get-relative-relative-normalized",
            "get-slash",
            "get-slash-dot-slash",
            "get-slash-dot-slash-normalized",
            "get-slash-normalized",
            "get-slash-pointless-dot",
            "get-slash-pointless-dot-normalized",
            "get-slashes",
            "get-slashes-normalized");

    record Vector(
            String name,
            String suite,
            boolean inQuery,
            boolean normalized,
            boolean sessionToken,
            TestRequest request,
            String canonicalRequest,
            String stringToSign,
            String signature) {
        @Override
        public String toString() {
            return suite + " " + name + (inQuery ? " (query)" : " (header)");
        }

        boolean isFolded() {
            return FOLDED.contains(name);
        }

        String payload() {
            return canonicalRequest.substring(canonicalRequest.lastIndexOf('\n') + 1);
        }

        /** Two cases add the session token to the query once it is signed. */
        TestRequest signedPart() {
            return name.equals("post-sts-header-after")
                    ? request.withQuery(request.rawQuery().replaceFirst("X-Amz-Security-Token=[^&]*&?", ""))
                    : request;
        }

        /** The claim that the request makes, but for what S3 asks beyond other services. */
        Claim claim() throws SignatureRefusedException {
            if (inQuery) {
                QueryParameters query = QueryParameters.parse(request.rawQuery());
                return claim(
                        query.get("X-Amz-SignedHeaders").orElseThrow(),
                        query.get("X-Amz-Signature").orElseThrow(),
                        Optional.of(Duration.ofHours(1)));
            }
            Matcher parts = IN_HEADER.matcher(request.headers("authorization").getFirst());
            assertThat(parts.find()).isTrue();
            return claim(parts.group(1), parts.group(2), Optional.empty());
        }

        private Claim claim(String signedHeaders, String signature, Optional<Duration> expires) {
            return new Claim(
                    KEY.id(),
                    SCOPE,
                    List.of(signedHeaders.split(";", -1)),
                    signature,
                    SIGNED_AT,
                    CLOCK.instant(),
                    expires,
                    payload());
        }
    }

    static List<Vector> vectors() throws IOException {
        List<Vector> vectors = new ArrayList<>();
        try (InputStream json = VectorsTest.class.getResourceAsStream("/vectors/suites.json")) {
            for (JsonNode vector : new ObjectMapper().readTree(json)) {
                vectors.add(new Vector(
                        vector.path("name").asText(),
                        vector.path("suite").asText(),
                        vector.path("form").asText().equals("query"),
                        vector.path("normalized").asBoolean(),
                        vector.path("sessionToken").asBoolean(),
                        TestRequest.parse(vector.path("request").asText()),
                        vector.path("canonicalRequest").asText(),
                        vector.path("stringToSign").asText(),
                        vector.path("signature").asText()));
            }
        }
        return vectors;
    }

    /** The ones that S3's verifier must accept: their paths are what S3 signs, and they carry no session token. */
    static List<Vector> sharedWithS3() throws IOException {
        return vectors().stream()
                .filter(vector -> !vector.isFolded() && !vector.sessionToken())
                .toList();
    }

    static List<Vector> folded() throws IOException {
        return vectors().stream().filter(Vector::isFolded).toList();
    }

    @Test
    void allVectorsAreThere() throws IOException {
        assertThat(vectors()).hasSize(110);
        assertThat(vectors().stream().filter(Vector::inQuery)).hasSize(38);
        assertThat(sharedWithS3()).hasSize(83);
        assertThat(folded()).hasSize(18).allMatch(Vector::normalized);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void canonicalRequestIsTheSuites(Vector vector) throws SignatureRefusedException {
        String path = vector.isFolded()
                ? vector.canonicalRequest().lines().skip(1).findFirst().orElseThrow()
                : CanonicalRequest.encodedPath(vector.request().rawPath());

        Claim claim = vector.claim();
        String canonical = CanonicalRequest.of(vector.signedPart(), path, claim.signedHeaders(), claim.payload());

        assertThat(canonical).isEqualTo(vector.canonicalRequest());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void stringToSignAndSignatureAreTheSuites(Vector vector) {
        String stringToSign = RequestVerifier.stringToSign(SIGNED_AT, SCOPE, vector.canonicalRequest());

        assertThat(stringToSign).isEqualTo(vector.stringToSign());
        assertThat(SigningKey.derive(KEY.secret(), SCOPE).sign(stringToSign)).isEqualTo(vector.signature());
    }

    @ParameterizedTest
    @MethodSource("sharedWithS3")
    void verifierAcceptsWhatS3Shares(Vector vector) throws SignatureRefusedException {
        var verifier = new RequestVerifier(new SigningKeys(), CLOCK);

        VerifiedPayload payload = verifier.verify(vector.request(), vector.claim(), KEY);

        assertThat(payload.declaration()).isEqualTo(vector.payload());
    }

    @ParameterizedTest
    @MethodSource("folded")
    void verifierRefusesFoldedPaths(Vector vector) throws SignatureRefusedException {
        var verifier = new RequestVerifier(new SigningKeys(), CLOCK);
        Claim claim = vector.claim();

        assertThatThrownBy(() -> verifier.verify(vector.request(), claim, KEY))
                .isInstanceOfSatisfying(
                        SignatureRefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(new SignatureRefusal.SignatureMismatch()));
    }

    @Test
    void foldedCasesAreTheOnesWhosePathsDiffer() throws IOException {
        Set<String> differing = new TreeSet<>();
        for (Vector vector : vectors()) {
            String canonicalPath =
                    vector.canonicalRequest().lines().skip(1).findFirst().orElseThrow();
            if (!canonicalPath.equals(
                    CanonicalRequest.encodedPath(vector.request().rawPath()))) {
                differing.add(vector.name());
            }
        }

        assertThat(differing).isEqualTo(new TreeSet<>(FOLDED));
    }
}
