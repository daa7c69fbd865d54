// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Times as conditions and requests write them: {@code 2026-01-31T17:00:00Z}, {@code 2026-01-31T17:00Z},
 * {@code 2026-01-31Z}, and {@code 17:00:00Z} of a day. Source: OCI documentation, "Restricting Access to Resources Based on
 * Time Frame". Read by hand, because a request is asked about them while it waits.
 */
public final class UtcTime {
    /** Stands for a text that is no time. */
    public static final long NONE = Long.MIN_VALUE;

    private static final long DAY_MILLIS = 86_400_000L;

    private UtcTime() {}

    /** Milliseconds of the epoch, or {@link #NONE}. */
    public static long epochMillis(String text) {
        if (text.length() < 11 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return NONE;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return NONE;
        }
        long midnight = LocalDate.of(year, month, day).toEpochDay() * DAY_MILLIS;
        if (isZone(text, 10)) {
            return midnight;
        }
        long time = text.charAt(10) == 'T' || text.charAt(10) == 't' ? millisOfDay(text, 11) : NONE;
        return time == NONE ? NONE : midnight + time;
    }

    /** Milliseconds since midnight, or {@link #NONE}. */
    static long millisOfDay(String text) {
        return millisOfDay(text, 0);
    }

    private static long millisOfDay(String text, int from) {
        int hour = number(text, from, from + 2);
        int minute = number(text, from + 3, from + 5);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || text.charAt(from + 2) != ':') {
            return NONE;
        }
        int at = from + 5;
        int second = 0;
        if (at < text.length() && text.charAt(at) == ':') {
            second = number(text, at + 1, at + 3);
            at += 3;
        }
        if (second < 0 || second > 59) {
            return NONE;
        }
        int millis = 0;
        if (at < text.length() && text.charAt(at) == '.') {
            int scale = 100;
            for (at++; at < text.length() && isDigit(text.charAt(at)); at++) {
                millis += (text.charAt(at) - '0') * scale;
                scale /= 10;
            }
        }
        return isZone(text, at) ? ((hour * 60L + minute) * 60 + second) * 1000 + millis : NONE;
    }

    /** Whether a Z ends the text here. */
    private static boolean isZone(String text, int at) {
        return at == text.length() - 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z');
    }

    private static int number(String text, int from, int to) {
        if (to > text.length()) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
