// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where many statements come near, an explanation still fits on a screen. */
class LongPolicyExplanationTest {
    private static final int NEAR_MISSES = 40;
    private static final CustomerSecretKey BOB = new CustomerSecretKey("bob-key", "bob-secret");

    @RegisterExtension
    static final TestServer server =
            TestServer.oci().withBootstrap(new BootstrapFiles(List.of(), Optional.of("""
                            version: 1
                            groups: [{name: g1}, {name: g2}, {name: g3}, {name: g4}, {name: g5}, {name: g6}]
                            users:
                              - name: bob
                                groups: [g1, g2, g3, g4, g5, g6]
                                customerSecretKeys: [{displayName: test, id: bob-key, key: bob-secret}]
                            buckets: [{name: lake}]
                            policies:
                              - name: many
                                statements:
                            """ + statements()), Map.of()));

    private static String statements() {
        return IntStream.range(0, NEAR_MISSES)
                .mapToObj(it -> "      - Allow group g" + (1 + it % 6) + " to read objects in tenancy where all"
                        + " {target.bucket.name = 'lake', target.object.name = 'folder-" + it + "/*'}\n")
                .collect(Collectors.joining());
    }

    private static String explained(String parameters) throws IOException {
        return server.request("GET", "/_ostler/explain?last=1" + parameters)
                .send()
                .text();
    }

    @Test
    void explanationsHaveAtMostFifteenLinesUnlessAllIsWanted() throws IOException {
        for (String method : List.of("GET", "PUT", "POST")) {
            String path = "/lake/tmp/a.csv" + (method.equals("POST") ? "?uploads" : "");
            assertThat(server.request(method, path).key(BOB).send().status()).isEqualTo(404);

            assertThat(explained("").lines())
                    .hasSizeLessThanOrEqualTo(15)
                    .anyMatch(it -> it.contains("(--all shows them)"))
                    .anyMatch(it -> it.startsWith("would allow it"))
                    .first()
                    .asString()
                    .contains("by bob (g1, g2, g3, g4 and 2 more)");
            assertThat(explained("&all").lines().filter(it -> it.startsWith("nearest")))
                    .hasSizeGreaterThanOrEqualTo(NEAR_MISSES);
        }
    }
}
