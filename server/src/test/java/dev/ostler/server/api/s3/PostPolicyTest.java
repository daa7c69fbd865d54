// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language of POST policies, and what they allow. */
class PostPolicyTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final String LATER = "\"expiration\": \"2026-03-02T09:00:00.001Z\"";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                            | Invalid JSON.
            {                                                             | Invalid JSON.
            {} {}                                                         | Invalid JSON.
            {"conditions": []}                                            | Policy missing expiration.
            {"EXPIRATION": "2026-03-02T09:00:00Z", "conditions": []}      | Unexpected: 'expiration'
            {"expiration": "2026-03-02T09:00:00Z"}                        | Policy missing conditions.
            {"expiration": "2026-03-02T09:00:00Z", "Statement": []}       | Unexpected: 'statement'
            {"expiration": "2026-03-02 09:00:00Z", "conditions": []}      | Invalid 'expiration' value: '2026-03-02 09:00:00Z'
            {"expiration": "2026-02-30T09:00:00Z", "conditions": []}      | Invalid 'expiration' value: '2026-02-30T09:00:00Z'
            {"expiration": 1, "conditions": []}                           | Invalid 'expiration' value: '1'
            {"expiration": "2026-03-02T09:00:00Z", "conditions": {}}      | Invalid 'conditions' value: must be a List.
            {"conditions": [], "conditions": []}                          | Invalid JSON.
            """)
    void malformedDocumentIsRefused(String json, String detail) {
        assertThat(problemOf(() -> PostPolicy.parse(base64(json))))
                .isEqualTo(new Problem.MalformedPolicyDocument(detail));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "key"                                  | Invalid condition test: must be a List or Object.
            {}                                     | Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.
            {"key": "a", "acl": "b"}               | Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.
            {"key": 1}                             | Invalid Simple-Condition: value must be a string.
            {"key": null}                          | Invalid JSON.
            []                                     | Invalid Condition: missing operation identifier.
            ["ends-with", "$key", "a"]             | Invalid Condition: unknown operation 'ends-with'.
            ["eq", "$key"]                         | Invalid eq: wrong number of arguments.
            ["eq", "$key", "a", "b"]               | Invalid eq: wrong number of arguments.
            ["eq", "$key", 1]                      | Invalid JSON.
            ["eq", "$key", ["a"]]                  | Invalid JSON.
            ["starts-with", "$bucket", ""]         | Invalid Condition: bucket supports exact matching only.
            ["content-length-range", 0]            | Invalid content-length-range: wrong number of arguments.
            ["content-length-range", 0, 512.0]     | Invalid JSON.
            ["content-length-range", -1, 0]        | Invalid content-length-range: bounds must not be negative.
            """)
    void malformedConditionIsRefused(String condition, String detail) {
        assertThat(problemOf(() -> parse(condition))).isEqualTo(new Problem.MalformedPolicyDocument(detail));
    }

    @Test
    void onlyBase64WithLineBreaksIsDecoded() {
        String policy = base64("{" + LATER + ", \"conditions\": []}");

        assertThatCode(() -> PostPolicy.parse(policy.substring(0, 10) + "\r\n" + policy.substring(10)))
                .doesNotThrowAnyException();
        assertThat(problemOf(() -> PostPolicy.parse("*" + policy)))
                .isEqualTo(new Problem.MalformedPolicyDocument("invalid Base64 encoding."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"acl\": \"private\"}",
                "{\"ACL\": \"private\"}",
                "[\"eq\", \"$acl\", \"private\"]",
                "[\"EQ\", \"$Acl\", \"private\"]",
                "[\"starts-with\", \"$acl\", \"pri\"]",
                "[\"starts-with\", \"$acl\", \"\"]",
                "[\"eq\", \"\\$acl\", \"private\"]"
            })
    void conditionThatHoldsCoversItsField(String condition) {
        assertThatCode(() -> check(condition, Map.of("acl", "private"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"acl": "Private"}                | ["eq", "$acl", "Private"]
            {"acl": "private "}               | ["eq", "$acl", "private "]
            ["starts-with", "$acl", "rivate"] | ["starts-with", "$acl", "rivate"]
            ["eq", "acl", "private"]          | ["eq", "acl", "private"]
            {"x-amz-meta-a": ""}              | ["eq", "$x-amz-meta-a", ""]
            {"bucket": "other"}               | ["eq", "$bucket", "other"]
            {"file": ""}                      | ["eq", "$file", ""]
            """)
    void conditionThatDoesNotHoldIsShown(String condition, String shown) {
        assertThat(problemOf(() -> check(condition, Map.of("acl", "private"))))
                .isEqualTo(new Problem.PolicyConditionFailed(shown));
    }

    @Test
    void eachContentTypeOfAListCountsAndNoOtherFieldIsAList() {
        String types = "[\"starts-with\", \"$Content-Type\", \"image/\"]";
        String disposition = "[\"starts-with\", \"$Content-Disposition\", \"a\"]";

        assertThatCode(() -> check(types, Map.of("content-type", "image/png, image/gif")))
                .doesNotThrowAnyException();
        assertThat(problemOf(() -> check(types, Map.of("content-type", "image/png,text/html"))))
                .isInstanceOf(Problem.PolicyConditionFailed.class);
        assertThatCode(() -> check(disposition, Map.of("content-disposition", "a,b")))
                .doesNotThrowAnyException();
    }

    @Test
    void everyFieldButThoseOfTheFormItselfNeedsACondition() {
        Map<String, String> fields =
                Map.of("policy", "p", "x-amz-signature", "s", "x-ignore-a", "1", "acl", "private", "zeta", "2");

        assertThat(problemOf(() -> check("{\"acl\": \"private\"}", fields)))
                .isEqualTo(new Problem.PolicyLacksConditions(List.of("zeta")));
    }

    @Test
    void bucketOfTheAddressCountsAndNotTheField() {
        PostPolicy policy = parse("{\"bucket\": \"photos\"}");

        assertThat(problemOf(() -> policy.check(Map.of("bucket", "photos"), "other", NOW)))
                .isEqualTo(new Problem.PolicyConditionFailed("[\"eq\", \"$bucket\", \"photos\"]"));
        assertThat(problemOf(() -> parse("{\"acl\": \"a\"}").check(Map.of("acl", "a"), "photos", NOW)))
                .isEqualTo(new Problem.PolicyLacksConditions(List.of("bucket")));
    }

    @Test
    void policyHoldsUntilItsExpiration() {
        PostPolicy policy = parse("{\"bucket\": \"photos\"}");

        assertThatCode(() -> policy.check(Map.of(), "photos", NOW)).doesNotThrowAnyException();
        assertThat(problemOf(() -> policy.check(Map.of(), "photos", NOW.plusMillis(1))))
                .isEqualTo(new Problem.PolicyExpired(NOW.plusMillis(1), NOW.plusMillis(1)));
    }

    @Test
    void narrowestLengthRangeCounts() {
        PostPolicy policy = parse("[\"content-length-range\", 5, \"10\"], [\"content-length-range\", \"0\", 8]");

        assertThat(policy.minLengthBytes()).isEqualTo(5);
        assertThat(policy.maxLengthBytes()).isEqualTo(8);
        assertThat(parse("{\"acl\": \"a\"}").maxLengthBytes()).isEqualTo(Long.MAX_VALUE);
    }

    private static PostPolicy parse(String conditions) {
        return PostPolicy.parse(base64("{" + LATER + ", \"conditions\": [" + conditions + "]}"));
    }

    private static void check(String condition, Map<String, String> fields) {
        parse("{\"bucket\": \"photos\"}, " + condition).check(new HashMap<>(fields), "photos", NOW);
    }

    private static Problem problemOf(Runnable action) {
        return catchThrowableOfType(ProblemException.class, action::run).problem();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
