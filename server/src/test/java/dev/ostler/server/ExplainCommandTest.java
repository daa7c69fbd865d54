// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.server.OstlerCommand.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** {@code ostler explain} against a running server. */
class ExplainCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @RegisterExtension
    private final TestServer server = TestServer.oci();

    private Outcome explain(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("explain", "--data", server.dataDirectory().toString()));
        all.addAll(List.of(arguments));
        return OstlerCommand.run(all.toArray(String[]::new));
    }

    /** A refusal that names {@code bucket}; its id. */
    private String refused(String bucket) throws IOException {
        RawReply reply = server.request("GET", "/" + bucket + "/k").send();
        assertThat(reply.status()).isEqualTo(404);
        return reply.header("x-amz-request-id").orElseThrow();
    }

    @Test
    void withoutAnIdItIsTheLastOne() throws Exception {
        Outcome nothing = explain();
        refused("one");
        refused("two");
        Outcome last = explain();

        assertThat(nothing.exitCode()).isZero();
        assertThat(nothing.out()).isEqualTo("nothing was refused\n");
        assertThat(last.exitCode()).isZero();
        assertThat(last.out()).startsWith("REFUSED  GetObject  two/k  by admin").doesNotContain("one/k");
        assertThat(last.err()).isEmpty();
    }

    @Test
    void aPrefixOfAnIdWillDo() throws Exception {
        String id = refused("one");
        refused("two");
        String random = id.substring(id.indexOf(':') + 1);

        assertThat(explain(id).out()).contains("one/k");
        assertThat(explain(id.substring(0, 12)).out()).contains("one/k");
        assertThat(explain(random.substring(0, 6)).out()).contains("one/k");
    }

    @Test
    void anUnknownIdIsSaidSo() throws Exception {
        refused("one");

        Outcome unknown = explain("no-such-id");

        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err())
                .contains("No refusal has such an id", "no-such-id")
                .doesNotContain("Exception");
    }

    @Test
    void theLastOnesComeOldestFirst() throws Exception {
        refused("one");
        refused("two");
        refused("three");

        String two = explain("--last", "2").out();
        String more = explain("--last", "9").out();

        assertThat(two).doesNotContain("one/k").containsSubsequence("two/k", "three/k");
        assertThat(more).containsSubsequence("one/k", "two/k", "three/k");
        assertThat(explain("--last", "0").exitCode()).isEqualTo(1);
    }

    @Test
    void allShowsTheRequest() throws Exception {
        refused("one");

        assertThat(explain().out()).doesNotContain("the request");
        assertThat(explain("--all").out())
                .contains("the request      GET /one/k\n", "host: " + server.authority(), "Signature=...");
    }

    @Test
    void jsonIsForPrograms() throws Exception {
        String id = refused("one");

        JsonNode json = new ObjectMapper().readTree(explain("--json").out());

        assertThat(json).hasSize(1);
        assertThat(json.path(0).path("requestId").asText()).isEqualTo(id);
        assertThat(json.path(0).path("code").asText()).isEqualTo("NoSuchBucket");
        assertThat(json.path(0).path("operation").asText()).isEqualTo("GetObject");
        assertThat(json.path(0).has("request")).isFalse();

        JsonNode complete =
                new ObjectMapper().readTree(explain("--json", "--all", id).out());

        assertThat(complete.path(0).path("request").path("method").asText()).isEqualTo("GET");
        assertThat(complete.path(0)
                        .path("request")
                        .path("headers")
                        .path("authorization")
                        .asText())
                .contains("Credential=")
                .endsWith("Signature=...");
    }

    @Test
    void itFindsTheServerOfTheEnvironment() throws Exception {
        refused("one");
        String data = server.dataDirectory().toString();
        JsonNode variables = new ObjectMapper()
                .readTree(OstlerCommand.run("env", "--format", "json", "--data", data)
                        .out());
        Map<String, String> environment = new HashMap<>();
        variables.properties().forEach(variable -> {
            if (!variable.getValue().isNull()) {
                environment.put(variable.getKey(), variable.getValue().asText());
            }
        });

        environment.put("OSTLER_DATA", data);
        Outcome inItsDirectory = OstlerCommand.run(environment, "explain");
        environment.remove("OSTLER_DATA");
        Outcome elsewhere = OstlerCommand.run(environment, "explain");
        environment.put("OSTLER_CONTROL_TOKEN", server.controlToken());
        Outcome withToken = OstlerCommand.run(environment, "explain");

        assertThat(inItsDirectory.out()).contains("one/k");
        assertThat(elsewhere.exitCode()).isEqualTo(1);
        assertThat(elsewhere.err()).contains("OSTLER_CONTROL_TOKEN");
        assertThat(withToken.out()).contains("one/k");
    }

    @Test
    void followTellsOfEachFurtherOneUntilTheServerStops() throws Exception {
        refused("before");
        StringWriter out = new StringWriter();
        CompletableFuture<Integer> following = following(out);
        await(out, () -> refused("one"), "one/k");
        refused("two");
        await(out, () -> {}, "two/k");

        long stopped = System.nanoTime();
        server.stop();

        assertThat(following.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(PATIENCE);
        assertThat(out.toString()).doesNotContain("before/k").containsSubsequence("one/k", "two/k");
    }

    private CompletableFuture<Integer> following(StringWriter out) {
        CommandLine command = Main.commandLine(new Settings(Map.of()));
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(new StringWriter()));
        String data = server.dataDirectory().toString();
        return CompletableFuture.supplyAsync(() -> command.execute("explain", "--follow", "--data", data));
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Takes the step until its outcome shows: nobody can tell when the command has begun to listen. */
    private static void await(StringWriter out, Step step, String shown) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!out.toString().contains(shown)) {
            assertThat(System.nanoTime()).as("still no %s in: %s", shown, out).isLessThan(deadline);
            step.run();
            Thread.sleep(50);
        }
    }
}
