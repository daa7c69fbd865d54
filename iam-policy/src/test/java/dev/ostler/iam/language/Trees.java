// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

/** Compares statements by what they say, wherever they say it. */
final class Trees {
    private Trees() {}

    static String withoutSpans(Statement statement) {
        return statement.toString().replaceAll("span=Span\\[start=\\d+, end=\\d+]", "");
    }
}
