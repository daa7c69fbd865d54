// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** The moments and times of day that conditions name, all in UTC. Source: OCI documentation, "Restrict policies by time". */
public final class Timestamps {
    private Timestamps() {}

    /** {@code 2026-01-31T12:30:00Z}, without seconds, or {@code 2026-01-31Z} for the first moment of the day. */
    public static Optional<Instant> instant(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        int t = upper.indexOf('T');
        try {
            if (!upper.endsWith("Z")) {
                return Optional.empty();
            }
            LocalDate date = LocalDate.parse(upper.substring(0, t < 0 ? upper.length() - 1 : t));
            return t < 0
                    ? Optional.of(date.atStartOfDay().toInstant(ZoneOffset.UTC))
                    : timeOfDay(upper.substring(t + 1))
                            .map(time -> date.atTime(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    /** {@code 17:00:00Z}, or without seconds. */
    public static Optional<LocalTime> timeOfDay(String text) {
        try {
            return text.endsWith("Z") || text.endsWith("z")
                    ? Optional.of(LocalTime.parse(text.substring(0, text.length() - 1)))
                    : Optional.empty();
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
