// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Times as HTTP headers have them. Source: RFC 9110, 5.6.7. Written by hand: a formatter costs a microsecond a header. */
final class HttpDates {
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private record Formatted(long second, String text) {}

    private volatile Formatted latest = new Formatted(0, format(0));

    /** As {@link #format}; made for the current time, which many answers share. */
    String now(long epochMillis) {
        long second = epochMillis / 1000;
        Formatted formatted = latest;
        if (formatted.second() != second) {
            formatted = new Formatted(second, format(epochMillis));
            latest = formatted;
        }
        return formatted.text();
    }

    /** {@code Tue, 24 Nov 2026 14:37:32 GMT}. */
    static String format(long epochMillis) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000), 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(29)
                .append(DAYS.get(time.getDayOfWeek().getValue() - 1))
                .append(", ");
        twoDigits(text, time.getDayOfMonth());
        text.append(' ')
                .append(MONTHS.get(time.getMonthValue() - 1))
                .append(' ')
                .append(time.getYear())
                .append(' ');
        twoDigits(text, time.getHour());
        twoDigits(text.append(':'), time.getMinute());
        twoDigits(text.append(':'), time.getSecond());
        return text.append(" GMT").toString();
    }

    private static void twoDigits(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
