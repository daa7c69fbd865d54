// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.IdentitySettings;
import dev.ostler.server.identity.User;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.Permit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** OCI's propagation rehearsed: what clients see, and what explanations say, until a change is in force. */
class DelayedForceTest {
    private static final Duration DELAY = Duration.ofSeconds(60);
    private static final String WORLD = """
            version: 1
            groups: [{name: analysts}]
            users:
              - {name: alice, groups: [analysts], customerSecretKeys: [{id: alice, key: alice-secret}]}
            policies:
              - {name: inspect, statements: [Allow group analysts to inspect objects in tenancy]}
            buckets:
              - {name: lake, objects: [{name: there, text: there}]}
            """;
    private static final String READ = "Allow group analysts to read objects in tenancy";

    @RegisterExtension
    final TestServer server = TestServer.oci()
            .withBootstrap(new BootstrapFiles(List.of(), Optional.of(WORLD), Map.of()))
            .with(IdentitySettings.DEFAULT.withPolicyDelay(DELAY).withKeyDelay(DELAY));

    private RawReply get(String key) throws IOException {
        return server.request("GET", "/lake/there")
                .key(new CustomerSecretKey(key, key + "-secret"))
                .send();
    }

    private void wait(int seconds) {
        server.clock().advance(Duration.ofSeconds(seconds));
    }

    private User alice() {
        return server.identity()
                .snapshot()
                .user(server.identity().tenancy().id(), "alice")
                .orElseThrow();
    }

    private Permit permit(String operation) {
        return server.permit(operation, new Credentials(Kind.CUSTOMER_SECRET_KEY, alice().id()));
    }

    @Test
    void whatTheFilesDeclareIsInForceFromTheStartAndAfterAReset() throws IOException {
        RawRequest list =
                server.request("GET", "/lake?list-type=2").key(new CustomerSecretKey("alice", "alice-secret"));

        assertThat(list.send().status()).isEqualTo(200);
        server.reset();
        assertThat(list.send().status()).isEqualTo(200);
    }

    @Test
    void whatIsAppliedLaterIsLate(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("more.yaml");
        Files.writeString(file, "version: 1\npolicies: [{name: more, statements: [" + READ + "]}]\n");

        var applied =
                OstlerCommand.run("apply", "--data", server.dataDirectory().toString(), file.toString());

        assertThat(applied.exitCode()).as(applied.err()).isZero();
        assertThat(get("alice").summary()).isEqualTo("404 NoSuchBucket");
        assertThat(server.explainLast()).contains("not in force yet more:1 will allow it");
        wait(60);
        assertThat(get("alice").text()).isEqualTo("there");
    }

    @Test
    void aPolicyIsAnsweredAsIfItWereNotThereAndExplainedAsOnItsWay() throws IOException {
        server.allow(List.of(READ));
        wait(12);

        assertThat(get("alice").summary()).isEqualTo("404 NoSuchBucket");
        String explained = server.explainLast();
        assertThat(explained)
                .containsPattern(
                        "not in force yet allowed-by-test:1 will allow it: a change saved 1[23] s before and in force"
                                + " 4[78] s after this request \\(--policy-delay\\)")
                .contains("would allow it   Allow group analysts to {OBJECT_READ}");
        assertThat(explained.lines().count()).isLessThanOrEqualTo(15);
        assertThat(Terminal.line(server.refusals().getLast()))
                .containsPattern(
                        "OBJECT_READ not granted \\(allowed-by-test:1 will allow it: a change saved 1[23] s before");

        wait(48);
        assertThat(get("alice").text()).isEqualTo("there");
        server.allow(List.of());
        assertThat(get("alice").status()).isEqualTo(200);
        wait(60);
        assertThat(get("alice").summary()).isEqualTo("404 NoSuchBucket");
        assertThat(server.explainLast()).doesNotContain("not in force yet");
    }

    @Test
    void aChangeThatWouldNotHelpIsNotNamed() throws IOException {
        server.allow(List.of("Allow group analysts to read buckets in tenancy"));

        assertThat(get("alice").summary()).isEqualTo("404 NoSuchBucket");

        assertThat(server.explainLast()).doesNotContain("not in force yet");
    }

    @Test
    void aWriteThatStoredStateRefusesNamesTheChangeToo() throws IOException {
        server.allow(List.of("Allow group analysts to {OBJECT_CREATE} in tenancy"));
        wait(60);
        server.allow(List.of("Allow group analysts to {OBJECT_CREATE, OBJECT_OVERWRITE} in tenancy"));

        RawReply refused = server.request("PUT", "/lake/there")
                .key(new CustomerSecretKey("alice", "alice-secret"))
                .body("new")
                .send();

        assertThat(refused.summary()).isEqualTo("404 NoSuchBucket");
        assertThat(server.explainLast())
                .contains("needed           OBJECT_OVERWRITE", "not in force yet allowed-by-test:1");
    }

    @Test
    void aNewKeyIsAnsweredAsOciAnswersAnUnknownOne() throws IOException {
        server.identity()
                .commit(change -> change.secretKeys()
                        .create(
                                permit("CreateCustomerSecretKey"),
                                alice().id(),
                                "second",
                                new CustomerSecretKey("second", "second-secret")));
        wait(12);
        RawReply unknown = get("nobody");

        RawReply refused = get("second");

        assertThat(refused.summary()).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(refused.text()).isEqualTo(unknown.text());
        assertThat(refused.header("ostler-reason")).isEqualTo(unknown.header("ostler-reason"));
        assertThat(server.explainLast())
                .containsPattern(
                        "cause            Key. It is not in force yet: saved 1[23] s before and in force 4[78] s"
                                + " after this request \\(--key-delay\\)");
        assertThat(Terminal.line(server.refusals().getLast()))
                .containsPattern("key seco\\.\\.\\.: the access key is not in force yet, saved 1[23] s before");
        wait(48);
        // The policy's own delay has nothing to do with it.
        assertThat(server.request("GET", "/lake?list-type=2")
                        .key(new CustomerSecretKey("second", "second-secret"))
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDeletedKeyWorksUntilItsDeletionIsInForce() throws IOException {
        RawRequest list =
                server.request("GET", "/lake?list-type=2").key(new CustomerSecretKey("alice", "alice-secret"));
        server.identity().commit(change -> {
            change.secretKeys().delete(permit("DeleteCustomerSecretKey"), alice().id(), "alice");
            return true;
        });

        assertThat(list.send().status()).isEqualTo(200);
        wait(60);
        assertThat(list.send().summary()).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(server.explainLast()).contains("it is another server's").doesNotContain("not in force yet");
    }
}
