// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.sigv4.SignatureMistake.PathSpelling;
import dev.ostler.sigv4.SignatureMistake.PolicySpelling;
import dev.ostler.sigv4.SignatureMistake.QuerySpelling;
import dev.ostler.sigv4.SignatureMistake.SecretSpelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that were signed or sent wrongly, and what the diagnosis says of them. */
class SignatureDiagnosisTest {
    private static final SignatureDiagnosis.Guesses GUESSES = new SignatureDiagnosis.Guesses(
            List.of("public.example", "public.example:9000", "localhost:9000", "localhost"), List.of("eu-frankfurt-1"));
    private static final CredentialScope SCOPE = new CredentialScope(HandSigner.DAY, SdkSigner.REGION, "s3");

    private static final String JSON =
            "{\"expiration\": \"2026-12-01T00:00:00Z\", \"conditions\": [{\"bucket\": \"photos\"}]} ";
    private static final String POLICY = Base64.getEncoder().encodeToString(JSON.getBytes(UTF_8));

    private static Optional<SignatureMistake> diagnosed(TestRequest request) throws SignatureRefusedException {
        return SignatureDiagnosis.of(request, Claims.of(request).orElseThrow(), SdkSigner.KEY, GUESSES);
    }

    /** What a request was made of that is not what was sent, and what shall be found. */
    record Case(SignatureMistake expected, Consumer<HandSigner> mistake) {
        @Override
        public String toString() {
            return expected.toString();
        }
    }

    static List<Case> mistakes() {
        List<Case> all = new ArrayList<>();
        for (String host : List.of("public.example", "public.example:9000", "localhost", "ostler", "ostler:80")) {
            add(all, new SignatureMistake.Host(host, "ostler:9000"), signer -> signer.headers.put("host", host));
        }
        for (String method : List.of("HEAD", "PUT", "POST", "DELETE")) {
            add(all, new SignatureMistake.Method(method, "GET"), signer -> signer.method = method);
        }
        addPaths(all);
        addQueries(all);
        for (String payload : List.of("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "")) {
            var mistake = new SignatureMistake.Payload(payload, HandSigner.EMPTY);
            add(all, mistake, signer -> signer.payload = payload);
            add(all, mistake, signer -> {
                signer.payload = payload;
                signer.headers.put("x-amz-content-sha256", payload);
            });
        }
        addSecrets(all);
        addScopes(all);
        addHeaders(all);
        return all;
    }

    private static void add(List<Case> all, SignatureMistake expected, Consumer<HandSigner> mistake) {
        all.add(new Case(expected, mistake));
    }

    private static void addPaths(List<Case> all) {
        addPath(all, PathSpelling.ENCODED_TWICE, "/photos/a%2520b/c%252Bd.jpg");
        addPath(all, PathSpelling.NOT_ENCODED, "/photos/a b/c+d.jpg");
        addPath(all, PathSpelling.PLUS_FOR_BLANK, "/photos/a+b/c%2Bd.jpg");
        addPath(all, PathSpelling.SLASHES_ENCODED, "/photos/a%20b%2Fc%2Bd.jpg");
        addPath(all, PathSpelling.LOWER_CASE_ESCAPES, "/photos/a%20b/c%2bd.jpg");
        addPath(all, PathSpelling.RESERVED_KEPT, "/photos/a%20b/c+d.jpg");
        addPath(all, PathSpelling.OTHER_TRAILING_SLASH, "/photos/a%20b/c%2Bd.jpg/");
        addPath(all, PathSpelling.WITHOUT_FIRST_SEGMENT, "/a%20b/c%2Bd.jpg");
    }

    private static void addPath(List<Case> all, PathSpelling spelling, String signed) {
        add(all, new SignatureMistake.Path(spelling), signer -> signer.path = signed);
    }

    private static void addQueries(List<Case> all) {
        addQuery(all, QuerySpelling.NOT_ENCODED, "list-type=2&marker=&prefix=x y/z");
        addQuery(all, QuerySpelling.PLUS_FOR_BLANK, "list-type=2&marker=&prefix=x+y%2Fz");
        addQuery(all, QuerySpelling.WITHOUT_EQUALS, "list-type=2&marker&prefix=x%20y%2Fz");
        addQuery(all, QuerySpelling.SLASHES_KEPT, "list-type=2&marker=&prefix=x%20y/z");
        addQuery(all, QuerySpelling.LOWER_CASE_ESCAPES, "list-type=2&marker=&prefix=x%20y%2fz");
        addQuery(all, QuerySpelling.LEFT_OUT, "");
        add(all, new SignatureMistake.QueryParameterAdded("prefix"), signer -> signer.query = "list-type=2&marker=");
    }

    private static void addQuery(List<Case> all, QuerySpelling spelling, String signed) {
        add(all, new SignatureMistake.Query(spelling), signer -> signer.query = signed);
    }

    private static void addSecrets(List<Case> all) {
        Map<String, SecretSpelling> wrong = new TreeMap<>();
        String secret = SdkSigner.KEY.secret();
        for (String blank : List.of(" ", "\n", "\r\n", "\t")) {
            wrong.put(secret + blank, SecretSpelling.BLANK_AFTER);
            wrong.put(blank + secret, SecretSpelling.BLANK_BEFORE);
        }
        wrong.put('"' + secret + '"', SecretSpelling.QUOTED);
        wrong.put("'" + secret + "'", SecretSpelling.QUOTED);
        wrong.put(secret.replace("/", "%2F").replace("+", "%2B"), SecretSpelling.PERCENT_ENCODED);
        wrong.put(secret.replace("+", " "), SecretSpelling.PLUS_LOST);
        wrong.put(SdkSigner.KEY.id(), SecretSpelling.KEY_ID);
        wrong.put("", SecretSpelling.EMPTY);
        wrong.forEach((text, how) -> add(all, new SignatureMistake.Secret(how), signer -> signer.secret = text));
    }

    private static void addScopes(List<Case> all) {
        for (String region : List.of("us-east-1", "eu-frankfurt-1", "")) {
            var mistake = new SignatureMistake.Scope(new CredentialScope(HandSigner.DAY, region, "s3"), SCOPE);
            add(all, mistake, signer -> signer.region = region);
            add(all, mistake, signer -> {
                signer.region = region;
                signer.scopeToSign = SCOPE.toString();
            });
            add(all, mistake, signer -> signer.scopeToSign = HandSigner.DAY + "/" + region + "/s3/aws4_request");
        }
        add(
                all,
                new SignatureMistake.Scope(new CredentialScope(HandSigner.DAY, SdkSigner.REGION, "execute-api"), SCOPE),
                signer -> signer.service = "execute-api");
        for (String day : List.of("20261123", "20261125")) {
            add(
                    all,
                    new SignatureMistake.Scope(new CredentialScope(day, SdkSigner.REGION, "s3"), SCOPE),
                    signer -> signer.day = day);
        }
    }

    private static void addHeaders(List<Case> all) {
        add(
                all,
                new SignatureMistake.Header("accept-encoding", "gzip"),
                signer -> signer.headers.put("accept-encoding", "gzip"));
        add(all, new SignatureMistake.Header("content-type", ""), signer -> signer.headers.put("content-type", ""));
        add(
                all,
                new SignatureMistake.Header("content-type", "application/octet-stream"),
                signer -> signer.headers.put("content-type", "application/octet-stream"));
        add(all, new SignatureMistake.HeaderExtended("my-list"), signer -> signer.headers.put("my-list", "one"));
        add(all, new SignatureMistake.HeadersMissing(List.of("user-agent")), signer -> {
            signer.headers.put("user-agent", "unlikely/1.0");
            signer.headers = new TreeMap<>(signer.headers);
        });
        add(all, new SignatureMistake.Header("expect", "100-continue"), signer -> {
            signer.headers.put("expect", "100-continue");
            signer.headers = new TreeMap<>(signer.headers);
        });
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void eachMistakeIsNamed(Case wrong) throws Exception {
        assertThat(diagnosed(HandSigner.sent(wrong.mistake()))).contains(wrong.expected());
    }

    @Test
    void aRightRequestHasNoMistake() throws Exception {
        assertThat(diagnosed(HandSigner.sent(_ -> {}))).isEmpty();
    }

    @Test
    void anotherSecretIsHostOrSecret() throws Exception {
        assertThat(diagnosed(HandSigner.sent(signer -> signer.secret = "another")))
                .contains(new SignatureMistake.HostOrSecret(List.of("accept-encoding", "content-type")));
        assertThat(diagnosed(HandSigner.sent(signer -> signer.headers.put("host", "unlikely.example"))))
                .contains(new SignatureMistake.HostOrSecret(List.of("accept-encoding", "content-type")));
    }

    @Test
    void twoMistakesAreUnknownOrAFact() throws Exception {
        for (Case wrong : mistakes()) {
            Consumer<HandSigner> another = wrong.expected() instanceof SignatureMistake.Secret
                    ? signer -> signer.headers.put("host", "localhost:9000")
                    : signer -> signer.secret = SdkSigner.KEY.secret() + "\n";

            Optional<SignatureMistake> diagnosed =
                    diagnosed(HandSigner.sent(wrong.mistake().andThen(another)));

            assertThat(diagnosed.orElseThrow())
                    .as("%s", wrong)
                    .isInstanceOfAny(SignatureMistake.HostOrSecret.class, SignatureMistake.HeadersMissing.class);
        }
    }

    @Test
    void headersSignedInTheirOrderButListedInAnotherAreNamed() throws Exception {
        TestRequest right = HandSigner.sent(_ -> {});
        String listed = right.headers("authorization")
                .getFirst()
                .replace("accept-encoding;content-type", "content-type;accept-encoding");

        assertThat(diagnosed(right.replacing("Authorization", listed))).contains(new SignatureMistake.HeaderOrder());
    }

    @Test
    void blanksThatWereNotCollapsedAreNamed() throws Exception {
        TestRequest sent = HandSigner.sent(signer -> signer.headers.put("my-list", "one,   two"));

        assertThat(diagnosed(sent.replacing("my-list", "one,   two")))
                .contains(new SignatureMistake.HeaderBlanks("my-list"));
    }

    @Test
    void theTimeOfDateInsteadOfThatOfXAmzDateIsNamed() throws Exception {
        TestRequest sent = HandSigner.sent(signer -> signer.amzDate = "20261124T123501Z");

        assertThat(diagnosed(sent.with("Date", "Tue, 24 Nov 2026 12:35:01 GMT")))
                .contains(new SignatureMistake.Date("20261124T123501Z", HandSigner.AMZ_DATE));
    }

    @Test
    void pathsThatAreNormalisedOrEncodedOnceMoreOnTheWayAreNamed() throws Exception {
        assertThat(diagnosed(HandSigner.sent(signer -> signer.path = "/photos/x/y.jpg")
                        .withPath("/photos/a/../x//./y.jpg")))
                .contains(new SignatureMistake.Path(PathSpelling.NORMALISED));
        assertThat(diagnosed(HandSigner.sent(_ -> {}).withPath(HandSigner.PATH.replace("%", "%25"))))
                .contains(new SignatureMistake.Path(PathSpelling.DECODED_ONCE));
    }

    @Test
    void queriesThatAreSignedAsTheyStandAreNamed() throws Exception {
        assertThat(diagnosed(HandSigner.sent(signer -> signer.query = "prefix=x&list-type=2")
                        .withQuery("prefix=x&list-type=2")))
                .contains(new SignatureMistake.Query(QuerySpelling.AS_SENT));
        assertThat(diagnosed(HandSigner.sent(signer -> signer.query = "prefix=x%20y&list-type=2")
                        .withQuery("prefix=x+y&list-type=2")))
                .contains(new SignatureMistake.Query(QuerySpelling.NOT_SORTED));
        assertThat(diagnosed(
                        HandSigner.sent(signer -> signer.query = "prefix=x%2By").withQuery("prefix=x+y")))
                .contains(new SignatureMistake.Query(QuerySpelling.PLUS_KEPT));
    }

    private static Optional<SignatureMistake> diagnosedForm(Consumer<HandSigner> mistake, String signed) {
        HandSigner signer = new HandSigner();
        mistake.accept(signer);
        var claim = new PolicyClaim(SdkSigner.KEY.id(), SCOPE, SdkSigner.SIGNED_AT, POLICY, signer.sign(signed));
        return SignatureDiagnosis.of(claim, SdkSigner.KEY, GUESSES);
    }

    @Test
    void aRightFormHasNoMistake() {
        assertThat(diagnosedForm(_ -> {}, POLICY)).isEmpty();
    }

    @Test
    void policiesSignedInAnotherSpellingAreNamed() {
        byte[] json = JSON.getBytes(UTF_8);
        String broken = Base64.getMimeEncoder(60, new byte[] {'\n'}).encodeToString(json) + "\n";

        assertThat(diagnosedForm(_ -> {}, JSON)).contains(new SignatureMistake.Policy(PolicySpelling.DECODED));
        assertThat(diagnosedForm(_ -> {}, broken))
                .contains(new SignatureMistake.Policy(PolicySpelling.WITH_LINE_BREAKS));
        assertThat(diagnosedForm(_ -> {}, POLICY.replace("=", "")))
                .contains(new SignatureMistake.Policy(PolicySpelling.WITHOUT_PADDING));
        assertThat(diagnosedForm(_ -> {}, Base64.getEncoder().encodeToString(POLICY.getBytes(UTF_8))))
                .contains(new SignatureMistake.Policy(PolicySpelling.ENCODED_TWICE));
    }

    @Test
    void secretAndScopeOfAFormAreNamed() {
        assertThat(diagnosedForm(signer -> signer.secret += "\n", POLICY))
                .contains(new SignatureMistake.Secret(SecretSpelling.BLANK_AFTER));
        assertThat(diagnosedForm(signer -> signer.region = "us-east-1", POLICY))
                .contains(new SignatureMistake.Scope(new CredentialScope(HandSigner.DAY, "us-east-1", "s3"), SCOPE));
    }

    @Test
    void anotherSecretOrAnotherPolicyIsNotGuessed() {
        assertThat(diagnosedForm(signer -> signer.secret = "another", POLICY))
                .contains(new SignatureMistake.PolicyOrSecret());
        assertThat(diagnosedForm(_ -> {}, POLICY.substring(4))).contains(new SignatureMistake.PolicyOrSecret());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheSdkSignsIsNeverDiagnosedAndOneChangeOfItIs(boolean presigned) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("SignatureDiagnosisTest seed " + seed);
        Random random = new Random(seed);
        RandomDrafts drafts = new RandomDrafts(random);
        for (int i = 0; i < 500; i++) {
            SdkSigner.Draft draft = drafts.next(drafts.pick("GET", "PUT", "HEAD", "DELETE"));
            SdkSigner.Signed signed = presigned
                    ? SdkSigner.presigned(draft, Duration.ofHours(1))
                    : SdkSigner.header(draft, random.nextBoolean());
            TestRequest request = signed.withQuery(drafts.wireQuery(signed.query()));

            assertThat(diagnosed(request)).as("seed %d, number %d", seed, i).isEmpty();

            String host = request.headers("host").getFirst();
            TestRequest elsewhere = request.replacing("host", "elsewhere.example");
            var guesses = new SignatureDiagnosis.Guesses(List.of("a", host, "b"), List.of());
            Claim claim = Claims.of(elsewhere).orElseThrow();
            assertThat(SignatureDiagnosis.of(elsewhere, claim, SdkSigner.KEY, guesses))
                    .as("seed %d, number %d", seed, i)
                    .contains(new SignatureMistake.Host(host, "elsewhere.example"));
            assertThat(SignatureDiagnosis.of(elsewhere.withMethod("OPTIONS"), claim, SdkSigner.KEY, guesses))
                    .as("seed %d, number %d", seed, i)
                    .get()
                    .isInstanceOf(SignatureMistake.HostOrSecret.class);
        }
    }

    @Test
    void aHostileRequestIsDiagnosedWithinSeconds() throws Exception {
        String[] namesAndValues = IntStream.range(0, 900)
                .boxed()
                .flatMap(i -> Stream.of("h" + i, "x".repeat(20)))
                .toArray(String[]::new);
        TestRequest request = TestRequest.of("GET", "/b/" + "%41".repeat(5000) + "?" + "a&".repeat(400), namesAndValues)
                .with("host", "h")
                .with("x-amz-date", HandSigner.AMZ_DATE)
                .with("x-amz-content-sha256", HandSigner.EMPTY);
        String names = String.join(";", request.headerNames());
        request = request.with(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + SdkSigner.KEY.id() + "/" + SCOPE + ", SignedHeaders=" + names
                        + ", Signature=00");
        diagnosed(request);

        long start = System.nanoTime();
        Optional<SignatureMistake> diagnosed = diagnosed(request);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(diagnosed).contains(new SignatureMistake.HostOrSecret(List.of()));
        assertThat(took).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void noMistakeShowsTheSecret() throws Exception {
        for (Case wrong : mistakes()) {
            String text =
                    diagnosed(HandSigner.sent(wrong.mistake())).orElseThrow().toString();

            assertThat(text).doesNotContain(SdkSigner.KEY.secret()).doesNotContain("wJalr");
        }
        assertThat(Arrays.asList(SecretSpelling.values()).toString()).doesNotContain("wJalr");
    }
}
