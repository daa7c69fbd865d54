// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the command line says to whoever types something that cannot be done. */
class CommandLineTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"serve", "run", "env", "explain", "apply", "reset", "scrub"})
    void everyCommandHasHelpWithAnExample(String command) {
        Outcome help = OstlerCommand.run(command, "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: ostler " + command, "Example:  ");
        assertThat(OstlerCommand.run("help", command).out()).isEqualTo(help.out());
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(OstlerCommand.run("--help").out())
                .contains("serve", "run", "env", "explain", "apply", "reset", "scrub", "policy", "ostler serve");
    }

    @Test
    void eachCommandInAListIsSaidInOneSentence() {
        assertThat(commandsWithin(Main.commandLine(new Settings(Map.of()))))
                .hasSizeGreaterThan(10)
                .allSatisfy(command -> assertThat(command.usageMessage().description()[0])
                        .as(command.qualifiedName())
                        .endsWith(".")
                        .doesNotContain(". ")
                        .hasSizeLessThan(110));
    }

    private static List<CommandSpec> commandsWithin(CommandLine commandLine) {
        return commandLine.getSubcommands().values().stream()
                .flatMap(
                        command -> Stream.concat(Stream.of(command.getCommandSpec()), commandsWithin(command).stream()))
                .toList();
    }

    @Test
    void noCommandIsWrongUsageAndNamesThem() {
        Outcome outcome = OstlerCommand.run();

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("Usage: ostler", "serve");
    }

    @Test
    void versionIsThatOfTheProgram() {
        Outcome outcome = OstlerCommand.run("--version");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).matches("Ostler \\d+\\.\\d+\\.\\d+\\s+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port 70000",
                "--port -1",
                "--port nine",
                "--dialect minio",
                "--reasons loud",
                "--durability never",
                "--durability ephemeral",
                "--oci-as-of 1999",
                "--public-url storage",
                "--public-url ht!tp://x",
                "--max-requests 0",
                "--namespace Not/One",
                "--region ../..",
                "--access-key only-one",
                "--access-key a --secret-key with\u00fcmlaut",
                "--control-token \u00fc",
                "--nonsense",
                "--ephemeral --data here"
            })
    void wrongFlagIsExitCode2WithOneLineAndTheWayToHelp(String flags) {
        Outcome outcome = OstlerCommand.run(("serve " + flags).split(" "));

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSize(2);
        assertThat(outcome.err()).startsWith("ostler: ").contains("Try:  ostler serve --help");
        assertThat(outcome.err()).doesNotContain("Exception");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void wrongValueOfAVariableNamesTheVariable() {
        assertThat(OstlerCommand.run(Map.of("OSTLER_PORT", "nine"), "serve").err())
                .contains("--port", "'nine'", "(from OSTLER_PORT)");
        assertThat(OstlerCommand.run(Map.of("OSTLER_PORT", "nine"), "serve", "--port", "ten")
                        .err())
                .contains("'ten'")
                .doesNotContain("OSTLER_PORT");
    }

    @Test
    void takenPortSaysSoAndWhatToDo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Outcome outcome = OstlerCommand.run("serve", "--data", directory.toString(), "--port", port);

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .isEqualTo(
                            "ostler: port " + port
                                    + " of 127.0.0.1 is taken. Stop what listens there, or choose another: --port 0 takes a free one\n");
            // The directory is free again, although nothing was served.
            assertThat(OstlerCommand.run("serve", "--data", directory.toString(), "--port", port)
                            .err())
                    .isEqualTo(outcome.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "no-such-host.invalid"})
    void addressOfAnotherMachineSaysSo(String host) {
        Outcome outcome = OstlerCommand.run("serve", "--ephemeral", "--port", "0", "--host", host);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("ostler: this machine has no address '" + host + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "env", "scrub"})
    void directoryOfSomethingElseIsLeftAlone(String command) throws IOException {
        Files.writeString(directory.resolve("thesis.txt"), "years of work");
        List<String> before = names();

        Outcome outcome = OstlerCommand.run(command, "--data", directory.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("ostler: ");
        if (!command.equals("scrub")) {
            assertThat(outcome.err()).contains("holds other things (thesis.txt) and no data of Ostler", "--data DIR");
        }
        assertThat(names()).isEqualTo(before);
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void fileInPlaceOfADirectoryIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");

        Outcome outcome = OstlerCommand.run("serve", "--port", "0", "--data", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains(file.toString(), "not a directory");
    }

    @Test
    void twoServersNeverShareADirectory() throws IOException {
        try (TestServer first = TestServer.oci().start()) {
            String serverFile = Files.readString(first.dataDirectory().resolve("server.json"));

            Outcome outcome = OstlerCommand.run(
                    "serve", "--port", "0", "--data", first.dataDirectory().toString());

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("is in use by process " + ProcessHandle.current().pid(), "choose another directory");
            assertThat(first.dataDirectory().resolve("server.json")).hasContent(serverFile);
            assertThat(first.request("GET", "/").send().status()).isEqualTo(200);
        }
    }

    @Test
    void bucketThatCannotBeMadeAtStartIsNamed() {
        Outcome outcome = OstlerCommand.run("serve", "--ephemeral", "--port", "0", "--buckets", "good,no good");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("'no good'");
    }
}
