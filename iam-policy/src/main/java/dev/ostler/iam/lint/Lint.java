// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import java.util.Locale;

/** What lints look for. */
public enum Lint {
    CONTRADICTION(
            "tests in one `all` that cannot hold together",
            "Allow group loaders to manage objects in tenancy"
                    + " where all {request.permission = 'OBJECT_CREATE', request.permission = 'OBJECT_OVERWRITE'}"),
    ALWAYS_TRUE(
            "tests in one `any` of which one always holds",
            "Allow group readers to read objects in tenancy"
                    + " where any {target.bucket.name != 'secret', target.bucket.name != 'private'}"),
    PERMISSION_NOT_COVERED(
            "a test of `request.permission` for one that the statement does not give",
            "Allow group readers to read objects in tenancy where request.permission = 'OBJECT_DELETE'"),
    OPERATION_NOT_COVERED(
            "a test of `request.operation` for one that does not exist or needs something else",
            "Allow group readers to read objects in tenancy where request.operation = 'GetObjects'"),
    VARIABLE_NOT_SUPPLIED(
            "a test of a variable that none of the statement's operations, or none of its principals, supplies",
            "Allow group readers to read buckets in tenancy where target.object.name = 'raw/*'"),
    VALUE_NEVER_TAKEN(
            "a value that the variable never has",
            "Allow group readers to read objects in tenancy where request.region = 'us-ashburn-1'"),
    NEVER_APPLIES(
            "a statement that no request can meet",
            "Allow group loaders to manage object-family in tenancy"
                    + " where all {request.operation = 'ListBuckets', target.bucket.name = 'lake'}"),
    NOT_EQUAL_WITHOUT_COMPANION(
            "a `!=` for want of whose variable listing, or creating, is refused",
            "Allow group readers to read buckets in tenancy where target.bucket.name != 'secret'"),
    MULTIPART_WITHOUT_OVERWRITE(
            "objects may be created, and multipart uploads fail for want of OBJECT_OVERWRITE",
            "Allow group loaders to {OBJECT_CREATE} in tenancy where target.bucket.name = 'lake'"),
    QUOTED_STAR(
            "a `*` in quotes where it is no wildcard",
            "Allow group readers to read objects in tenancy where target.bucket.name = 'raw-*'"),
    NAME_IN_OTHER_CASE(
            "a group or compartment that the world spells in another case",
            "Allow group ANALYSTS to read objects in tenancy"),
    TOO_BROAD(
            "`any-user` or `any-group` and no test of who it is",
            "Allow any-user to read objects in tenancy where target.bucket.name = 'lake'"),
    DENY_EXEMPTS_NOBODY(
            "a deny that hits everyone but the group Administrators", "Deny any-user to manage buckets in tenancy"),
    DENY_MISSES_ABSENT(
            "a deny by `!=` that a request without the variable escapes",
            "Deny any-user to read objects in tenancy where request.networkSource.name != 'office'"),
    GRANTS_FUTURE_PERMISSIONS(
            "all permissions but some: those that OCI adds later as well",
            "Allow group loaders to manage objects in tenancy where request.permission != 'OBJECT_DELETE'"),
    SHADOWED(
            "a statement that gives nothing beyond another one",
            "Allow group readers to inspect objects in tenancy where target.bucket.name = 'lake'");

    private final String finds;
    private final String example;

    Lint(String finds, String example) {
        this.finds = finds;
        this.example = example;
    }

    /** As warnings and documents name it: {@code too-broad}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it finds, as the rest of a sentence, in Markdown. */
    public String finds() {
        return finds;
    }

    /** A statement that shows it. */
    public String example() {
        return example;
    }
}
