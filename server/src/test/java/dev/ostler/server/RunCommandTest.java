// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ostler run}: a server that lives as long as one command. */
class RunCommandTest {
    @TempDir
    private Path directory;

    private static Outcome run(String script) {
        return OstlerCommand.run("run", "--buckets", "made", "--", "bash", "-c", script);
    }

    @Test
    void exitCodeIsTheCommands() {
        assertThat(run("exit 0").exitCode()).isZero();
        assertThat(run("exit 7").exitCode()).isEqualTo(7);
        assertThat(run("kill -9 $$").exitCode()).isEqualTo(128 + 9);
    }

    @Test
    void commandThatIsNotThereIsSaidSo() {
        Outcome outcome = OstlerCommand.run("run", "--", "no-such-command-anywhere", "x");

        assertThat(outcome.exitCode()).isEqualTo(127);
        assertThat(outcome.err()).startsWith("ostler: cannot start 'no-such-command-anywhere'");
    }

    @Test
    void commandFindsTheServerAndItsRefusalsAreToldAtTheEnd() throws IOException {
        Path written = directory.resolve("written");

        Outcome outcome = run("""
                echo "$OSTLER_DATA $AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_REGION" > '%s'
                address=${AWS_ENDPOINT_URL#http://}
                exec 3<>"/dev/tcp/${address%%:*}/${address##*:}"
                printf 'GET /made/%%1B[2Jkey HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3
                read -r line <&3
                echo "$line" >> '%s'
                """.replace("%s", written.toString()));

        assertThat(outcome.exitCode()).isZero();
        List<String> lines = Files.readAllLines(written, UTF_8);
        String[] environment = lines.getFirst().split(" ", -1);
        assertThat(environment).hasSize(5);
        assertThat(environment[1]).startsWith("http://127.0.0.1:");
        assertThat(Path.of(environment[0])).doesNotExist();
        assertThat(lines.get(1)).startsWith("HTTP/1.1 404");
        assertThat(outcome.err()).contains("REFUSED GetObject made/?[2Jkey anonymous: ");
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @Test
    void commandDoesNotOutliveTheServer() throws Exception {
        Path started = directory.resolve("started");
        Path output = directory.resolve("output");
        Process run = ServerProcess.launch(
                List.of("run", "--", "bash", "-c", "echo $$ $OSTLER_DATA > '" + started + "'; exec sleep 300"),
                Map.of(),
                output);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!Files.exists(started) || Files.size(started) == 0) {
                assertThat(run.isAlive() && System.nanoTime() < deadline)
                        .as(Files.readString(output))
                        .isTrue();
                Thread.sleep(20);
            }
            String[] words = Files.readString(started).strip().split(" ", -1);

            run.destroy();

            assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isEqualTo(128 + 15);
            Optional<ProcessHandle> command = ProcessHandle.of(Long.parseLong(words[0]));
            if (command.isPresent()) {
                assertThat(command.get()
                                .onExit()
                                .orTimeout(10, TimeUnit.SECONDS)
                                .join()
                                .isAlive())
                        .isFalse();
            }
            assertThat(Path.of(words[1])).doesNotExist();
            assertThat(Files.readString(output)).doesNotContain("ERROR");
        } finally {
            run.destroyForcibly();
        }
    }
}
