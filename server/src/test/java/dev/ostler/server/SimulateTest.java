// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.server.OstlerCommand.Outcome;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.IdentitySettings;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** What a server says of requests that nobody sends, and of those that somebody then does. */
class SimulateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = 150;

    /** Beside the lake of the examples: users whose rights differ by permission, name, operation and place. */
    private static final String MORE = """
            version: 1
            groups: [{name: loaders}, {name: keepers}, {name: listers}]
            users:
              - {name: lola, groups: [loaders], customerSecretKeys: [{id: lola-key, key: lola-secret}]}
              - {name: kurt, groups: [keepers, listers], customerSecretKeys: [{id: kurt-key, key: kurt-secret}]}
              - {name: lisa, groups: [listers], customerSecretKeys: [{id: lisa-key, key: lisa-secret}]}
            policies:
              - name: load
                statements:
                  - Allow group loaders to {OBJECT_CREATE} in tenancy where target.object.name = 'raw/*'
                  - Allow group loaders to {OBJECT_OVERWRITE, OBJECT_DELETE} in tenancy where all {target.bucket.name = 'attic', target.object.name = 'raw/*'}
                  - Allow group keepers to manage objects in tenancy where any {target.bucket.name = 'attic', request.operation = 'PutObject'}
                  - Allow group listers to inspect objects in tenancy where any {target.object.name = 'raw/*', request.region = 'phx'}
                  - Allow group listers to inspect buckets in tenancy where request.networkSource.name = 'corpnet'
                  - Allow group keepers to read buckets in tenancy where request.ipv4.ipaddress = '127.0.0.1'
            buckets: [{name: attic, objects: [{name: raw/a.csv, text: a}]}]
            """;

    private static final List<String> USERS = List.of("alice", "lola", "kurt", "lisa", "anonymous");
    private static final List<String> BUCKETS = List.of("lake", "attic");
    private static final List<String> NAMES = List.of("raw/a.csv", "raw/b.csv", "other/a.csv");
    private static final List<String> ON_OBJECTS =
            List.of("GetObject", "HeadObject", "PutObject", "DeleteObject", "CreateMultipartUpload", "PutObject");
    private static final List<String> ON_BUCKETS = List.of(
            "HeadBucket",
            "GetBucketVersioning",
            "ListObjectsV2",
            "ListObjects",
            "ListMultipartUploads",
            "ListBuckets",
            "CreateBucket");

    @TempDir
    private Path folder;

    @RegisterExtension
    private final TestServer server = TestServer.oci()
            .withBootstrap(new BootstrapFiles(
                    List.of(GeneratedDocument.home().resolve("docs/examples/lake.yaml")), Optional.of(MORE), Map.of()));

    private RawReply ask(String document) throws IOException {
        return server.request("POST", "/_ostler/simulate")
                .header("accept", "application/json")
                .header("ostler-control", server.controlToken())
                .body(document)
                .sendUnsigned();
    }

    private JsonNode simulated(String user, String operation, String on) throws IOException {
        RawReply reply = ask(JSON.writeValueAsString(Map.of("as", user, "operation", operation, "on", on)));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return JSON.readTree(reply.text());
    }

    private RawReply send(String user, String operation, String on) throws IOException {
        RawRequest request = switch (operation) {
            case "GetObject" -> server.request("GET", "/" + on);
            case "HeadObject", "HeadBucket" -> server.request("HEAD", "/" + on);
            case "PutObject" -> server.request("PUT", "/" + on).body("x");
            case "DeleteObject" -> server.request("DELETE", "/" + on);
            case "CreateMultipartUpload" -> server.request("POST", "/" + on + "?uploads=");
            case "GetBucketVersioning" -> server.request("GET", "/" + on + "?versioning=");
            case "ListMultipartUploads" -> server.request("GET", "/" + on + "?uploads=");
            case "CreateBucket" -> server.request("PUT", "/" + on);
            case "ListBuckets" -> server.request("GET", "/");
            case "ListObjects" -> server.request("GET", listing(on, ""));
            case "ListObjectsV2" -> server.request("GET", listing(on, "list-type=2"));
            default -> throw new IllegalArgumentException(operation);
        };
        return user.equals("anonymous")
                ? request.sendUnsigned()
                : request.key(new CustomerSecretKey(user + "-key", user + "-secret"))
                        .send();
    }

    private static String listing(String on, String query) {
        int slash = on.indexOf('/');
        String prefix = slash < 0 ? "" : "prefix=" + on.substring(slash + 1).replace("/", "%2F");
        String both = query.isEmpty() || prefix.isEmpty() ? query + prefix : query + "&" + prefix;
        return "/" + (slash < 0 ? on : on.substring(0, slash)) + (both.isEmpty() ? "" : "?" + both);
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static String target(String operation, Random random) {
        if (ON_OBJECTS.contains(operation)) {
            return one(BUCKETS, random) + "/" + one(NAMES, random);
        }
        return switch (operation) {
            case "ListBuckets" -> "";
            case "CreateBucket" -> "new-" + random.nextInt(1000);
            case "ListObjects", "ListObjectsV2" -> one(BUCKETS, random) + one(List.of("", "/raw/", "/raw/a"), random);
            default -> one(BUCKETS, random);
        };
    }

    /** The refusal of the request sent last; empty when policies let it pass. */
    private Optional<Problem.NotAuthorized> refusedSince(int before) {
        return server.refusals().stream()
                .skip(before)
                .map(refusal -> refusal.problem())
                .filter(Problem.NotAuthorized.class::isInstance)
                .map(Problem.NotAuthorized.class::cast)
                .findFirst();
    }

    @Test
    void whatIsSimulatedIsWhatRequestsThenGet() throws IOException {
        long seed = Long.getLong("ostler.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<Boolean, Integer> seen = new HashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String user = one(USERS, random);
            String operation = one(random.nextBoolean() ? ON_OBJECTS : ON_BUCKETS, random);
            String on = target(operation, random);
            String what = "seed " + seed + ", request " + i + ": " + user + " " + operation + " " + on;

            JsonNode simulated = simulated(user, operation, on);
            int before = server.refusals().size();
            RawReply reply = send(user, operation, on);
            Optional<Problem.NotAuthorized> refused = refusedSince(before);

            assertThat(simulated.path("allowed").asBoolean())
                    .as("%s: %s", what, reply)
                    .isEqualTo(refused.isEmpty());
            seen.merge(refused.isEmpty(), 1, Integer::sum);
            if (refused.isPresent() && !user.equals("anonymous")) {
                JsonNode explained = JSON.readTree(server.request("GET", "/_ostler/explain?last=1")
                                .header("accept", "application/json")
                                .send()
                                .text())
                        .get(0);
                assertThat(simulated.path("policies")).as(what).isEqualTo(explained.path("policies"));
                assertThat(simulated.path("resource")).as(what).isEqualTo(explained.path("resource"));
            }
        }
        assertThat(seen.get(true)).as("seed %d", seed).isGreaterThan(10);
        assertThat(seen.get(false)).as("seed %d", seed).isGreaterThan(10);
    }

    @Test
    void simulatingChangesNothingAndIsNoRefusal() throws IOException {
        assertThat(simulated("alice", "DeleteObject", "lake/raw/a.csv")
                        .path("allowed")
                        .asBoolean())
                .isFalse();
        assertThat(simulated("admin", "DeleteObject", "lake/raw/a.csv")
                        .path("allowed")
                        .asBoolean())
                .isTrue();

        assertThat(server.refusals()).isEmpty();
        assertThat(send("alice", "GetObject", "lake/raw/a.csv").text()).isEqualTo("1,2,3\n");
    }

    @Test
    void whatIsStoredDecidesWhatAWriteNeeds() throws IOException {
        server.s3().putObject(put -> put.bucket("lake").key("raw/new.csv"), RequestBody.fromString("x"));

        assertThat(simulated("lola", "PutObject", "lake/raw/new.csv")
                        .path("allowed")
                        .asBoolean())
                .isFalse();
        assertThat(simulated("lola", "PutObject", "lake/raw/newer.csv")
                        .path("allowed")
                        .asBoolean())
                .isTrue();
    }

    /** A membership that is saved and not in force yet counts as little as it does for a request. */
    @Test
    void whatIsRehearsedToComeLaterCountsLater() throws IOException {
        try (TestServer late = TestServer.oci()
                .with(IdentitySettings.DEFAULT.withPolicyDelay(Duration.ofMinutes(5)))
                .withBootstrap(new BootstrapFiles(
                        List.of(GeneratedDocument.home().resolve("docs/examples/lake.yaml")),
                        Optional.of(MORE),
                        Map.of()))) {
            late.start();
            Path changed = Files.writeString(folder.resolve("changed.yaml"), """
                    version: 1
                    users: [{name: lisa, groups: [loaders]}]
                    """);
            assertThat(OstlerCommand.run("apply", "--data", late.dataDirectory().toString(), changed.toString())
                            .exitCode())
                    .isZero();

            int before = simulateAt(late, "lisa", "PutObject", "lake/raw/new.csv");
            late.clock().advance(Duration.ofMinutes(6));
            int after = simulateAt(late, "lisa", "PutObject", "lake/raw/new.csv");

            assertThat(before).isEqualTo(1);
            assertThat(after).isZero();
        }
    }

    private static int simulateAt(TestServer server, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("policy", "simulate", "--data", server.dataDirectory().toString()));
        all.addAll(List.of(arguments));
        return OstlerCommand.run(all.toArray(String[]::new)).exitCode();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"as\":\"alice\"} | operation is to be a text",
                "{\"operation\":\"GetObject\"} | as is a user's name, \"anonymous\", {\"service\": NAME} or {\"dynamicGroup\": NAME}",
                "{\"as\":{\"servce\":\"x\"},\"operation\":\"GetObject\"} | as is a user's name, \"anonymous\", {\"service\": NAME} or {\"dynamicGroup\": NAME}",
                "{\"as\":\"alice\",\"operaton\":\"GetObject\"} | unknown key 'operaton'; did you mean 'operation'?",
                "{\"as\":\"alice\",\"operation\":\"GetObject\",\"on\":\"lake/a\",\"objectExists\":\"yes\"} | objectExists is true or false",
                "{\"as\":\"alice\",\"operation\":\"GetObject\",\"on\":\"lake/a\",\"given\":{\"request.region\":{}}} | request.region is to be a text, a list of texts, or null for none",
                "{\"as\":\"alice\",\"operation\":\"GetObject\",\"on\":\"lake/a\",\"given\":[]} | given is an object of variables and their values",
                "{\"as\":\"alic\",\"operation\":\"GetObject\",\"on\":\"lake/a\"} | there is no user 'alic'; did you mean 'alice'?",
                "[] | the body is to be a JSON object with as, operation, on, objectExists, given",
            })
    void whatCannotBeSupposedIsABadRequest(String document, String message) throws IOException {
        RawReply reply = ask(document);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(JSON.readTree(reply.text()).path("message").asText()).isEqualTo(message);
    }

    @Test
    void aBodyThatIsNoJsonIsToldWithItsPlace() throws IOException {
        RawReply reply = ask("{\"as\": alice}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(JSON.readTree(reply.text()).path("message").asText())
                .startsWith("the body is no JSON: line 1, column ");
    }

    @Test
    void aLargeBodyIsRefused() throws IOException {
        assertThat(ask("{\"as\":\"" + "a".repeat(70_000) + "\"}").status()).isEqualTo(413);
    }

    @Test
    void onlyWhoControlsTheServerMayAsk() throws IOException {
        String document = "{\"as\":\"alice\",\"operation\":\"GetObject\",\"on\":\"lake/raw/a.csv\"}";

        assertThat(server.request("POST", "/_ostler/simulate")
                        .body(document)
                        .sendUnsigned()
                        .status())
                .isEqualTo(403);
        assertThat(server.request("POST", "/_ostler/simulate")
                        .key(new CustomerSecretKey("alice-key", "alice-secret"))
                        .body(document)
                        .send()
                        .status())
                .isEqualTo(403);
        RawReply byAdministrator =
                server.request("POST", "/_ostler/simulate").body(document).send();
        assertThat(byAdministrator.status()).isEqualTo(200);
        assertThat(byAdministrator.text()).startsWith("ALLOWED  GetObject  lake/raw/a.csv  by alice");
    }

    private Outcome command(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("policy", "simulate", "--data", server.dataDirectory().toString()));
        all.addAll(List.of(arguments));
        return OstlerCommand.run(all.toArray(String[]::new));
    }

    @Test
    void theCommandAsksTheRunningServer() throws IOException {
        Outcome allowed = command("alice", "GetObject", "lake/raw/a.csv");
        Outcome refused = command("alice", "PutObject", "lake/raw/a.csv", "--json");
        Outcome given = command("lisa", "HeadBucket", "lake", "--set", "request.networkSource.name=corpnet");
        Outcome service = command("service:x", "HeadBucket", "lake");
        Outcome exists = command("lola", "PutObject", "lake/raw/a.csv", "--object-exists", "false");
        Outcome wrong = command("alicia", "GetObject", "lake/raw/a.csv");

        assertThat(allowed.exitCode()).as(allowed.err()).isZero();
        assertThat(allowed.out()).contains("granted          OBJECT_READ by read-lake:1 in finance");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(JSON.readTree(refused.out())
                        .at("/policies/missing/0/permission")
                        .asText())
                .isEqualTo("OBJECT_OVERWRITE");
        assertThat(given.exitCode()).as(given.out()).isZero();
        assertThat(service.exitCode()).as(service.err()).isEqualTo(1);
        assertThat(service.out()).contains("by service x");
        assertThat(exists.exitCode()).as(exists.out()).isZero();
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("ostler: there is no user 'alicia'; did you mean 'alice'?");
    }

    @Test
    void aBootstrapFileAndAServerExcludeEachOther() {
        Outcome both = command("alice", "GetObject", "lake/raw/a.csv", "--bootstrap", "x.yaml");

        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).startsWith("ostler: --bootstrap asks no server");
    }
}
