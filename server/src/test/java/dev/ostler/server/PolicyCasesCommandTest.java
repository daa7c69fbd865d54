// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCasesCommandTest {
    private static final Path PUBLISHED =
            GeneratedDocument.home().resolve("iam-policy/src/test/resources/dev/ostler/iam/policy-cases.json");

    @TempDir
    private Path directory;

    private OstlerCommand.Outcome cases(String json) throws IOException {
        Path file = Files.writeString(directory.resolve("cases.json"), json);
        return OstlerCommand.run("policy", "cases", file.toString());
    }

    private static String oneCase(String statement, String expected) {
        return """
                {"world": {"compartments": ["ROOT", "finance"]}, "cases": [{"id": "mine-1", "statements": ["%s"],
                 "principal": {"type": "user", "id": "ocid1.user.oc1..a", "name": "a", "groups": ["g"]},
                 "request": {"operation": "GetObject", "permissions": [["OBJECT_READ"]], "compartment": "finance",
                  "variables": {"target.bucket.name": "lake"}}, "expect": "%s", "why": "because"}]}
                """.formatted(statement, expected);
    }

    @Test
    void publishedCasesPass() throws IOException {
        var ended = OstlerCommand.run("policy", "cases", PUBLISHED.toString());

        assertThat(ended.out()).isEqualToIgnoringNewLines("238 passed, 0 failed");
        assertThat(ended.exitCode()).isZero();
    }

    @Test
    void aCaseThatComesOutOtherwiseIsNamedAndFailsTheCommand() throws IOException {
        var ended = cases(oneCase("Allow group g to read objects in compartment finance", "deny"));

        assertThat(ended.out())
                .isEqualToIgnoringNewLines("mine-1: expected deny, was allow (because)0 passed, 1 failed");
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void aStatementThatDoesNotParseIsAnOutcome() throws IOException {
        assertThat(cases(oneCase("Allow group g read objects", "parse-error")).exitCode())
                .isZero();
        assertThat(cases(oneCase("Allow group g to read objects in compartment nowhere", "parse-error"))
                        .exitCode())
                .isZero();
    }

    @Test
    void aFileThatIsNoneOfThisFormIsNamed() throws IOException {
        assertThat(cases("{\"cases\": []}").err()).contains("cases.json: needs world.compartments");
        assertThat(cases("{\"world\": \n{,").err()).contains("cases.json:2:");
        assertThat(cases("{\"world\": {\"compartments\": []}}").err()).contains("needs cases, a list");
    }

    @Test
    void aCaseWithoutItsPartsFailsAlone() throws IOException {
        var ended = cases("{\"world\": {\"compartments\": []}, \"cases\": [{\"id\": \"half\"}, 7]}");

        assertThat(ended.out()).contains("half: ").contains("no case: 7").contains("0 passed, 2 failed");
        assertThat(ended.exitCode()).isEqualTo(1);
    }
}
