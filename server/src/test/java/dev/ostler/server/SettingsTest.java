// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a setting comes from: flag, then environment, then file, then default. */
class SettingsTest {
    @TempDir
    private Path directory;

    @Test
    void flagWinsOverEnvironmentOverFileOverDefault() throws IOException {
        String file = config("region: eu-frankfurt-1");
        Map<String, String> environment = Map.of("OSTLER_REGION", "uk-london-1");

        assertThat(value("--region", Map.of())).isEqualTo("us-ashburn-1");
        assertThat(value("--region", Map.of(), "--config", file)).isEqualTo("eu-frankfurt-1");
        assertThat(value("--region", environment, "--config", file)).isEqualTo("uk-london-1");
        assertThat(value("--region", environment, "--config", file, "--region", "us-phoenix-1"))
                .isEqualTo("us-phoenix-1");
        assertThat(value("--region", environment, "--region", "us-phoenix-1", "--config", file))
                .isEqualTo("us-phoenix-1");
    }

    @Test
    void fileMayBeNamedByTheEnvironmentAndAFlagNamesAnother() throws IOException {
        String one = config("region: eu-frankfurt-1");
        String other = config("region: uk-london-1");

        assertThat(value("--region", Map.of("OSTLER_CONFIG", one))).isEqualTo("eu-frankfurt-1");
        assertThat(value("--region", Map.of("OSTLER_CONFIG", one), "--config", other))
                .isEqualTo("uk-london-1");
    }

    @Test
    void emptyVariableCountsAsNone() {
        assertThat(value("--region", Map.of("OSTLER_REGION", ""))).isEqualTo("us-ashburn-1");
    }

    @Test
    void keyMayBeginLikeAFlag() throws IOException {
        for (String flag : List.of("--access-key", "--secret-key", "--control-token")) {
            for (String key : List.of("-V14IEt3h", "--port", "--", "-")) {
                assertThat(value(flag, Map.of(Settings.variableOf(flag), key))).isEqualTo(key);
                assertThat(value(flag, Map.of(), flag, key)).isEqualTo(key);
                assertThat(value(flag, Map.of(Settings.variableOf(flag), "other"), flag, key))
                        .isEqualTo(key);
                assertThat(value(flag, Map.of(), flag + "=" + key, "--port", "0"))
                        .isEqualTo(key);
            }
        }
        assertThat(value("--secret-key", Map.of(), "--config", config("secretKey: -V14IEt3h")))
                .isEqualTo("-V14IEt3h");
    }

    @Test
    void fileHoldsListsNumbersAndTruths() throws IOException {
        String file = config("buckets: [photos, logs]\nport: 9100\nephemeral: true\npublicUrl: http://storage:9100");

        assertThat(value("--buckets", Map.of(), "--config", file)).isEqualTo(List.of("photos", "logs"));
        assertThat(value("--port", Map.of(), "--config", file)).isEqualTo(9100);
        assertThat(value("--ephemeral", Map.of(), "--config", file)).isEqualTo(true);
        assertThat(value("--public-url", Map.of(), "--config", file)).isEqualTo("http://storage:9100");
        assertThat(value("--buckets", Map.of("OSTLER_BUCKETS", "a,b"), "--config", file))
                .isEqualTo(List.of("a", "b"));
    }

    @Test
    void nameOfAFileMayHoldAComma() throws IOException {
        String file = config("bootstrap: [\"a,b.yaml\", c.yaml]");
        List<Path> both = List.of(Path.of("a,b.yaml"), Path.of("c.yaml"));

        assertThat(value("--bootstrap", Map.of(), "--config", file)).isEqualTo(both);
        assertThat(value("--bootstrap", Map.of("OSTLER_BOOTSTRAP", "a,b.yaml"))).isEqualTo(both.subList(0, 1));
        assertThat(value("--bootstrap", Map.of("OSTLER_BOOTSTRAP", "a,b.yaml\nc.yaml\n")))
                .isEqualTo(both);
        assertThat(value("--bootstrap", Map.of(), "--bootstrap", "a,b.yaml", "--bootstrap", "c.yaml"))
                .isEqualTo(both);
    }

    @Test
    void emptyFileSaysNothing() throws IOException {
        assertThat(value("--region", Map.of(), "--config", config(""))).isEqualTo("us-ashburn-1");
        assertThat(value("--region", Map.of(), "--config", config("# nothing yet\n")))
                .isEqualTo("us-ashburn-1");
    }

    @Test
    void unknownKeyIsRefusedWithTheNearestOne() throws IOException {
        assertThat(refusalOf("dialct: s3")).contains("unknown key 'dialct'; did you mean 'dialect'?");
        assertThat(refusalOf("completelyElse: 1")).contains("unknown key 'completelyElse'; known are accessKey, ");
        assertThat(refusalOf("all: true")).contains("unknown key 'all'");
        assertThat(refusalOf("config: x")).contains("unknown key 'config'");
    }

    @Test
    void fileThatIsNoMappingIsRefused() throws IOException {
        assertThat(refusalOf("- dialect: s3")).contains("has no settings");
        assertThat(refusalOf("dialect: s3\nport: [9000\n")).contains(".yaml, line ");
    }

    private String refusalOf(String content) throws IOException {
        Outcome outcome = OstlerCommand.run("serve", "--config", config(content));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSize(2);
        return outcome.err();
    }

    @Test
    void missingFileIsNamed() {
        Outcome outcome = OstlerCommand.run("serve", "--config", "no-such.yaml");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("no-such.yaml");
    }

    /** What one call alone can mean is no setting: a variable that happens to be there must not change it. */
    @Test
    void flagsOfOneCallHaveNoVariable() {
        Map<String, String> environment = Map.of(
                "OSTLER_ALL", "true",
                "OSTLER_LAST", "99",
                "OSTLER_FOLLOW", "true",
                "OSTLER_JSON", "true",
                "OSTLER_SERVER", "http://elsewhere",
                "OSTLER_USER", "root",
                "OSTLER_OUT", "elsewhere",
                "OSTLER_FORMAT", "json",
                "OSTLER_HELP", "true");

        assertThat(valueIn("explain", "--all", environment)).isEqualTo(false);
        assertThat(valueIn("explain", "--last", environment)).isEqualTo(1);
        assertThat(valueIn("explain", "--follow", environment)).isEqualTo(false);
        assertThat(valueIn("explain", "--json", environment)).isEqualTo(false);
        assertThat(valueIn("explain", "--server", environment)).isNull();
        assertThat(valueIn("env", "--user", environment)).isEqualTo("admin");
        assertThat(valueIn("env", "--out", environment)).isNull();
        assertThat(valueIn("env", "--format", environment)).isEqualTo(ClientEnvironment.Format.SH);
        assertThat(valueIn("env", "--endpoint", Map.of("OSTLER_ENDPOINT", "http://elsewhere")))
                .isNull();
    }

    @Test
    void dataDirectoryIsASettingOfEveryCommandThatNeedsIt() {
        for (String command : List.of("serve", "env", "explain", "reset", "scrub")) {
            assertThat(valueIn(command, "--data", Map.of("OSTLER_DATA", "somewhere")))
                    .as(command)
                    .isEqualTo(Path.of("somewhere"));
        }
        assertThat(valueIn("apply", "--data", Map.of("OSTLER_DATA", "somewhere"), "bootstrap.yaml"))
                .isEqualTo(Path.of("somewhere"));
    }

    @Test
    void variableThatIsNoSettingIsPointedOut() {
        Settings settings = new Settings(Map.of(
                "OSTLER_DIALCT", "s3",
                "OSTLER_REGION", "uk-london-1",
                "OSTLER_SOMETHING_OF_OURS", "x",
                "OSTLER_ENDPOINT", "http://127.0.0.1:9000",
                "OSTLER_JAVA_OPTS", "-Xmx1g",
                "PATH", "/bin"));

        assertThat(settings.unknownVariables())
                .containsExactly(
                        "the variable OSTLER_DIALCT is no setting and is ignored; did you mean OSTLER_DIALECT?",
                        "the variable OSTLER_SOMETHING_OF_OURS is no setting and is ignored");
    }

    /** Everything that {@code ostler env} sets is known: it would be pointed out in every shell that evaluated it. */
    @Test
    void environmentForClientsIsNotPointedOut() {
        Outcome env =
                OstlerCommand.run("env", "--data", directory.resolve("data").toString(), "--format", "dotenv");
        Map<String, String> environment = env.out()
                .lines()
                .map(line -> line.split("=", 2))
                .collect(java.util.stream.Collectors.toMap(parts -> parts[0], parts -> parts[1]));

        assertThat(environment).containsKey("OSTLER_TENANCY_ID");
        assertThat(new Settings(environment).unknownVariables()).isEmpty();
    }

    @Test
    void flagWinsOverAVariableThatExcludesIt() {
        Outcome outcome = OstlerCommand.run(
                Map.of("OSTLER_DATA", directory.resolve("file").toString()),
                "serve",
                "--ephemeral",
                "--host",
                "192.0.2.1");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("192.0.2.1");
        assertThat(directory).isEmptyDirectory();
    }

    private String config(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "config", ".yaml"), content)
                .toString();
    }

    private static Object value(String flag, Map<String, String> environment, String... arguments) {
        return valueIn("serve", flag, environment, arguments);
    }

    private static Object valueIn(String command, String flag, Map<String, String> environment, String... arguments) {
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(command), java.util.stream.Stream.of(arguments))
                .toArray(String[]::new);
        return Main.commandLine(new Settings(environment))
                .parseArgs(all)
                .subcommand()
                .commandSpec()
                .findOption(flag)
                .getValue();
    }
}
