// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A refusal by policies, from the client's request to what ostler explain says of it. */
class PolicyExplanationTest {
    private static final CustomerSecretKey ALICE = new CustomerSecretKey("alice-key", "alice-secret");

    @RegisterExtension
    static final TestServer server = TestServer.oci()
            .withBootstrap(new BootstrapFiles(
                    List.of(GeneratedDocument.home().resolve("docs/examples/lake.yaml")), Optional.empty(), Map.of()));

    private static RawRequest byAlice(String method, String path) {
        return server.request(method, path).key(ALICE);
    }

    private static String explained() throws IOException {
        return server.request("GET", "/_ostler/explain?last=1").send().text();
    }

    @Test
    void aRefusedOverwriteIsExplainedAsTheReadmeShows() throws IOException {
        assertThat(byAlice("GET", "/lake/raw/a.csv").send().text()).isEqualTo("1,2,3\n");

        RawReply refused = byAlice("PUT", "/lake/raw/a.csv").body("4,5,6").send();

        assertThat(refused.summary()).isEqualTo("404 NoSuchBucket");
        assertThat(refused.header("ostler-reason").orElseThrow()).doesNotContain("read-lake", "analysts");
        assertThat(explained().lines().findFirst().orElseThrow())
                .matches(
                        "REFUSED  PutObject  lake/raw/a\\.csv  by alice \\(analysts\\)   [0-9:]{8}Z  id iad-1:\\w{4}\\.\\.\\.");
        assertThat(explained().lines().skip(1)).containsExactly("""
                        the client saw   404 NoSuchBucket: OCI answers a missing permission like a missing bucket; the bucket exists
                        needed           OBJECT_OVERWRITE, because raw/a.csv exists (a new name needs OBJECT_CREATE)
                        nearest          read-lake:1 in finance
                                         Allow group analysts to read objects in compartment finance where all {target.bucket.name = 'lake', target.object.name = 'raw/*'}
                                                                 ^^^^ gives OBJECT_INSPECT, OBJECT_READ; 'use' adds OBJECT_OVERWRITE
                        no others        2 statements in force; 1 is for other groups (--all shows them)
                        would allow it   Allow group analysts to {OBJECT_OVERWRITE} in compartment finance where all {target.bucket.name = 'lake', target.object.name = 'raw/a.csv'}
                        """.lines().toArray(String[]::new));
        assertThat(byAlice("GET", "/lake/raw/a.csv").send().text()).isEqualTo("1,2,3\n");
    }

    @Test
    void aConditionThatFailedIsShownWithBothValues() throws IOException {
        assertThat(byAlice("GET", "/lake/other/b.csv").send().summary()).isEqualTo("404 NoSuchBucket");

        assertThat(explained()).contains("needed           OBJECT_READ").contains("'other/b.csv'");
    }

    @Test
    void theJsonNamesTheGroupsAndTheStatementsThatCameNear() throws IOException {
        byAlice("PUT", "/lake/raw/a.csv").body("4,5,6").send();

        JsonNode refused = new ObjectMapper()
                .readTree(server.request("GET", "/_ostler/explain?last=1")
                        .header("Accept", "application/json")
                        .send()
                        .text())
                .path(0);

        assertThat(refused.path("code").asText()).isEqualTo("NoSuchBucket");
        assertThat(refused.path("policies").path("groups"))
                .map(JsonNode::asText)
                .containsExactly("analysts");
        JsonNode nearest =
                refused.path("policies").path("missing").path(0).path("nearest").path(0);
        assertThat(nearest.path("statement").asText()).isEqualTo("read-lake:1");
    }

    @Test
    void theControlApiIsNotForUsersWhoAreNoAdministrators() throws IOException {
        assertThat(byAlice("GET", "/_ostler/explain?last=1").send().status()).isEqualTo(403);
    }
}
