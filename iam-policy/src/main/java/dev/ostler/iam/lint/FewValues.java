// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Variables that take few values, often taken for others. Source: OCI documentation, "General variables for all requests". */
enum FewValues {
    REGION(
            "request.region",
            glob -> glob.pieces().stream().noneMatch(piece -> piece.contains("-")),
            "a region goes by its three letters here, such as `IAD`"),
    DAY_OF_WEEK(
            "request.utc-timestamp.day-of-week",
            oneOf(List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")),
            "days are spelled out: `Monday`"),
    MONTH_OF_YEAR("request.utc-timestamp.month-of-year", oneOf(numbersTo(12)), "months are `1` to `12`"),
    DAY_OF_MONTH("request.utc-timestamp.day-of-month", oneOf(numbersTo(31)), "days are `1` to `31`");

    private final String variable;
    private final Predicate<Glob> taken;
    private final String hint;

    FewValues(String variable, Predicate<Glob> taken, String hint) {
        this.variable = variable;
        this.taken = taken;
        this.hint = hint;
    }

    /** Empty for a variable that may have any value. */
    static Optional<FewValues> of(String variable) {
        return Arrays.stream(values())
                .filter(it -> it.variable.equals(variable))
                .findFirst();
    }

    /** Whether a request can have a value that fits. */
    boolean takes(Glob glob) {
        return taken.test(glob);
    }

    /** What to write instead. */
    String hint() {
        return hint;
    }

    private static Predicate<Glob> oneOf(List<String> values) {
        return glob -> values.stream().anyMatch(glob::matches);
    }

    private static List<String> numbersTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList();
    }
}
