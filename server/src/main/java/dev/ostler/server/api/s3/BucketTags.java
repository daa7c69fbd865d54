// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.objectstorage.Limits;
import dev.ostler.server.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The tags of a bucket, as documents write them.
 *
 * <p>Source: Amazon S3 API reference, PutBucketTagging; AWS Billing user guide, "User-defined tag restrictions". Observed in
 * Amazon S3: the refusals (versitygw#1214, #1579, #2039). Assumed: OCI's S3 API has the same rules.
 */
final class BucketTags {
    private static final int MAX_KEY_CHARS = 128;
    private static final int MAX_VALUE_CHARS = 256;
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final String RESERVED_PREFIX = "aws:";

    private BucketTags() {}

    /** Throws InvalidTag, or MalformedXml for an element that is no tag. */
    static Map<String, String> of(List<XmlElement> elements) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (XmlElement element : elements) {
            String key = element.requiredText("Key");
            String value = element.requiredText("Value");
            check(key, value);
            if (tags.put(key, value) != null) {
                throw new Problem.InvalidTag("Cannot provide multiple Tags with the same key", key, "").thrown();
            }
        }
        if (tags.size() > Limits.MAX_BUCKET_TAGS) {
            throw new Problem.InvalidTag("Bucket tag count cannot be greater than " + Limits.MAX_BUCKET_TAGS, "", "")
                    .thrown();
        }
        return tags;
    }

    private static void check(String key, String value) {
        if (key.isEmpty()
                || key.length() > MAX_KEY_CHARS
                || !ALLOWED.matcher(key).matches()) {
            throw new Problem.InvalidTag("The TagKey you have provided is invalid", key, "").thrown();
        }
        if (key.startsWith(RESERVED_PREFIX)) {
            throw new Problem.InvalidTag("System tags cannot be added/updated by requester", key, "").thrown();
        }
        if (value.length() > MAX_VALUE_CHARS || !ALLOWED.matcher(value).matches()) {
            throw new Problem.InvalidTag("The TagValue you have provided is invalid", key, value).thrown();
        }
    }
}
