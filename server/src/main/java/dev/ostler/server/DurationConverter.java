// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a setting that is a time: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, or {@code 0}. */
final class DurationConverter implements ITypeConverter<Duration> {
    /** Longer than any rehearsal. */
    static final Duration MAX = Duration.ofHours(24);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    @Override
    public Duration convert(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is no time such as 30s, 5m or 0");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
        if (duration.compareTo(MAX) > 0) {
            throw new TypeConversionException("'" + text + "' is more than " + MAX.toHours() + "h");
        }
        return duration;
    }
}
