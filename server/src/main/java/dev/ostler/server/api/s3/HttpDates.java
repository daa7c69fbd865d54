// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

/** Times as the Date header has them; the current second is formatted once. */
final class HttpDates {
    private record Formatted(long second, String text) {}

    private volatile Formatted latest = new Formatted(0, S3Conditions.httpDate(0));

    String of(long epochMillis) {
        long second = epochMillis / 1000;
        Formatted formatted = latest;
        if (formatted.second() != second) {
            formatted = new Formatted(second, S3Conditions.httpDate(second * 1000));
            latest = formatted;
        }
        return formatted.text();
    }
}
