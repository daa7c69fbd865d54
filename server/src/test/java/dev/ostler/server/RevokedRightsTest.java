// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Group;
import dev.ostler.server.identity.IdentityChange;
import dev.ostler.server.identity.User;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Presigned URLs are worth what their maker may do when they are used: what is taken away is gone at once. */
class RevokedRightsTest {
    private static final String WORLD = """
            version: 1
            groups: [{name: analysts}]
            users:
              - {name: alice, groups: [analysts], customerSecretKeys: [{id: alice, key: alice-secret}]}
            policies:
              - {name: lake, statements: [Allow group analysts to manage objects in tenancy]}
            buckets:
              - {name: lake, objects: [{name: there, text: there}]}
            """;

    @RegisterExtension
    final TestServer server =
            TestServer.oci().withBootstrap(new BootstrapFiles(List.of(), Optional.of(WORLD), Map.of()));

    private final HttpClient http = HttpClient.newHttpClient();
    private String readUrl = "";
    private String writeUrl = "";
    private User alice;
    private Group analysts;

    @BeforeEach
    void presign() throws Exception {
        String tenancyId = server.identity().tenancy().id();
        alice = server.identity().snapshot().user(tenancyId, "alice").orElseThrow();
        analysts = server.identity().snapshot().group(tenancyId, "analysts").orElseThrow();
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(TestServer.credentials(new CustomerSecretKey("alice", "alice-secret")))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            readUrl = presigner
                    .presignGetObject(presign -> presign.signatureDuration(Duration.ofHours(1))
                            .getObjectRequest(get -> get.bucket("lake").key("there")))
                    .url()
                    .toString();
            writeUrl = presigner
                    .presignPutObject(presign -> presign.signatureDuration(Duration.ofHours(1))
                            .putObjectRequest(put -> put.bucket("lake").key("new")))
                    .url()
                    .toString();
        }
        assertThat(read()).isEqualTo("200 there");
        assertThat(write()).isEqualTo("200 ");
    }

    @AfterEach
    void close() {
        http.close();
    }

    private String read() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(readUrl)).GET());
    }

    private String write() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(writeUrl)).PUT(HttpRequest.BodyPublishers.ofString("new")));
    }

    /** The status, and the body or its error code. */
    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> reply = http.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
        String body = reply.body();
        int code = body.indexOf("<Code>");
        return reply.statusCode() + " " + (code < 0 ? body : body.substring(code + 6, body.indexOf("</Code>")));
    }

    private void change(Consumer<IdentityChange> step) {
        server.identity().commit(change -> {
            step.accept(change);
            return true;
        });
    }

    private void expectBoth(String outcome) throws IOException, InterruptedException {
        assertThat(read()).isEqualTo(outcome);
        assertThat(write()).isEqualTo(outcome);
    }

    @Test
    void theyEndWhenTheirMakerLeavesTheGroupAndComeBackWithIt() throws Exception {
        var membership = new IdentityResource.Membership(analysts.id(), alice.id());
        change(step ->
                step.groups().removeUser(server.permit("RemoveUserFromGroup", membership), analysts.id(), alice.id()));
        expectBoth("404 NoSuchBucket");

        change(step -> step.groups().addUser(server.permit("AddUserToGroup", membership), analysts.id(), alice.id()));
        assertThat(read()).isEqualTo("200 there");
    }

    @Test
    void theyEndWhenTheirMakerIsBlocked() throws Exception {
        var user = new Existing(Kind.USER, alice.id());
        change(step -> step.users().updateState(server.permit("UpdateUserState", user), alice.id(), true));
        expectBoth("403 SignatureDoesNotMatch");

        change(step -> step.users().updateState(server.permit("UpdateUserState", user), alice.id(), false));
        assertThat(read()).isEqualTo("200 there");
    }

    @Test
    void theyEndWhenTheirMakerMayUseNoSecretKeys() throws Exception {
        change(step -> step.users()
                .updateCapabilities(
                        server.permit("UpdateUserCapabilities", new Existing(Kind.USER, alice.id())),
                        alice.id(),
                        EnumSet.complementOf(EnumSet.of(User.Capability.CUSTOMER_SECRET_KEYS))));

        expectBoth("403 SignatureDoesNotMatch");
    }

    @Test
    void theyEndWithTheKeyThatSignedThem() throws Exception {
        change(step -> step.secretKeys()
                .delete(
                        server.permit("DeleteCustomerSecretKey", new Credentials(Kind.CUSTOMER_SECRET_KEY, alice.id())),
                        alice.id(),
                        "alice"));

        expectBoth("403 SignatureDoesNotMatch");
    }

    @Test
    void theyEndWithTheirMaker() throws Exception {
        change(step -> {
            step.groups()
                    .removeUser(
                            server.permit(
                                    "RemoveUserFromGroup", new IdentityResource.Membership(analysts.id(), alice.id())),
                            analysts.id(),
                            alice.id());
            step.users().delete(server.permit("DeleteUser", new Existing(Kind.USER, alice.id())), alice.id());
        });

        expectBoth("403 SignatureDoesNotMatch");
    }

    @Test
    void theyEndWithThePolicyThatAllowedThem() throws Exception {
        var policy = server.identity()
                .snapshot()
                .policy(server.identity().tenancy().id(), "lake")
                .orElseThrow();
        change(step -> step.policies()
                .delete(server.permit("DeletePolicy", new Existing(Kind.POLICY, policy.id())), policy.id()));

        expectBoth("404 NoSuchBucket");
        assertThat(server.explainLast()).contains("PutObject  lake/new  by alice");
    }
}
