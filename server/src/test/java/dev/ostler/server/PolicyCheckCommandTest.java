// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ostler policy check} on files of every form. */
class PolicyCheckCommandTest {
    @TempDir
    private Path folder;

    @Test
    void linesAreShownWithCaretAndWhatToWrite() throws IOException {
        String file = file("policies.txt", """
                # who reads what
                Allow group readers to read objects in tenancy
                Allow group loaders to manage object in tenancy
                Allow any-user to read buckets in tenancy
                    where target.bucket.name = 'raw-*'
                """);

        Outcome outcome = OstlerCommand.run("policy", "check", file);

        assertThat(outcome.out().replace(file, "policies.txt")).isEqualTo("""
                policies.txt:3:31: error: found `object`, expected `objects`: resource types are plural
                    Allow group loaders to manage object in tenancy
                                                  ^^^^^^ write `objects`
                policies.txt:4:7: warning: every user, instance and service of the tenancy gets this; name a group, or add a test such as `request.principal.type = 'instance'` [too-broad]
                    Allow any-user to read buckets in tenancy
                          ^^^^^^^^
                policies.txt:5:32: warning: in quotes the `*` is a letter like others, except in target.object.name; for a pattern write `/raw-*/` [quoted-star]
                        where target.bucket.name = 'raw-*'
                                                   ^^^^^^^ write `/raw-*/`
                3 statements: 1 error, 2 warnings
                """);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void warningsFailOnlyWhenAskedTo() throws IOException {
        String file = file("policies.txt", "Allow any-user to read objects in tenancy\n");

        assertThat(OstlerCommand.run("policy", "check", file).exitCode()).isZero();
        assertThat(OstlerCommand.run("policy", "check", "--strict", file).exitCode())
                .isEqualTo(1);
    }

    @Test
    void rightStatementsAreCounted() throws IOException {
        String file = file("policies.txt", "Allow group readers to read objects in tenancy\n");

        Outcome outcome = OstlerCommand.run("policy", "check", "--strict", file);

        assertThat(outcome.out()).isEqualTo("1 statement: 0 errors, 0 warnings\n");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void statementsOfJsonStandWhereTheFileHasThem() throws IOException {
        String file = file("statements.json", """
                [
                  "Allow group readers to read objects in tenancy",
                  "Allow group \\u0027a b\\u0027 to read bucket in tenancy"
                ]
                """);

        Outcome outcome = OstlerCommand.run("policy", "check", file);

        assertThat(outcome.out().replace(file, "f")).isEqualTo("""
                f:3:40: error: found `bucket`, expected `buckets`: resource types are plural
                      "Allow group \\u0027a b\\u0027 to read bucket in tenancy"
                                                           ^^^^^^ write `buckets`
                2 statements: 1 error, 0 warnings
                """);
    }

    @Test
    void statementsOfABootstrapFileAreCheckedInTheirWorld() throws IOException {
        String file = file("bootstrap.yaml", """
                version: 1
                groups: [{name: analysts}]
                users:
                  - name: ann
                    customerSecretKeys: [{id: k, key: "${UNSET_SECRET}"}]
                policies:
                  - name: p
                    statements:
                      - Allow group Analysts to read objects in tenancy
                      - "Allow group analysts to read
                        objekts in tenancy"
                """);

        Outcome outcome = OstlerCommand.run("policy", "check", file);

        assertThat(outcome.out().replace(file, "f")).isEqualTo("""
                f:9:21: warning: the group is spelled analysts; it is found, but a reader who searches for it misses Analysts [name-in-other-case]
                          - Allow group Analysts to read objects in tenancy
                                        ^^^^^^^^ write `analysts`
                f:11:9: error: found `objekts`, expected `objects`: there is no resource type of this name
                            objekts in tenancy"
                            ^^^^^^^ write `objects`
                2 statements: 1 error, 1 warning
                """);
    }

    @Test
    void wrongBootstrapFileIsAnErrorAtItsPlace() throws IOException {
        String file = file("bootstrap.yaml", "version: 1\npolicys: []\n");

        Outcome outcome = OstlerCommand.run("policy", "check", file);

        assertThat(outcome.out()).startsWith(file + ":2:1: error: ").endsWith("0 statements: 1 error, 0 warnings\n");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void jsonHasAnObjectALine() throws IOException {
        String file = file("policies.txt", "Allow group readers to read object in tenancy\n");

        Outcome outcome = OstlerCommand.run("policy", "check", "--json", file);

        assertThat(outcome.out().replace(file, "f"))
                .isEqualTo("{\"file\":\"f\",\"line\":1,\"column\":29,\"severity\":\"error\",\"lint\":null,"
                        + "\"message\":\"found `object`, expected `objects`: resource types are plural\","
                        + "\"fix\":\"write `objects`\"}\n");
    }

    @Test
    void dashReadsStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("[\"Allow group g to read objects\"]".getBytes(StandardCharsets.UTF_8)));
        try {
            Outcome outcome = OstlerCommand.run("policy", "check", "-");

            assertThat(outcome.out()).startsWith("-:1:").contains(": error: ");
            assertThat(outcome.exitCode()).isEqualTo(1);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void missingFileFailsAndNoFileIsWrongUsage() {
        assertThat(OstlerCommand.run(
                                "policy", "check", folder.resolve("none.txt").toString())
                        .exitCode())
                .isEqualTo(1);
        assertThat(OstlerCommand.run("policy", "check").exitCode()).isEqualTo(2);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
