// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.language.Parser;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Statements of the decision cases that allow something are never said to allow nothing. */
class PolicyCasesLintTest {
    private static final Set<Lint> SAY_THAT_NOTHING_HAPPENS = EnumSet.of(
            Lint.CONTRADICTION,
            Lint.PERMISSION_NOT_COVERED,
            Lint.OPERATION_NOT_COVERED,
            Lint.VARIABLE_NOT_SUPPLIED,
            Lint.VALUE_NEVER_TAKEN,
            Lint.NEVER_APPLIES);

    @Test
    void statementsThatAllowSomethingAreNotCalledDead() throws IOException {
        Linter linter = new Linter(Catalogue.load());
        List<String> wrong = new ArrayList<>();
        int statements = 0;
        for (JsonNode one : cases("policy-cases.json", "more-cases.json")) {
            JsonNode texts = one.path("statements");
            // With several statements another one may be what allows.
            if (one.path("expect").asText().equals("allow") && texts.size() == 1) {
                String text = texts.get(0).asText();
                statements++;
                linter
                        .lint(
                                List.of(new WrittenStatement(
                                        text, Parser.parse(text).statement().orElseThrow(), "")),
                                KnownNames.NONE)
                        .stream()
                        .filter(warning -> SAY_THAT_NOTHING_HAPPENS.contains(warning.lint()))
                        .forEach(warning -> wrong.add(one.path("id").asText() + ": " + warning.message()));
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(statements).isGreaterThan(60);
    }

    private static List<JsonNode> cases(String... files) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        for (String file : files) {
            try (InputStream stream = PolicyCasesLintTest.class.getResourceAsStream("/dev/ostler/iam/" + file)) {
                new ObjectMapper()
                        .readTree(Objects.requireNonNull(stream))
                        .path("cases")
                        .forEach(cases::add);
            }
        }
        return cases;
    }
}
