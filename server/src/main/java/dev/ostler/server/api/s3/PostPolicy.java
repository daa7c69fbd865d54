// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The signed part of a browser's upload: until when it may be sent, and what its fields may say.
 *
 * <p>Source: Amazon S3 developer guide, "POST policy"; OCI documentation, "Uploads using POST". Observed in Amazon S3: the
 * words of each refusal (localstack's recordings of 2026-02; carrierwave_direct#2; modbox#10). Assumed: OCI says the same.
 */
record PostPolicy(Instant expiration, List<PostPolicy.Condition> conditions) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Amazon's escapes have \$ besides those of JSON.
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();

    private static final Set<String> UNCONDITIONAL = Set.of("x-amz-signature", "file", "policy");
    private static final String IGNORED_PREFIX = "x-ignore-";

    /** Observed: carrierwave_direct#2, #189: an offset, or a blank for the T, is refused. */
    private static final Pattern EXPIRATION =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");

    /** One demand. {@code json} is how a refusal shows it. */
    sealed interface Condition {
        String json();

        /** {@code {"acl": "private"}} or {@code ["eq", "$acl", "private"]}. */
        record Equals(String field, String value, String json) implements Condition {}

        /** {@code ["starts-with", "$key", "user/"]}. */
        record StartsWith(String field, String prefix, String json) implements Condition {}

        /** {@code ["content-length-range", 1, 1024]}, both ends included. */
        record LengthRange(long min, long max, String json) implements Condition {}

        /** Well-formed, and never met: a field without its dollar, bounds that are no numbers. */
        record Unmeetable(String json) implements Condition {}
    }

    /** Throws MalformedPolicyDocument. */
    static PostPolicy parse(String base64) {
        try (JsonParser json = JSON.createParser(decoded(base64))) {
            return new Reader(json).policy();
        } catch (IOException e) {
            throw malformed("Invalid JSON.");
        }
    }

    /** A long text may have been broken into lines by who encoded it; nothing else is forgiven. */
    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64.replace("\r", "").replace("\n", ""));
        } catch (IllegalArgumentException e) {
            throw malformed("invalid Base64 encoding.");
        }
    }

    /**
     * Throws PolicyExpired, PolicyConditionFailed, or PolicyLacksConditions.
     *
     * @param fields all that were sent before the file, by lower-case name
     * @param bucket of the request's address: it counts as a field
     */
    void check(Map<String, String> fields, String bucket, Instant now) {
        if (!now.isBefore(expiration)) {
            throw new Problem.PolicyExpired(expiration, now).thrown();
        }
        Set<String> demanding = new HashSet<>(fields.keySet());
        demanding.add("bucket");
        demanding.removeIf(name -> UNCONDITIONAL.contains(name) || name.startsWith(IGNORED_PREFIX));
        for (Condition condition : conditions) {
            boolean met = switch (condition) {
                case Condition.Equals exact -> {
                    demanding.remove(exact.field());
                    yield exact.value().equals(valueOf(exact.field(), fields, bucket));
                }
                case Condition.StartsWith start -> {
                    demanding.remove(start.field());
                    yield startsWith(start.field(), valueOf(start.field(), fields, bucket), start.prefix());
                }
                // Checked while the file is read.
                case Condition.LengthRange _ -> true;
                case Condition.Unmeetable _ -> false;
            };
            if (!met) {
                throw new Problem.PolicyConditionFailed(condition.json()).thrown();
            }
        }
        if (!demanding.isEmpty()) {
            throw new Problem.PolicyLacksConditions(demanding.stream().sorted().toList()).thrown();
        }
    }

    private static @Nullable String valueOf(String field, Map<String, String> fields, String bucket) {
        return field.equals("bucket") ? bucket : fields.get(field);
    }

    /**
     * Observed: a field that was not sent meets no condition, not even an empty prefix (s3_direct_upload#29). Source: "POST
     * policy", "Matching Content-Types in a comma-separated list": each of them counts.
     */
    private static boolean startsWith(String field, @Nullable String value, String prefix) {
        if (value == null) {
            return false;
        }
        if (!field.equals("content-type")) {
            return value.startsWith(prefix);
        }
        for (String type : value.split(",", -1)) {
            if (!type.strip().startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }

    /** The narrowest of its content-length-ranges: all must hold. */
    long minLengthBytes() {
        long min = 0;
        for (Condition condition : conditions) {
            if (condition instanceof Condition.LengthRange range) {
                min = Math.max(min, range.min());
            }
        }
        return min;
    }

    long maxLengthBytes() {
        long max = Long.MAX_VALUE;
        for (Condition condition : conditions) {
            if (condition instanceof Condition.LengthRange range) {
                max = Math.min(max, range.max());
            }
        }
        return max;
    }

    /** Reads the document; whatever is not in the policy language is refused. */
    private record Reader(JsonParser json) {
        PostPolicy policy() throws IOException {
            Optional<Instant> expiration = Optional.empty();
            Optional<List<Condition>> conditions = Optional.empty();
            require(json.nextToken() == JsonToken.START_OBJECT, "Invalid JSON.");
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String member = json.currentName();
                JsonToken value = json.nextToken();
                switch (member) {
                    case "expiration" -> expiration = Optional.of(expiration(value));
                    case "conditions" -> conditions = Optional.of(conditions(value));
                    default -> throw malformed("Unexpected: '" + member.toLowerCase(Locale.ROOT) + "'");
                }
            }
            require(json.nextToken() == null, "Invalid JSON.");
            return new PostPolicy(
                    expiration.orElseThrow(() -> malformed("Policy missing expiration.")),
                    conditions.orElseThrow(() -> malformed("Policy missing conditions.")));
        }

        private Instant expiration(JsonToken value) throws IOException {
            String text = json.getText();
            if (value == JsonToken.VALUE_STRING && EXPIRATION.matcher(text).matches()) {
                try {
                    return Instant.parse(text);
                } catch (DateTimeException e) {
                    // A day or an hour that does not exist: refused below.
                }
            }
            throw malformed("Invalid 'expiration' value: '" + text + "'");
        }

        private List<Condition> conditions(JsonToken value) throws IOException {
            require(value == JsonToken.START_ARRAY, "Invalid 'conditions' value: must be a List.");
            List<Condition> conditions = new ArrayList<>();
            while (true) {
                switch (json.nextToken()) {
                    case END_ARRAY -> {
                        return List.copyOf(conditions);
                    }
                    case START_OBJECT -> conditions.add(simple());
                    case START_ARRAY -> conditions.add(operation());
                    default -> throw malformed("Invalid condition test: must be a List or Object.");
                }
            }
        }

        /** {@code {"field": "value"}}. */
        private Condition simple() throws IOException {
            String one = "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.";
            require(json.nextToken() == JsonToken.FIELD_NAME, one);
            String field = json.currentName();
            JsonToken token = json.nextToken();
            require(token != JsonToken.VALUE_NULL, "Invalid JSON.");
            require(token == JsonToken.VALUE_STRING, "Invalid Simple-Condition: value must be a string.");
            String value = json.getText();
            require(json.nextToken() == JsonToken.END_OBJECT, one);
            return new Condition.Equals(
                    field.toLowerCase(Locale.ROOT), value, shown(quoted("eq"), quoted("$" + field), quoted(value)));
        }

        /** Such as {@code ["eq", "$key", "a"]}. Assumed: a POST policy's operators are not case-sensitive. */
        private Condition operation() throws IOException {
            require(json.nextToken() == JsonToken.VALUE_STRING, "Invalid Condition: missing operation identifier.");
            String operator = json.getText();
            List<Operand> operands = operands();
            return switch (operator.toLowerCase(Locale.ROOT)) {
                case "eq" -> comparison(operator, operands, Condition.Equals::new);
                case "starts-with" -> startsWith(operator, operands);
                case "content-length-range" -> lengthRange(operator, operands);
                default -> throw malformed("Invalid Condition: unknown operation '" + operator + "'.");
            };
        }

        private record Operand(String text, boolean isString) {
            String json() {
                return isString ? quoted(text) : text;
            }
        }

        private List<Operand> operands() throws IOException {
            List<Operand> operands = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                boolean isString = json.currentToken() == JsonToken.VALUE_STRING;
                // Observed: 512.0 is refused like broken JSON.
                require(isString || json.currentToken() == JsonToken.VALUE_NUMBER_INT, "Invalid JSON.");
                operands.add(new Operand(json.getText(), isString));
            }
            return operands;
        }

        private interface Comparison {
            Condition of(String field, String value, String json);
        }

        private static Condition comparison(String operator, List<Operand> operands, Comparison comparison) {
            requireTwo(operator, operands);
            require(operands.stream().allMatch(Operand::isString), "Invalid JSON.");
            String field = operands.getFirst().text();
            String json = shown(operator, operands);
            return field.startsWith("$")
                    ? comparison.of(
                            field.substring(1).toLowerCase(Locale.ROOT),
                            operands.getLast().text(),
                            json)
                    : new Condition.Unmeetable(json);
        }

        /** Source: "POST policy", "Conditions": the bucket is matched exactly, in Amazon's table as in OCI's. */
        private static Condition startsWith(String operator, List<Operand> operands) {
            Condition condition = comparison(operator, operands, Condition.StartsWith::new);
            require(
                    !(condition instanceof Condition.StartsWith prefix
                            && prefix.field().equals("bucket")),
                    "Invalid Condition: bucket supports exact matching only.");
            return condition;
        }

        /** Observed: bounds may be strings of digits; other strings are a condition that is never met. */
        private static Condition lengthRange(String operator, List<Operand> operands) {
            requireTwo(operator, operands);
            String json = shown(operator, operands);
            try {
                long min = Long.parseLong(operands.getFirst().text());
                long max = Long.parseLong(operands.getLast().text());
                require(min >= 0 && max >= 0, "Invalid content-length-range: bounds must not be negative.");
                return new Condition.LengthRange(min, max, json);
            } catch (NumberFormatException e) {
                return new Condition.Unmeetable(json);
            }
        }

        private static void requireTwo(String operator, List<Operand> operands) {
            require(operands.size() == 2, "Invalid " + operator + ": wrong number of arguments.");
        }

        private static String shown(String operator, List<Operand> operands) {
            return shown(
                    quoted(operator),
                    operands.getFirst().json(),
                    operands.getLast().json());
        }

        private static String shown(String operator, String first, String second) {
            return "[" + operator + ", " + first + ", " + second + "]";
        }

        private static String quoted(String text) {
            return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
        }

        private static void require(boolean held, String otherwise) {
            if (!held) {
                throw malformed(otherwise);
            }
        }
    }

    private static RuntimeException malformed(String detail) {
        return new Problem.MalformedPolicyDocument(detail).thrown();
    }
}
