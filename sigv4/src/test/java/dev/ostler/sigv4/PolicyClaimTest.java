// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The signature of a form's policy, by Amazon's own example and by what botocore makes of another. */
class PolicyClaimTest {
    private static final AccessKey KEY =
            new AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Instant SIGNED_AT = Instant.parse("2015-12-29T00:00:00Z");

    /** Source: Amazon S3 developer guide, "Example: browser-based upload using HTTP POST (using AWS Signature Version 4)". */
    private static final String AMAZONS_POLICY = """
            { "expiration": "2015-12-30T12:00:00.000Z",
              "conditions": [
                {"bucket": "sigv4examplebucket"},
                ["starts-with", "$key", "user/user1/"],
                {"acl": "public-read"},
                {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},
                ["starts-with", "$Content-Type", "image/"],
                {"x-amz-meta-uuid": "14365123651274"},
                {"x-amz-server-side-encryption": "AES256"},
                ["starts-with", "$x-amz-meta-tag", ""],

                {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
                {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
                {"x-amz-date": "20151229T000000Z" }
              ]
            }""".replace("\n", "\r\n");

    private static final String AMAZONS_SIGNATURE = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e";

    /** What botocore's generate_presigned_post signs at that instant for this bucket and key. */
    private static final String BOTOCORES_POLICY =
            "{\"expiration\": \"2015-12-29T01:00:00Z\", \"conditions\": [{\"bucket\": \"sigv4examplebucket\"}, {\"key\":"
                    + " \"user/user1/photo.jpg\"}, {\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}, {\"x-amz-credential\":"
                    + " \"AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request\"}, {\"x-amz-date\":"
                    + " \"20151229T000000Z\"}]}";

    private static final String BOTOCORES_SIGNATURE =
            "3364624b39010d9b06f5d9b8c9a18a6e478d261c048159c92f2fd6fa885f14e6";

    @Test
    void amazonsExampleIsProof() {
        var form = form(AMAZONS_POLICY, AMAZONS_SIGNATURE);

        assertThatCode(() -> verify(form, SIGNED_AT)).doesNotThrowAnyException();
    }

    @Test
    void botocoresFormIsProof() {
        var form = form(BOTOCORES_POLICY, BOTOCORES_SIGNATURE);

        assertThatCode(() -> verify(form, SIGNED_AT)).doesNotThrowAnyException();
    }

    @Test
    void everyChangedCharacterOfThePolicyIsRefused() {
        String policy = base64(BOTOCORES_POLICY);
        for (int i = 0; i < policy.length(); i++) {
            var form = form(BOTOCORES_POLICY, BOTOCORES_SIGNATURE);
            form.put("policy", List.of(changedAt(policy, i)));

            assertThat(refusalOf(form, SIGNED_AT)).isEqualTo(new SignatureRefusal.SignatureMismatch());
        }
    }

    @Test
    void everyChangedCharacterOfTheSignatureIsRefused() {
        for (int i = 0; i < BOTOCORES_SIGNATURE.length(); i++) {
            var form = form(BOTOCORES_POLICY, changedAt(BOTOCORES_SIGNATURE, i));

            assertThat(refusalOf(form, SIGNED_AT)).isEqualTo(new SignatureRefusal.SignatureMismatch());
        }
    }

    @Test
    void anotherScopeOrSecretIsRefused() {
        var elsewhere = form(BOTOCORES_POLICY, BOTOCORES_SIGNATURE);
        elsewhere.put("x-amz-credential", List.of("AKIAIOSFODNN7EXAMPLE/20151229/us-west-1/s3/aws4_request"));
        var form = form(BOTOCORES_POLICY, BOTOCORES_SIGNATURE);
        var otherKey = new AccessKey(KEY.id(), KEY.secret() + "x");

        assertThat(refusalOf(elsewhere, SIGNED_AT)).isEqualTo(new SignatureRefusal.SignatureMismatch());
        assertThat(catchThrowableOfType(SignatureRefusedException.class, () -> verify(form, SIGNED_AT, otherKey))
                        .refusal())
                .isEqualTo(new SignatureRefusal.SignatureMismatch());
    }

    @Test
    void formWithoutCredentialsClaimsNothing() throws SignatureRefusedException {
        assertThat(PolicyClaim.of(Map.of("key", List.of("a"), "policy", List.of("e30="))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "policy, Policy",
        "x-amz-algorithm, X-Amz-Algorithm",
        "x-amz-credential, X-Amz-Credential",
        "x-amz-date, X-Amz-Date",
        "x-amz-signature, X-Amz-Signature"
    })
    void missingFieldIsNamed(String field, String name) {
        var form = form(BOTOCORES_POLICY, BOTOCORES_SIGNATURE);
        form.remove(field);

        assertThat(refusalOf(form, SIGNED_AT)).isEqualTo(new SignatureRefusal.FormFieldMissing(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"})
    void repeatedCredentialIsRefused(String field) {
        var form = form(BOTOCORES_POLICY, BOTOCORES_SIGNATURE);
        form.computeIfPresent(field, (_, values) -> List.of(values.getFirst(), values.getFirst()));

        assertThat(refusalOf(form, SIGNED_AT)).isInstanceOf(SignatureRefusal.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "awsaccesskeyid, AKIAIOSFODNN7EXAMPLE, SIGV2",
        "signature, 0RavWzkygo6QX9caELEqKi9kDbU=, SIGV2",
        "x-amz-security-token, abc, SESSION_TOKEN",
        "x-amz-algorithm, AWS4-ECDSA-P256-SHA256, SIGV4A"
    })
    void otherKindsAreRefusedByName(String field, String value, SignatureRefusal.Kind kind) {
        var form = form(BOTOCORES_POLICY, BOTOCORES_SIGNATURE);
        form.put(field, List.of(value));

        assertThat(refusalOf(form, SIGNED_AT)).isEqualTo(new SignatureRefusal.KindNotAccepted(kind));
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-algorithm, AWS4-HMAC-SHA1",
        "x-amz-credential, AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3",
        "x-amz-credential, AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/sts/aws4_request",
        "x-amz-credential, AKIAIOSFODNN7EXAMPLE/20151230/us-east-1/s3/aws4_request",
        "x-amz-credential, AKIAIOSFODNN7EXAMPLE/2/us-east-1/s3/aws4_request",
        "x-amz-credential, AKIAIOSFODNN7EXAMPLE//us-east-1/s3/aws4_request",
        "x-amz-date, 2015-12-29T00:00:00Z"
    })
    void malformedCredentialIsRefused(String field, String value) {
        var form = form(BOTOCORES_POLICY, BOTOCORES_SIGNATURE);
        form.put(field, List.of(value));

        assertThat(refusalOf(form, SIGNED_AT)).isInstanceOf(SignatureRefusal.Malformed.class);
    }

    @Test
    void signatureHoldsFromItsDateForSevenDays() {
        var form = form(BOTOCORES_POLICY, BOTOCORES_SIGNATURE);
        Instant earliest = SIGNED_AT.minus(Duration.ofMinutes(15));
        Instant end = SIGNED_AT.plus(Duration.ofDays(7));

        assertThatCode(() -> verify(form, earliest)).doesNotThrowAnyException();
        assertThatCode(() -> verify(form, end.minusMillis(1))).doesNotThrowAnyException();
        assertThat(refusalOf(form, earliest.minusMillis(1))).isInstanceOf(SignatureRefusal.ClockSkewed.class);
        assertThat(refusalOf(form, end)).isEqualTo(new SignatureRefusal.Expired(end, end));
    }

    private static Map<String, List<String>> form(String policy, String signature) {
        return new HashMap<>(Map.of(
                "policy",
                List.of(base64(policy)),
                "x-amz-algorithm",
                List.of("AWS4-HMAC-SHA256"),
                "x-amz-credential",
                List.of("AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"),
                "x-amz-date",
                List.of("20151229T000000Z"),
                "x-amz-signature",
                List.of(signature)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String changedAt(String text, int index) {
        return text.substring(0, index) + (text.charAt(index) == 'a' ? 'b' : 'a') + text.substring(index + 1);
    }

    private static void verify(Map<String, List<String>> form, Instant now) throws SignatureRefusedException {
        verify(form, now, KEY);
    }

    private static void verify(Map<String, List<String>> form, Instant now, AccessKey key)
            throws SignatureRefusedException {
        var verifier = new RequestVerifier(new SigningKeys(), Clock.fixed(now, ZoneOffset.UTC));
        verifier.verify(PolicyClaim.of(form).orElseThrow(), key);
    }

    private static SignatureRefusal refusalOf(Map<String, List<String>> form, Instant now) {
        return catchThrowableOfType(SignatureRefusedException.class, () -> verify(form, now))
                .refusal();
    }
}
