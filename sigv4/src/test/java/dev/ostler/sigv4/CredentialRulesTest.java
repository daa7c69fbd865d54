// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What credentials must be, rule by rule. Each refused request is one that was accepted but for what breaks the rule. */
class CredentialRulesTest {
    private static final AccessKey KEY = SdkSigner.KEY;
    private static final Instant NOW = SdkSigner.SIGNED_AT;
    private static final String AMZ_DATE = "20261124T123456Z";
    private static final CredentialScope SCOPE = new CredentialScope("20261124", SdkSigner.REGION, "s3");
    private static final RequestSigner SIGNER = new RequestSigner(KEY, SdkSigner.REGION, SdkSigner.CLOCK);

    private static TestRequest get(String target) {
        return TestRequest.of("GET", target, "Host", "127.0.0.1:9000");
    }

    private static TestRequest signed(TestRequest request) {
        TestRequest signed = request;
        for (Map.Entry<String, String> header :
                SIGNER.sign(request, Hashing.EMPTY_SHA256).headers().entrySet()) {
            signed = signed.with(header.getKey(), header.getValue());
        }
        return signed;
    }

    private static TestRequest presigned(TestRequest request) {
        return request.withQuery(SIGNER.presign(request, Duration.ofHours(1)));
    }

    /** Signed by hand: whatever a signer would not do. */
    private static String authorization(
            TestRequest request,
            String amzDate,
            CredentialScope scope,
            String canonicalPath,
            List<String> signedHeaders)
            throws SignatureRefusedException {
        String canonical = CanonicalRequest.of(request, canonicalPath, signedHeaders, Hashing.EMPTY_SHA256);
        String signature =
                SigningKey.derive(KEY.secret(), scope).sign(RequestVerifier.stringToSign(amzDate, scope, canonical));
        return "AWS4-HMAC-SHA256 Credential=" + KEY.id() + "/" + scope + ", SignedHeaders="
                + String.join(";", signedHeaders) + ", Signature=" + signature;
    }

    private static void verify(TestRequest request, Instant now) throws SignatureRefusedException {
        var verifier = new RequestVerifier(new SigningKeys(), Clock.fixed(now, ZoneOffset.UTC));
        verifier.verify(request, Claims.of(request).orElseThrow(), KEY);
    }

    private static void assertAccepted(TestRequest request) {
        assertAccepted(request, NOW);
    }

    private static void assertAccepted(TestRequest request, Instant now) {
        assertThatCode(() -> verify(request, now)).doesNotThrowAnyException();
    }

    private static SignatureRefusal refusalOf(TestRequest request) {
        return refusalOf(request, NOW);
    }

    private static SignatureRefusal refusalOf(TestRequest request, Instant now) {
        return catchThrowableOfType(SignatureRefusedException.class, () -> verify(request, now))
                .refusal();
    }

    private static String malformed(TestRequest request) {
        return switch (refusalOf(request)) {
            case SignatureRefusal.Malformed malformed -> malformed.detail();
            case SignatureRefusal other -> other.toString();
        };
    }

    static Stream<TestRequest> signedBothWays() {
        return Stream.of(signed(get("/photos/cat.jpg")), presigned(get("/photos/cat.jpg")));
    }

    // Nothing, or too much

    @Test
    void aRequestWithoutCredentialsMakesNoClaim() throws SignatureRefusedException {
        assertThat(Claims.of(get("/photos/cat.jpg?x-amz-meta-a=b&Signature=c").with("x-amz-date", AMZ_DATE)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-signature", "X-AMZ-CREDENTIAL", "x-amz-algorithm"})
    void aNameInTheWrongCaseIsNeverAnonymous(String name) {
        assertThat(malformed(get("/photos/cat.jpg?" + name + "=AWS4-HMAC-SHA256")))
                .isEqualTo("X-Amz-Algorithm must be AWS4-HMAC-SHA256");
    }

    @Test
    void twoCredentialsAtOnceAreRefused() {
        TestRequest header = signed(get("/photos/cat.jpg"));
        TestRequest query = presigned(get("/photos/cat.jpg"));
        String authorization = header.headers("authorization").getFirst();

        for (TestRequest request : List.of(
                header.with("Authorization", authorization),
                query.with("Authorization", authorization),
                header.withQuery("X-Amz-Signature=abc"),
                query.with("Authorization", "Bearer abc"))) {
            assertThat(malformed(request)).isEqualTo("only one kind of credentials may be sent, once");
        }
    }

    // Kinds that are known and not accepted

    @Test
    void sigV2IsRefusedByName() {
        var sigV2 = new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SIGV2);

        assertThat(refusalOf(get("/b/k").with("Authorization", "AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=")))
                .isEqualTo(sigV2);
        assertThat(refusalOf(get("/b/k?AWSAccessKeyId=AKIDEXAMPLE&Expires=1&Signature=abc")))
                .isEqualTo(sigV2);
    }

    @Test
    void sigV4aIsRefusedByName() {
        var sigV4a = new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SIGV4A);

        assertThat(
                        refusalOf(
                                get("/b/k")
                                        .with(
                                                "Authorization",
                                                "AWS4-ECDSA-P256-SHA256 Credential=A/20261124/s3/aws4_request, SignedHeaders=host, Signature=00")))
                .isEqualTo(sigV4a);
        assertThat(refusalOf(get("/b/k?X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Signature=00")))
                .isEqualTo(sigV4a);
    }

    @Test
    void sessionTokensAreRefusedByName() {
        var token = new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SESSION_TOKEN);

        assertThat(refusalOf(signed(get("/b/k").with("x-amz-security-token", "abc"))))
                .isEqualTo(token);
        assertThat(refusalOf(presigned(get("/b/k?X-Amz-Security-Token=abc")))).isEqualTo(token);
        assertThat(refusalOf(presigned(get("/b/k").with("x-amz-security-token", "abc"))))
                .isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Basic YTpi", "Bearer abc", "AWS4-HMAC-SHA512 Credential=a", "AWS4-HMAC-SHA256", "", "aws a:b"})
    void anyOtherSchemeIsRefused(String authorization) {
        assertThat(refusalOf(get("/b/k").with("Authorization", authorization)))
                .isEqualTo(new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.UNKNOWN_SCHEME));
    }

    // What must be signed

    @Test
    void hostMustBeSigned() {
        TestRequest withoutHost = TestRequest.of("GET", "/photos/cat.jpg", "Range", "bytes=0-1");
        var unsigned = new SignatureRefusal.HeaderNotSigned("host");

        assertThat(refusalOf(signed(withoutHost).with("Host", "127.0.0.1:9000")))
                .isEqualTo(unsigned);
        assertThat(refusalOf(presigned(withoutHost).with("Host", "127.0.0.1:9000")))
                .isEqualTo(unsigned);
    }

    @ParameterizedTest
    @MethodSource("signedBothWays")
    void everyHeaderOfAmazonsMustBeSigned(TestRequest signed) {
        assertAccepted(signed);
        assertAccepted(signed.with("X-Custom", "a").with("Range", "bytes=0-1"));

        assertThat(refusalOf(signed.with("X-Amz-Meta-A", "b")))
                .isEqualTo(new SignatureRefusal.HeaderNotSigned("x-amz-meta-a"));
        assertThat(refusalOf(signed.with("x-amz-acl", "private")))
                .isEqualTo(new SignatureRefusal.HeaderNotSigned("x-amz-acl"));
    }

    @ParameterizedTest
    @MethodSource("signedBothWays")
    void aSignedHeaderThatIsLostBreaksTheSignature(TestRequest signed) {
        assertThat(refusalOf(signed.without("Host"))).isEqualTo(new SignatureRefusal.SignatureMismatch());
    }

    // The Authorization header

    @Test
    void authorizationsPartsMayComeInAnyOrderWithOrWithoutBlanks() {
        TestRequest signed = signed(get("/photos/cat.jpg"));
        String authorization = signed.headers("authorization").getFirst();
        String[] parts = authorization.substring("AWS4-HMAC-SHA256 ".length()).split(", ", -1);

        assertAccepted(signed.replacing("Authorization", authorization.replace(", ", ",")));
        assertAccepted(signed.replacing("Authorization", authorization.replace(", ", " ,\t ")));
        assertAccepted(signed.replacing(
                "Authorization", "  AWS4-HMAC-SHA256   " + parts[2] + "," + parts[0] + "," + parts[1] + " "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Credential", "SignedHeaders", "Signature"})
    void authorizationNeedsEachPartOnce(String name) {
        TestRequest signed = signed(get("/photos/cat.jpg"));
        String authorization = signed.headers("authorization").getFirst();
        String without = Stream.of(
                        authorization.substring("AWS4-HMAC-SHA256 ".length()).split(", ", -1))
                .filter(part -> !part.startsWith(name + "="))
                .collect(Collectors.joining(", ", "AWS4-HMAC-SHA256 ", ""));

        assertThat(malformed(signed.replacing("Authorization", without)))
                .isEqualTo(name + " is missing in the Authorization header");
        assertThat(malformed(signed.replacing("Authorization", authorization + "," + name + "=a")))
                .isEqualTo(name + " stands twice in the Authorization header");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ", ", ", a=b", ", Signature", ",,"})
    void authorizationHoldsNothingElse(String more) {
        TestRequest signed = signed(get("/photos/cat.jpg"));
        String authorization = signed.headers("authorization").getFirst();

        assertThat(malformed(signed.replacing("Authorization", authorization + more)))
                .startsWith("the Authorization header");
    }

    @ParameterizedTest
    @CsvSource({
        "AKIDEXAMPLE, the credential is not KEY/DATE/REGION/SERVICE/aws4_request",
        "AKIDEXAMPLE/20261124/us-ashburn-1/s3/aws4, the credential is not KEY/DATE/REGION/SERVICE/aws4_request",
        "20261124/us-ashburn-1/s3/aws4_request, the credential is not KEY/DATE/REGION/SERVICE/aws4_request",
        "/20261124/us-ashburn-1/s3/aws4_request, the credential is not KEY/DATE/REGION/SERVICE/aws4_request",
        "AKIDEXAMPLE/20261124/us-ashburn-1/iam/aws4_request, 'the credential''s service is ''iam'', not s3'",
        "AKIDEXAMPLE/20261123/us-ashburn-1/s3/aws4_request, the credential's date is not the day of X-Amz-Date",
        "AKIDEXAMPLE/2026/us-ashburn-1/s3/aws4_request, the credential's date is not the day of X-Amz-Date",
        "AKIDEXAMPLE//us-ashburn-1/s3/aws4_request, the credential's date is not the day of X-Amz-Date"
    })
    void theCredentialNamesKeyDayRegionAndS3(String credential, String detail) {
        TestRequest header = signed(get("/photos/cat.jpg"));
        TestRequest query = presigned(get("/photos/cat.jpg"));

        assertThat(malformed(header.replacing(
                        "Authorization",
                        header.headers("authorization")
                                .getFirst()
                                .replaceFirst("Credential=[^,]*", "Credential=" + credential))))
                .isEqualTo(detail);
        assertThat(malformed(query.withQuery(
                        query.rawQuery().replaceFirst("X-Amz-Credential=[^&]*", "X-Amz-Credential=" + credential))))
                .isEqualTo(detail);
    }

    @Test
    void aKeyIdMayHoldSlashesAndARegionMayBeBlank() throws SignatureRefusedException {
        Claim claim = Claims.of(get("/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=a&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Expires=1&X-Amz-Date=" + AMZ_DATE
                        + "&X-Amz-Credential=team/ci/key/20261124//s3/aws4_request"))
                .orElseThrow();

        assertThat(claim.accessKeyId()).isEqualTo("team/ci/key");
        assertThat(claim.scope()).isEqualTo(new CredentialScope("20261124", "", "s3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "host;Host", "host;host", ";host", "host;", "host;;range", ""})
    void signedHeadersAreLowerCaseNamesEachOnce(String names) {
        TestRequest query = presigned(get("/photos/cat.jpg"));

        assertThat(malformed(query.withQuery(
                        query.rawQuery().replaceFirst("X-Amz-SignedHeaders=[^&]*", "X-Amz-SignedHeaders=" + names))))
                .isIn(
                        "SignedHeaders must be lower-case names, each once, separated by semicolons",
                        "the parameter X-Amz-SignedHeaders is missing");
    }

    @Test
    void signedHeadersHaveALimit() {
        TestRequest query = presigned(get("/photos/cat.jpg"));
        String names = "host;"
                + IntStream.range(0, Claims.MAX_SIGNED_HEADERS)
                        .mapToObj(i -> "h" + i)
                        .collect(Collectors.joining(";"));

        assertThat(malformed(query.withQuery(
                        query.rawQuery().replaceFirst("X-Amz-SignedHeaders=[^&]*", "X-Amz-SignedHeaders=" + names))))
                .isEqualTo("SignedHeaders names more than 1000 headers");
    }

    // Times

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tue, 24 Nov 2026 12:34:56 GMT",
                "Tuesday, 24-Nov-26 12:34:56 GMT",
                "Tue Nov 24 12:34:56 2026",
                AMZ_DATE
            })
    void dateServesWhereXAmzDateIsAbsent(String date) throws SignatureRefusedException {
        TestRequest request =
                get("/photos/cat.jpg").with("Date", date).with("x-amz-content-sha256", Hashing.EMPTY_SHA256);
        List<String> names = List.of("date", "host", "x-amz-content-sha256");

        assertAccepted(
                request.with("Authorization", authorization(request, AMZ_DATE, SCOPE, "/photos/cat.jpg", names)));
    }

    @Test
    void xAmzDateCountsWhereDateStandsToo() {
        assertAccepted(signed(get("/photos/cat.jpg").with("Date", "Mon, 01 Jan 2001 00:00:00 GMT")));
    }

    @Test
    void aRequestWithoutADateIsRefused() {
        TestRequest signed = signed(get("/photos/cat.jpg"));

        assertThat(malformed(signed.without("x-amz-date")))
                .isEqualTo("neither X-Amz-Date nor Date says when the request was signed");
        assertThat(malformed(signed.without("x-amz-date").with("Date", "yesterday")))
                .isEqualTo("the Date header is no date");
        assertThat(malformed(signed.with("x-amz-date", AMZ_DATE))).isEqualTo("the header x-amz-date stands twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T12:34:56Z",
                "20261124T123456",
                "20261124T123456z",
                "20261124 123456Z",
                "20261324T123456Z",
                "20260230T123456Z",
                "20261124T243456Z",
                "20261124T126056Z",
                "20261124T123460Z",
                "20261124T12345+Z",
                "1795523696",
                "20261124T123456+0000"
            })
    void xAmzDateHasOneForm(String date) {
        TestRequest header = signed(get("/photos/cat.jpg"));
        TestRequest query = presigned(get("/photos/cat.jpg"));

        assertThat(malformed(header.replacing("x-amz-date", date)))
                .isEqualTo("X-Amz-Date is not of the form 20260102T030405Z");
        assertThat(malformed(query.withQuery(
                        query.rawQuery().replace("X-Amz-Date=" + AMZ_DATE, "X-Amz-Date=" + date.replace("+", "%2B")))))
                .isEqualTo("X-Amz-Date is not of the form 20260102T030405Z");
    }

    @Test
    void clocksMayBeFifteenMinutesApart() {
        TestRequest signed = signed(get("/photos/cat.jpg"));

        for (long minutes : new long[] {-15, 15}) {
            assertAccepted(signed, NOW.plus(Duration.ofMinutes(minutes)));
            Instant beyond = NOW.plus(Duration.ofMinutes(minutes)).plusSeconds(Long.signum(minutes));
            assertThat(refusalOf(signed, beyond))
                    .isEqualTo(new SignatureRefusal.ClockSkewed(NOW, beyond, Duration.ofMinutes(15)));
        }
    }

    @Test
    void aPresignedUrlHoldsFromFifteenMinutesBeforeUntilItsExpiry() {
        TestRequest presigned = presigned(get("/photos/cat.jpg"));
        Instant expiredAt = NOW.plus(Duration.ofHours(1));
        Instant tooEarly = NOW.minus(Duration.ofMinutes(15)).minusSeconds(1);

        assertAccepted(presigned, NOW.minus(Duration.ofMinutes(15)));
        assertAccepted(presigned, expiredAt.minusSeconds(1));
        assertThat(refusalOf(presigned, expiredAt)).isEqualTo(new SignatureRefusal.Expired(expiredAt, expiredAt));
        assertThat(refusalOf(presigned, tooEarly))
                .isEqualTo(new SignatureRefusal.ClockSkewed(NOW, tooEarly, Duration.ofMinutes(15)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 604_800})
    void expiryMayBeUpToSevenDays(long seconds) {
        TestRequest request = get("/photos/cat.jpg");

        assertAccepted(request.withQuery(SIGNER.presign(request, Duration.ofSeconds(seconds))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "604801", "9999999999", "99999999999999999999", "1.5", "1h", "%2B5", "0x10", "%20"})
    void anyOtherExpiryIsRefused(String expires) {
        TestRequest presigned = presigned(get("/photos/cat.jpg"));

        assertThat(refusalOf(presigned.withQuery(
                        presigned.rawQuery().replace("X-Amz-Expires=3600", "X-Amz-Expires=" + expires))))
                .isEqualTo(new SignatureRefusal.Malformed(
                        SignatureRefusal.Place.QUERY, "X-Amz-Expires must be 1 to 604800 seconds"));
    }

    // The query of a presigned URL

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Amz-Algorithm",
                "X-Amz-Credential",
                "X-Amz-Date",
                "X-Amz-Expires",
                "X-Amz-SignedHeaders",
                "X-Amz-Signature"
            })
    void eachParameterOfTheSignatureStandsOnce(String name) {
        TestRequest presigned = presigned(get("/photos/cat.jpg"));

        assertThat(malformed(presigned.withQuery(presigned.rawQuery().replaceFirst(name + "=[^&]*&?", ""))))
                .isIn("the parameter " + name + " is missing", "X-Amz-Algorithm must be AWS4-HMAC-SHA256");
        assertThat(malformed(presigned.withQuery(presigned.rawQuery().replaceFirst(name + "=[^&]*", name + "="))))
                .isIn("the parameter " + name + " is missing", "X-Amz-Algorithm must be AWS4-HMAC-SHA256");
        assertThat(malformed(presigned.withQuery(presigned.rawQuery() + "&" + name + "=a")))
                .isEqualTo("the parameter " + name + " stands twice");
    }

    @Test
    void noParameterOfAmazonsStandsTwice() {
        assertAccepted(presigned(get("/photos/cat.jpg?a=1&a=2&x-amz-meta-a=b")));

        assertThat(malformed(presigned(get("/photos/cat.jpg?x-amz-meta-a=b&X-Amz-Meta-A=c"))))
                .isEqualTo("the parameter X-Amz-Meta-A stands twice");
    }

    @Test
    void amazonsParametersOfAUrlCountAsHeaders() throws SignatureRefusedException {
        TestRequest presigned = presigned(get("/photos/cat.jpg?X-Amz-Meta-A=b%20c&x-amz-acl=private&versionId=1"));

        assertAccepted(presigned);
        assertThat(Claims.headerParameters(presigned)).isEqualTo(Map.of("x-amz-meta-a", "b c", "x-amz-acl", "private"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Amz-Content-Sha256", "x-amz-content-sha256"})
    void aUrlMaySayWhatItsBodyHashesTo(String name) throws SignatureRefusedException {
        String hash = RequestSigner.sha256(new byte[] {1});
        TestRequest request = get("/photos/cat.jpg?" + name + "=" + hash);

        assertThat(Claims.of(presigned(request)).orElseThrow().payload()).isEqualTo(hash);
    }

    // Paths and queries

    @ParameterizedTest
    @CsvSource({
        "/b/a%20b, /b/a%20b",
        "/b/a%2Fb, /b/a%2Fb",
        "/b/a%2Fb, /b/a/b",
        "/b/a%2fb, /b/a/b",
        "/b/a!b, /b/a%21b",
        "/b/a+b, /b/a%2Bb",
        "/b/%41, /b/A",
        "/b//../c/., /b//../c/.",
        "/b/ü, /b/%FC",
        "/b/%c3%bc, /b/%C3%BC",
        "/b/%252F, /b/%252F"
    })
    void aPathIsSignedAsSentOrDecodedOnceAndEncoded(String sent, String canonical) throws SignatureRefusedException {
        TestRequest request = get(sent).with("x-amz-date", AMZ_DATE).with("x-amz-content-sha256", Hashing.EMPTY_SHA256);
        List<String> names = List.of("host", "x-amz-content-sha256", "x-amz-date");

        assertAccepted(request.with("Authorization", authorization(request, AMZ_DATE, SCOPE, canonical, names)));
        assertAccepted(request.with("Authorization", authorization(request, AMZ_DATE, SCOPE, sent, names)));
    }

    @ParameterizedTest
    @CsvSource({
        "/b//c, /b/c",
        "/b/./c, /b/c",
        "/b/x/../c, /b/c",
        "/b/c/, /b/c",
        "/b/a%20b, /b/a%2520b",
        "/b/a%20b, /b/a b",
        "/b/a+b, /b/a%20b",
        "/b/a%2Fb, /b/a%252Fb"
    })
    void aPathIsNeverNormalisedNorEncodedTwice(String sent, String signed) throws SignatureRefusedException {
        TestRequest request = get(sent).with("x-amz-date", AMZ_DATE).with("x-amz-content-sha256", Hashing.EMPTY_SHA256);
        List<String> names = List.of("host", "x-amz-content-sha256", "x-amz-date");

        assertThat(refusalOf(request.with("Authorization", authorization(request, AMZ_DATE, SCOPE, signed, names))))
                .isEqualTo(new SignatureRefusal.SignatureMismatch());
    }

    @Test
    void aPlusIsABlankInAQueryAndItselfInAPath() {
        TestRequest signed = signed(get("/b/a+b?prefix=a+b"));

        assertAccepted(signed.withQuery("prefix=a%20b"));
        assertAccepted(signed.withPath("/b/a+b"));
        assertThat(refusalOf(signed.withQuery("prefix=a%2Bb"))).isEqualTo(new SignatureRefusal.SignatureMismatch());
        assertThat(refusalOf(signed.withPath("/b/a%20b"))).isEqualTo(new SignatureRefusal.SignatureMismatch());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%=b"})
    void aBrokenEscapeInAQueryIsRefused(String query) {
        assertThat(malformed(signed(get("/b/k")).withQuery(query))).isEqualTo("a % without two hexadecimal digits");
    }

    // What is said of the body

    @Test
    void theBodysHashIsMandatoryInAHeader() {
        TestRequest signed = signed(get("/photos/cat.jpg"));

        assertThat(refusalOf(signed.without("x-amz-content-sha256")))
                .isEqualTo(new SignatureRefusal.PayloadHashMissing());
        assertThat(malformed(signed.with("x-amz-content-sha256", "a")))
                .isEqualTo("the header x-amz-content-sha256 stands twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "unsigned-payload",
                "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
                "STREAMING-UNSIGNED-PAYLOAD",
                "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void aWordThatIsNoHashIsRefused(String payload) {
        TestRequest request = get("/photos/cat.jpg");
        TestRequest signed = request;
        for (Map.Entry<String, String> header :
                SIGNER.sign(request, payload).headers().entrySet()) {
            signed = signed.with(header.getKey(), header.getValue());
        }

        assertThat(refusalOf(signed)).isEqualTo(new SignatureRefusal.PayloadHashInvalid(payload));
    }

    // Secrets

    @Test
    void anotherSecretIsRefused() {
        TestRequest signed = signed(get("/photos/cat.jpg"));
        var verifier = new RequestVerifier(new SigningKeys(), SdkSigner.CLOCK);

        SignatureRefusedException refused = catchThrowableOfType(
                SignatureRefusedException.class,
                () -> verifier.verify(
                        signed, Claims.of(signed).orElseThrow(), new AccessKey(KEY.id(), KEY.secret() + "x")));

        assertThat(refused.refusal()).isEqualTo(new SignatureRefusal.SignatureMismatch());
    }

    @Test
    void textsAreTheSameInEveryCharacter() {
        String signature = Hashing.EMPTY_SHA256;

        assertThat(Hashing.sameText(signature, signature)).isTrue();
        assertThat(Hashing.sameText(signature, signature + "0")).isFalse();
        assertThat(Hashing.sameText(signature, "")).isFalse();
        for (int i = 0; i < signature.length(); i++) {
            char other = signature.charAt(i) == '0' ? '1' : '0';
            assertThat(Hashing.sameText(signature, signature.substring(0, i) + other + signature.substring(i + 1)))
                    .isFalse();
        }
    }

    @Test
    void noTextHoldsASecret() {
        TestRequest signed = signed(get("/photos/cat.jpg"));
        var keys = new SigningKeys();
        keys.get(KEY, SCOPE);
        var refused = catchThrowableOfType(
                SignatureRefusedException.class, () -> verify(signed.withPath("/photos/dog.jpg"), NOW));

        assertThat(KEY.toString()).isEqualTo("AccessKey[AKIDEXAMPLE]");
        assertThat(Stream.of(KEY, SIGNER, keys, SIGNER.sign(signed, "x"), refused, refused.refusal())
                        .map(Object::toString))
                .noneMatch(text -> text.contains(KEY.secret()));
        assertThat(refused.toString()).doesNotContainPattern("[0-9a-f]{64}");
    }
}
