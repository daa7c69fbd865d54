// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

/** How much of a text the parser takes. Assumed: all of them, OCI documents none; real statements stay far below. */
public final class Limits {
    /** Of one statement, in UTF-16 units. */
    public static final int MAX_STATEMENT_CHARS = 32_768;

    /** Of {@code any} and {@code all} in each other. */
    public static final int MAX_CONDITION_DEPTH = 32;

    /** Of one list: groups, permissions, values, tests between braces, segments of a path. */
    public static final int MAX_LIST_ENTRIES = 1_000;

    /** Errors of one text before the parser gives up on it; as many warnings are kept beside them. */
    public static final int MAX_DIAGNOSTICS = 100;

    private Limits() {}
}
