// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people are told of their mistakes, word for word: {@code diagnostics.txt}, a case a block. The last line of a block
 * is the statement after every fix has been applied. {@code -Dostler.golden.write=true} writes all but the title and the
 * statement of each block anew.
 */
class DiagnosticsGoldenTest {
    private static final Path FILE = Path.of("src/test/resources/dev/ostler/iam/language/diagnostics.txt");
    private static final boolean WRITE = Boolean.getBoolean("ostler.golden.write");
    private static final String TITLE = "=== ";
    private static final String OUTCOME = "---";
    private static final String FIXED = "fixed: ";

    private record Case(String title, String statement, String outcome) {
        @Override
        public String toString() {
            return title;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisabledIfSystemProperty(named = "ostler.golden.write", matches = "true")
    void mistakesAreExplained(Case one) {
        assertThat(outcomeOf(one.statement())).isEqualTo(one.outcome());
    }

    @ParameterizedTest
    @MethodSource("casesWithFixes")
    void fixesLeaveAStatementWithoutErrors(Case one) {
        String fixed = one.outcome().substring(one.outcome().lastIndexOf(FIXED) + FIXED.length());

        assertThat(Parser.parse(fixed, TestVocabulary.WORDS).errors()).isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "ostler.golden.write", matches = "true")
    void fileIsWrittenAnewOnDemand() throws IOException {
        StringBuilder file = new StringBuilder();
        for (Case one : cases()) {
            file.append(TITLE)
                    .append(one.title())
                    .append('\n')
                    .append(one.statement())
                    .append('\n');
            file.append(OUTCOME).append('\n').append(outcomeOf(one.statement())).append("\n\n");
        }

        Files.writeString(FILE, file);
    }

    private static String outcomeOf(String statement) {
        Parsed parsed = Parser.parse(statement, TestVocabulary.WORDS);
        StringBuilder outcome = new StringBuilder();
        for (Diagnostic diagnostic : parsed.diagnostics()) {
            outcome.append(Rendering.of(diagnostic, statement));
        }
        String fixed = fixed(statement);
        if (!fixed.equals(statement)) {
            outcome.append(FIXED).append(fixed);
        }
        return outcome.toString().strip();
    }

    /** Applies the first fix until there is none. */
    private static String fixed(String statement) {
        String text = statement;
        for (int i = 0; i < 50; i++) {
            String before = text;
            text = Parser.parse(before, TestVocabulary.WORDS).diagnostics().stream()
                    .flatMap(it -> it.fix().stream())
                    .findFirst()
                    .map(it -> it.applyTo(before))
                    .orElse(before);
        }
        return text;
    }

    /** For other tests: one of each kind that people get wrong. */
    static List<String> statements() throws IOException {
        return cases().stream().map(Case::statement).toList();
    }

    static List<Case> casesWithFixes() throws IOException {
        List<Case> cases = cases().stream()
                .filter(it -> it.outcome().contains("\n" + FIXED))
                .toList();
        assertThat(cases).hasSizeGreaterThan(WRITE ? -1 : 80);
        return cases;
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String block : Files.readString(FILE).split("(?m)^" + TITLE, -1)) {
            if (!block.isBlank()) {
                String title = block.lines().findFirst().orElseThrow();
                String rest = block.substring(title.length() + 1);
                int outcome = rest.indexOf("\n" + OUTCOME + "\n");
                cases.add(
                        outcome < 0
                                ? new Case(title, rest.strip(), "")
                                : new Case(
                                        title,
                                        rest.substring(0, outcome),
                                        rest.substring(outcome + OUTCOME.length() + 2)
                                                .strip()));
            }
        }
        assertThat(Stream.of("singular type", "double quotes", "a bare OCID"))
                .allSatisfy(title -> assertThat(cases).anyMatch(it -> it.title().startsWith(title)));
        return cases;
    }
}
