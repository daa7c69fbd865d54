// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Times as signatures hold them: {@code 20260102T030405Z}. Read by hand, as it happens on every request. */
final class AmzDate {
    private static final int LENGTH = 16;
    private static final int DAY_LENGTH = 8;
    private static final DateTimeFormatter BASIC_ISO =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Source: RFC 9110, 5.6.7: the three forms of HTTP; the basic ISO form besides. */
    private static final List<DateTimeFormatter> HTTP_FORMS = List.of(
            BASIC_ISO,
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss zzz", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC));

    private AmzDate() {}

    static String format(Instant time) {
        return BASIC_ISO.format(time);
    }

    /** The day that a time's credential scope must name. */
    static String day(String amzDate) {
        return amzDate.substring(0, DAY_LENGTH);
    }

    /** Empty for a text of another form, or a day that no calendar has. */
    static Optional<Instant> parse(String text) {
        if (text.length() != LENGTH || text.charAt(DAY_LENGTH) != 'T' || text.charAt(LENGTH - 1) != 'Z') {
            return Optional.empty();
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 4, 6);
        int day = digits(text, 6, 8);
        int hour = digits(text, 9, 11);
        int minute = digits(text, 11, 13);
        int second = digits(text, 13, 15);
        try {
            return Optional.of(
                    LocalDateTime.of(year, month, day, hour, minute, second).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A number of ASCII digits; -1, which no calendar has, for anything else. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** What a Date header says. Empty when it is no date. */
    static Optional<Instant> parseHttpDate(String text) {
        for (DateTimeFormatter form : HTTP_FORMS) {
            try {
                return Optional.of(form.parse(text, ZonedDateTime::from).toInstant());
            } catch (DateTimeException e) {
                // The next form may fit.
            }
        }
        return Optional.empty();
    }
}
