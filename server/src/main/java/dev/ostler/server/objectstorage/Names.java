// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.operation.Dialect;
import dev.ostler.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The rules for names. */
public final class Names {
    /** Source: OCI Object Storage documentation, "Managing buckets", bucket names. */
    private static final Pattern OCI_BUCKET = Pattern.compile("[A-Za-z0-9_.-]{1," + Limits.MAX_BUCKET_NAME_BYTES + "}");

    /** Source: Amazon S3 User Guide, "General purpose bucket naming rules". */
    private static final Pattern S3_BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final Pattern IP_ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private Names() {}

    /** Throws InvalidBucketName unless a bucket of that name may be made. */
    public static void checkNewBucket(String name, Dialect dialect) {
        String rule = switch (dialect) {
            case OCI ->
                OCI_BUCKET.matcher(name).matches() ? "" : "1 to 256 letters, digits, hyphens, underscores and periods";
            case S3 -> s3Rule(name);
        };
        if (name.equals("_ostler")) {
            rule = "_ostler is the server's own";
        }
        if (!rule.isEmpty()) {
            throw new Problem.InvalidBucketName(name, rule).thrown();
        }
    }

    private static String s3Rule(String name) {
        if (!S3_BUCKET.matcher(name).matches()) {
            return "3 to 63 lower-case letters, digits, hyphens and periods, a letter or digit at both ends";
        }
        if (name.contains("..") || IP_ADDRESS.matcher(name).matches()) {
            return "no two periods in a row, not in the form of an IP address";
        }
        if (name.contains(".-") || name.contains("-.")) {
            return "a letter or digit at both ends of each label between periods";
        }
        return name.startsWith("xn--") || name.endsWith("-s3alias") ? "a reserved prefix or suffix" : "";
    }

    /** Throws KeyTooLong or InvalidObjectName. Source: OCI Object Storage documentation, "Managing objects", names. */
    public static String checkObject(String name) {
        if (name.isEmpty()) {
            throw new Problem.InvalidObjectName("an object's name has at least one byte").thrown();
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == 0 || c == '\r' || c == '\n') {
                throw new Problem.InvalidObjectName("an object's name must not hold NUL, CR or LF").thrown();
            }
        }
        // Only a long name is worth counting: a char is at most three bytes.
        if (name.length() * 3 > Limits.MAX_OBJECT_NAME_BYTES) {
            int lengthBytes = name.getBytes(StandardCharsets.UTF_8).length;
            if (lengthBytes > Limits.MAX_OBJECT_NAME_BYTES) {
                throw new Problem.KeyTooLong(lengthBytes, Limits.MAX_OBJECT_NAME_BYTES).thrown();
            }
        }
        return name;
    }
}
