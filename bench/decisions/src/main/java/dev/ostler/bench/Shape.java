// SPDX-License-Identifier: Apache-2.0
package dev.ostler.bench;

import java.util.function.IntFunction;

/**
 * What 500 statements may look like. The caller is in group g499 and in a few others unless a shape says so; what it asks
 * for is allowed by the last statement, or by none.
 */
public enum Shape {
    /** No statement at all: the yardstick. */
    NONE(_ -> ""),
    /** A statement for each of 500 groups. */
    GROUPS(i -> allow("g" + i, "all {target.bucket.name = 'bucket-499', target.object.name = 'raw-499/*'}")),
    /** The same, and the caller is in a hundred of them. */
    MANY_GROUPS(i ->
            allow("g" + i, "all {target.bucket.name = 'bucket-" + i + "', target.object.name = 'raw-" + i + "/*'}")),
    /** A hundred groups, and all statements about the same bucket. */
    MANY_GROUPS_ONE_BUCKET(
            i -> allow("g" + i, "all {target.bucket.name = 'bucket-499', target.object.name = 'raw-" + i + "/*'}")),
    BUCKETS(i -> allow("g499", "target.bucket.name = 'bucket-" + i + "'")),
    BUCKET_PATTERNS(i -> allow("g499", "target.bucket.name = /bucket-" + i + "*/")),
    PREFIXES(i -> allow("g499", "target.object.name = 'raw-" + i + "/*'")),
    SUFFIXES(i -> allow("g499", "target.object.name = '*.csv-" + i + "'")),
    CONTAINED(i -> allow("g499", "target.object.name = '*/part-" + i + "/*'")),
    USERS(i -> anyUser("request.user.id = 'ocid1.user.oc1..u" + i + "'")),
    TAGS(i -> allow("g499", "target.bucket.tag.ops.team = 'team-" + i + "'")),
    NETWORK_SOURCES(i -> allow("g499", "request.networkSource.name = 'office-" + i + "'")),
    SETS(i -> allow("g499", "sets-intersect(target.bucket.tag.ops.team, ('team-" + i + "', 'staff-" + i + "'))")),
    /** A variable on the right, for each of 500 groups, and the caller is in a hundred of them. */
    MANY_GROUPS_OWNERS(i -> allow("g" + i, "request.user.id = target.bucket.tag.ops.owner")),
    /** Variables that the request does not carry. */
    OTHER_VARIABLES(i -> i == 499
            ? allow("g499", "target.bucket.name = 'bucket-499'")
            : allow("g499", "target.user.name != 'user-" + i + "'")),
    /** True for most: allowed by the first, refused after all. */
    EXCLUSIONS(i ->
            allow("g499", "all {target.bucket.name != 'no-such-bucket', target.object.name != 'secret-" + i + "/*'}")),
    NESTED(i -> allow(
            "g499",
            "any {all {target.bucket.name = 'bucket-" + i + "', target.object.name = 'raw-" + i
                    + "/*'}, all {request.operation = 'GetBucket', target.bucket.name = 'other-" + i
                    + "'}, all {request.user.name = 'user-" + i + "', target.object.name = 'home/" + i + "/*'}}")),
    PERMISSIONS(i ->
            "Allow group g499 to manage objects in compartment finance where all {any {request.permission = 'OBJECT_READ', "
                    + "request.permission = 'OBJECT_INSPECT'}, target.bucket.name = 'bucket-" + i + "'}"),
    OTHER_PERMISSIONS(i -> i == 499
            ? allow("g499", "target.bucket.name = 'bucket-499'")
            : "Allow group g499 to manage objects in compartment finance where request.permission = 'OBJECT_DELETE'"),
    TIMES(i -> i == 499
            ? allow("g499", "target.bucket.name = 'bucket-499'")
            : allow("g499", "request.utc-timestamp before '2020-01-01T00:00:" + (10 + i % 50) + "Z'")),
    /** A statement for each of 500 groups with a time, and the caller is in a hundred of them. */
    MANY_GROUPS_TIMES(i -> allow(
            "g" + i,
            i == 499
                    ? "target.bucket.name = 'bucket-499'"
                    : "request.utc-timestamp.time-of-day between '02:00:00Z' and '03:00:00Z'")),
    /** Half of them deny other buckets. */
    DENIES(i -> i % 2 == 1
            ? allow("g499", "target.bucket.name = 'bucket-" + i + "'")
            : "Deny any-user to manage objects in compartment finance where target.bucket.name = 'bucket-" + i + "'"),
    /** Deny statements that spare somebody. */
    DENY_READ(i -> i % 2 == 1
            ? allow("g499", "target.bucket.name = 'bucket-" + i + "'")
            : "Deny any-user to read objects in tenancy where all {target.object.name = 'locked-" + i
                    + "/*', request.user.id != 'ocid1.user.oc1..u" + i + "'}"),
    /** In six compartments, one in another. */
    DEEP(i -> "Allow group g499 to read objects in compartment " + "a:b:c:d:e:f".substring(0, 1 + 2 * (i % 6))
            + " where target.object.name = 'raw-" + i + "/*'");

    static final int STATEMENTS = 500;

    private final IntFunction<String> statement;

    Shape(IntFunction<String> statement) {
        this.statement = statement;
    }

    String statement(int number) {
        return statement.apply(number);
    }

    private static String allow(String group, String where) {
        return "Allow group " + group + " to read objects in compartment finance where " + where;
    }

    private static String anyUser(String where) {
        return "Allow any-user to read objects in compartment finance where " + where;
    }
}
