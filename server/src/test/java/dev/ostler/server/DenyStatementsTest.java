// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ostler.server.OstlerCommand.Outcome;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.IdentitySettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Deny statements: an opt-in of a tenancy, by its bootstrap file or by the server's flag. */
class DenyStatementsTest {
    private static final String WORLD = """
            version: 1
            groups: [{name: interns}]
            users:
              - {name: ines, groups: [interns], customerSecretKeys: [{id: ines, key: ines-secret}]}
              - {name: ada, groups: [Administrators, interns], customerSecretKeys: [{id: ada, key: ada-secret}]}
            policies:
              - name: interns
                statements:
                  - Allow group interns to manage objects in tenancy
            buckets:
              - {name: lake, objects: [{name: there, text: there}]}
              - {name: archive, objects: [{name: there, text: there}]}
            """;
    private static final String DENY = """
              - name: denied
                statements:
                  - Deny any-user to {OBJECT_DELETE} in tenancy where target.bucket.name = 'lake'
                  - Deny group interns to %s objects in tenancy where target.bucket.name = 'archive'
            """;

    private TestServer server = TestServer.oci();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private static String worldThatDenies(String verb) {
        return WORLD.replace("buckets:", DENY.replace("%s", verb) + "buckets:");
    }

    private static BootstrapFiles files(String world) {
        return new BootstrapFiles(List.of(), Optional.of(world), Map.of());
    }

    private TestServer started(String world, boolean denyStatements) throws IOException {
        server = TestServer.oci()
                .withBootstrap(files(world))
                .with(denyStatements ? IdentitySettings.DEFAULT.withDenyStatements() : IdentitySettings.DEFAULT);
        return server.start();
    }

    private S3Client as(String user) {
        var key = new CustomerSecretKey(user, user + "-secret");
        return server.s3(client -> client.credentialsProvider(TestServer.credentials(key)));
    }

    private static void put(S3Client client, String bucket, String key) {
        client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("new"));
    }

    @Test
    void withoutAnOptInADenyStatementIsRefusedWhereItStands() {
        assertThatThrownBy(() -> started(worldThatDenies("manage"), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(":13:9: found `Deny`, expected `Allow`")
                .hasMessageContaining("tenancy 'local' has not opted in to deny statements")
                .hasMessageContaining("`denyStatements: true` in its bootstrap file")
                .hasMessageContaining("--deny-statements");
    }

    @Test
    void denyBeatsAllowAndSparesAdministrators() throws IOException {
        started("denyStatements: true\n" + worldThatDenies("manage"), false);

        assertThat(SdkRefusal.summaryOf(() ->
                        as("ines").deleteObject(delete -> delete.bucket("lake").key("there"))))
                .isEqualTo("404 NoSuchBucket");
        assertThat(server.explainLast()).contains("denied:1").contains("Deny any-user to {OBJECT_DELETE}");
        put(as("ines"), "lake", "there");
        as("ada").deleteObject(delete -> delete.bucket("lake").key("there"));

        assertThat(server.s3().listObjectsV2(list -> list.bucket("lake")).keyCount())
                .isZero();
    }

    @Test
    void verbsOfDenyTakeTheirOwnLevelAndAllAboveIt() throws IOException {
        started(worldThatDenies("use"), true);

        S3Client ines = as("ines");
        assertThat(ines.getObjectAsBytes(get -> get.bucket("archive").key("there"))
                        .asUtf8String())
                .isEqualTo("there");
        assertThat(ines.listObjectsV2(list -> list.bucket("archive")).keyCount())
                .isOne();
        assertThat(SdkRefusal.summaryOf(() -> put(ines, "archive", "there"))).isEqualTo("404 NoSuchBucket");
        assertThat(SdkRefusal.summaryOf(() -> put(ines, "archive", "new"))).isEqualTo("404 NoSuchBucket");
        put(ines, "lake", "new");

        server.close();
        started(worldThatDenies("inspect"), true);
        assertThat(SdkRefusal.summaryOf(() ->
                        as("ines").getObjectAsBytes(get -> get.bucket("archive").key("there"))))
                .isEqualTo("404 NoSuchBucket");
        assertThat(SdkRefusal.summaryOf(() -> as("ines").listObjectsV2(list -> list.bucket("archive"))))
                .isEqualTo("404 NoSuchBucket");
    }

    @Test
    void whatTheFlagLetInStaysWithoutIt() throws IOException {
        started(worldThatDenies("inspect"), true);
        server.stop();

        String changed = "Deny group interns to inspect objects in tenancy where target.bucket.name = 'archive'";
        server.withBootstrap(files("version: 1\npolicies: [{name: denied, statements: [\"" + changed + "\"]}]"))
                .with(IdentitySettings.DEFAULT)
                .start();

        assertThat(SdkRefusal.summaryOf(() ->
                        as("ines").getObjectAsBytes(get -> get.bucket("archive").key("there"))))
                .isEqualTo("404 NoSuchBucket");
    }

    @Test
    void theFlagOptsInEveryTenancyOfTheServer() throws IOException {
        String other = """
                tenancies:
                  - namespace: other
                    policies: [{name: p, statements: [Deny any-user to read objects in tenancy]}]
                """;

        started(WORLD + other, true);

        assertThat(server.emulator().bootstrapped()).isPresent();
        server.close();
        assertThatThrownBy(() -> started("denyStatements: true\n" + WORLD + other, false))
                .hasMessageContaining("tenancy 'other' has not opted in");
    }

    @Test
    void theCommandLineHasTheFlag() {
        Outcome without = OstlerCommand.run("run", "--bootstrap-yaml", worldThatDenies("read"), "--", "true");
        Outcome with = OstlerCommand.run(
                "run", "--deny-statements", "--bootstrap-yaml", worldThatDenies("read"), "--", "true");

        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.err()).contains("--deny-statements");
        assertThat(with.err()).isEmpty();
        assertThat(with.exitCode()).isZero();
    }
}
