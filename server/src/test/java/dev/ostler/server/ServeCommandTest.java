// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ostler serve} tells the person at its terminal, and the programs that wait for it. */
class ServeCommandTest {
    @TempDir
    private Path directory;

    private ServerProcess start(String... flags) throws IOException, InterruptedException {
        return ServerProcess.start(directory.resolve("data"), flags);
    }

    /** Lines come from a thread of their own. */
    private static List<String> awaitRefusals(ServerProcess server, int count) throws Exception {
        for (int tries = 0; tries < 500 && refusals(server).size() < count; tries++) {
            Thread.sleep(10);
        }
        return refusals(server);
    }

    private static List<String> refusals(ServerProcess server) throws IOException {
        return server.output()
                .lines()
                .filter(line -> line.contains(" REFUSED "))
                .toList();
    }

    @Test
    void bannerAndFilesTellWhereTheServerIs() throws Exception {
        try (ServerProcess server = start("--durability", "os", "--dialect", "s3")) {
            server.awaitOutput("explained here as they happen.\n");
            Path data = directory.resolve("data");
            JsonNode ready =
                    new ObjectMapper().readTree(directory.resolve("ready.json").toFile());
            JsonNode running =
                    new ObjectMapper().readTree(data.resolve("server.json").toFile());

            assertThat(server.output().lines().map(line -> line.replaceAll("in \\d+\\.\\d s", "in N s")))
                    .containsExactly(
                            "Ostler 0.1.0 ready at " + server.endpoint() + " in N s     S3 API",
                            "  namespace local, region us-ashburn-1, dialect s3, durability os (survives kill -9, not power"
                                    + " loss), data " + data,
                            "In another shell, for aws, boto3 and the SDKs:   eval \"$(java -jar ostler.jar env --data "
                                    + ClientEnvironment.shellQuoted(data.toString()) + ")\"",
                            "Refused requests are explained here as they happen.");
            assertThat(ready.properties().stream().map(Map.Entry::getKey))
                    .containsExactlyInAnyOrder("endpoint", "pid", "namespace", "region");
            assertThat(ready.path("endpoint").asText())
                    .isEqualTo(server.endpoint().toString());
            assertThat(ready.path("pid").asLong()).isEqualTo(server.pid());
            assertThat(running.path("controlToken").asText()).isNotEmpty();
            for (String file : List.of("server.json", "control-token", "users/admin.json")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
                        .as(file)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void noNameSteersTheTerminal() throws Exception {
        try (ServerProcess server = start("--buckets", "b")) {
            for (String name : List.of("%1B%5B2J", "a%0A10:14:03%20REFUSED%20b", "%C2%9B2J", "%E2%80%AEgpj.exe")) {
                server.request("GET", "/b/" + name).sendUnsigned();
            }
            server.request("GET", "/b/k").region("a\u001b]0;x\u0007").send();

            List<String> lines = awaitRefusals(server, 5);

            assertThat(lines).hasSize(5);
            assertThat(lines.get(0)).contains("REFUSED GetObject b/?[2J anonymous: ");
            assertThat(lines.get(1)).contains("b/a?10:14:03 REFUSED b anonymous: ");
            assertThat(lines.get(2)).contains("b/?2J anonymous: ");
            assertThat(lines.get(3)).contains("b/?gpj.exe anonymous: ");
            assertThat(server.output().chars().filter(c -> c != '\n')).allMatch(c -> c >= ' ' && c < 0x7f);
        }
    }

    @Test
    void reasonsAreKeptQuietOnDemand() throws Exception {
        try (ServerProcess server = start("--reasons", "off", "--buckets", "b")) {
            server.awaitOutput("Refused requests are explained by: ostler explain\n");
            RawReply refused = server.request("GET", "/b/k").sendUnsigned();

            assertThat(refused.status()).isGreaterThanOrEqualTo(400);
            assertThat(refused.headers()).doesNotContainKey("ostler-reason");
            assertThat(OstlerCommand.run(
                                    "explain",
                                    "--data",
                                    directory.resolve("data").toString())
                            .out())
                    .startsWith("REFUSED  GetObject  b/k");
            assertThat(refusals(server)).isEmpty();
        }
    }

    @Test
    void warnsOfAHostBeyondThisMachineOnce() throws Exception {
        try (ServerProcess server =
                start("--host", "0.0.0.0", "--access-key", "minioadmin", "--secret-key", "famous-secret-of-all")) {
            server.awaitOutput("OSTLER_SECRET_KEY\n");
            String output = server.output();

            assertThat(output.lines().filter(line -> line.startsWith("WARNING")))
                    .hasSize(1);
            assertThat(output).contains("'minioadmin' is one that everybody tries first");
            assertThat(output).doesNotContain("famous-secret-of-all");
            assertThat(new String(Files.readAllBytes(directory.resolve("ready.json")), UTF_8))
                    .contains("http://127.0.0.1:");
        }
    }
}
