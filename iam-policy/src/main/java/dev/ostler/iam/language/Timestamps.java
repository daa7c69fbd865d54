// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of moments and times of day, all in UTC. Source: OCI documentation, "Restrict policies by time". */
final class Timestamps {
    private static final String TIME = "([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?";
    private static final Pattern TIME_OF_DAY = Pattern.compile(TIME + "[Zz]");
    private static final Pattern MOMENT = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})([Tt]" + TIME + ")?[Zz]");

    private Timestamps() {}

    /** {@code 2026-01-31T12:30:00Z}, without seconds, or {@code 2026-01-31Z} for the first moment of the day. */
    static boolean isMoment(String text) {
        Matcher moment = MOMENT.matcher(text);
        return moment.matches() && isDate(moment.group(1));
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text).getYear() >= 0;
        } catch (DateTimeException thirtiethOfFebruary) {
            return false;
        }
    }

    /** {@code 17:00:00Z}, or without seconds. */
    static boolean isTimeOfDay(String text) {
        return TIME_OF_DAY.matcher(text).matches();
    }
}
