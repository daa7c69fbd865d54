// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts made to hurt end in a diagnostic that names the limit, not in an exhausted stack or heap. */
class ParserLimitsTest {
    private static final String ALLOW = "Allow group g1 to read objects in tenancy";
    private static final String TEST = "target.bucket.name = 'lake'";

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void hostileTextsAreRefused(String text) {
        Parsed parsed = Parser.parse(text, TestVocabulary.WORDS);

        assertThat(parsed.statement()).isEmpty();
        assertThat(parsed.diagnostics()).hasSizeBetween(1, 2 * Limits.MAX_DIAGNOSTICS);
    }

    /** Each one once longer than a statement may be, and once as long as it may. */
    static Stream<String> hostileTexts() {
        String where = ALLOW + " where ";
        return Stream.of(
                        "{",
                        "all {",
                        "any{!",
                        "(",
                        "!",
                        "not ",
                        "'",
                        "\"",
                        "/",
                        "\\",
                        "'\\",
                        "',",
                        "'\\',",
                        "=",
                        "a=",
                        "a.b=(",
                        ",",
                        "#",
                        "/*",
                        "//",
                        "&&",
                        "a.b and ",
                        ":",
                        "\u00a0",
                        "\u000b",
                        "\u001c",
                        "\uD800",
                        "'=a",
                        "/x/y",
                        "a/",
                        "to ",
                        "any-user,",
                        "}")
                .flatMap(unit -> Stream.of(
                        unit.repeat(100_000),
                        where + unit.repeat(1 << 20),
                        (where + unit.repeat(Limits.MAX_STATEMENT_CHARS)).substring(0, Limits.MAX_STATEMENT_CHARS),
                        unit.repeat(Limits.MAX_STATEMENT_CHARS).substring(0, Limits.MAX_STATEMENT_CHARS)));
    }

    @Test
    void errorBehindManyWarningsIsStillReported() {
        String warnings = "a.b, ".repeat(2 * Limits.MAX_DIAGNOSTICS);

        assertThat(Parser.parse(ALLOW + " where all {" + warnings + TEST + " nonsense}", TestVocabulary.WORDS)
                        .errors())
                .hasSize(1);
    }

    @Test
    void statementMayBeAsLongAsTheLimit() {
        String padded = ALLOW + " ".repeat(Limits.MAX_STATEMENT_CHARS - ALLOW.length());

        assertThat(Parser.parse(padded).errors()).isEmpty();
        assertThat(Parser.parse(padded + " ").errors())
                .singleElement()
                .extracting(Diagnostic::because)
                .isEqualTo("a statement has at most 32768 characters");
    }

    @Test
    void conditionsNestUpToTheLimit() {
        assertThat(Parser.parse(nested(Limits.MAX_CONDITION_DEPTH)).errors()).isEmpty();
        assertThat(Parser.parse(nested(Limits.MAX_CONDITION_DEPTH + 1)).errors())
                .singleElement()
                .extracting(Diagnostic::expected)
                .isEqualTo("at most 32 braces in each other");
    }

    private static String nested(int depth) {
        return ALLOW + " where " + "any {".repeat(depth) + TEST + "}".repeat(depth);
    }

    @Test
    void listsHaveEntriesUpToTheLimit() {
        assertThat(Parser.parse(listOf(Limits.MAX_LIST_ENTRIES)).errors()).isEmpty();
        assertThat(Parser.parse(listOf(Limits.MAX_LIST_ENTRIES + 1)).errors())
                .extracting(Diagnostic::expected)
                .containsExactly("at most 1000 entries");
        assertThat(Parser.parse("Allow group " + names(Limits.MAX_LIST_ENTRIES + 1, ",")
                                + " to read objects in tenancy")
                        .errors())
                .extracting(Diagnostic::expected)
                .containsExactly("at most 1000 names");
        assertThat(Parser.parse("Allow any-user to {" + names(Limits.MAX_LIST_ENTRIES + 1, ",") + "} in tenancy")
                        .errors())
                .extracting(Diagnostic::expected)
                .containsExactly("at most 1000 entries");
        assertThat(Parser.parse("Allow any-user to read objects in compartment "
                                + names(Limits.MAX_LIST_ENTRIES + 1, ":"))
                        .errors())
                .extracting(Diagnostic::expected)
                .containsExactly("at most 1000 entries");
    }

    private static String listOf(int entries) {
        return ALLOW + " where request.operation in (" + "'a',".repeat(entries - 1) + "'a')";
    }

    private static String names(int count, String separator) {
        return IntStream.range(0, count).mapToObj(i -> "g" + i).collect(Collectors.joining(separator));
    }
}
