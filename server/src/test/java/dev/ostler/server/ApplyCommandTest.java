// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ostler.server.OstlerCommand.Outcome;
import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/** {@code ostler apply}: what files here declare is there, with what they name here. */
class ApplyCommandTest {
    private static final String WORLD = """
            version: 1
            compartments: [{name: finance}]
            groups: [{name: analysts}, {name: loaders}]
            users:
              - name: alice
                groups: [analysts, loaders]
                customerSecretKeys: [{id: alice-key, key: "${ALICE_SECRET}"}]
            policies:
              - {name: read-lake, statementsFile: statements.json}
            buckets:
              - name: lake
                freeformTags: {team: data}
                objects:
                  - {name: raw/a.csv, text: "1,2,3\\n", contentType: text/csv}
                  - {directory: fixtures, prefix: raw/}
                  - {name: one, file: "./fixtures/b.csv"}
              - name: pond
            """;
    private static final Map<String, String> ENVIRONMENT = Map.of("ALICE_SECRET", "hunter2-hunter2");
    private static final CustomerSecretKey ALICE = new CustomerSecretKey("alice-key", "hunter2-hunter2");

    @RegisterExtension
    final NoErrorsLogged log = new NoErrorsLogged();

    @RegisterExtension
    final TestServer server = TestServer.oci();

    @TempDir
    Path directory;

    private Path yaml = Path.of("");

    @BeforeEach
    void layOut() throws IOException {
        yaml = Files.writeString(directory.resolve("bootstrap.yaml"), WORLD);
        Files.writeString(
                Files.createDirectories(directory.resolve("fixtures/sub dir")).resolve("ü \"q\" \\.csv"), "odd");
        Files.writeString(directory.resolve("fixtures/b.csv"), "b");
        Files.writeString(directory.resolve("fixtures/empty"), "");
        Files.writeString(
                directory.resolve("statements.json"), "[\"Allow group analysts to manage object-family in tenancy\"]");
    }

    private Outcome apply(Path... files) {
        return apply(ENVIRONMENT, files);
    }

    private Outcome apply(Map<String, String> environment, Path... files) {
        List<String> arguments = new ArrayList<>(
                List.of("apply", "--data", server.dataDirectory().toString()));
        Stream.of(files).map(Path::toString).forEach(arguments::add);
        return OstlerCommand.run(environment, arguments.toArray(String[]::new));
    }

    private String applied(Path... files) {
        Outcome outcome = apply(files);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        return outcome.out().strip();
    }

    private String refusalOf(String wrong) throws IOException {
        Outcome outcome = apply(Files.writeString(yaml, wrong));
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(1);
        return outcome.err().strip();
    }

    private S3Client alice() {
        return server.s3(client -> client.credentialsProvider(TestServer.credentials(ALICE)));
    }

    private List<String> objects() {
        return server.s3().listObjectsV2(list -> list.bucket("lake")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private String content(String key) {
        return alice().getObjectAsBytes(get -> get.bucket("lake").key(key)).asUtf8String();
    }

    private List<String> buckets() {
        return server.s3().listBuckets().buckets().stream().map(Bucket::name).toList();
    }

    @Test
    void declaredWorldIsThereAndApplyingAgainChangesNothing() {
        assertThat(applied(yaml)).isEqualTo("12 created, 0 unchanged, 0 updated");
        assertThat(objects())
                .containsExactly("one", "raw/a.csv", "raw/b.csv", "raw/empty", "raw/sub dir/ü \"q\" \\.csv");
        assertThat(content("one")).isEqualTo("b");
        assertThat(content("raw/empty")).isEmpty();
        assertThat(content("raw/sub dir/ü \"q\" \\.csv")).isEqualTo("odd");

        assertThat(applied(yaml)).isEqualTo("0 created, 12 unchanged, 0 updated");
    }

    @Test
    void fieldsOfTheFileWinAndAllElseStays() throws IOException {
        applied(yaml);
        server.s3()
                .putBucketTagging(put -> put.bucket("lake")
                        .tagging(tags -> tags.tagSet(
                                Tag.builder().key("other").value("x").build())));
        server.s3().putObject(put -> put.bucket("lake").key("raw/a.csv"), RequestBody.fromString("changed"));
        server.s3().deleteObject(delete -> delete.bucket("lake").key("raw/b.csv"));
        server.s3().putObject(put -> put.bucket("lake").key("mine"), RequestBody.fromString("mine"));
        server.s3().createBucket(create -> create.bucket("other"));
        server.s3().deleteBucket(delete -> delete.bucket("pond"));

        assertThat(applied(yaml)).isEqualTo("2 created, 9 unchanged, 1 updated");

        assertThat(server.s3().getBucketTagging(get -> get.bucket("lake")).tagSet())
                .containsExactly(Tag.builder().key("team").value("data").build());
        assertThat(content("raw/a.csv")).isEqualTo("changed");
        assertThat(content("raw/b.csv")).isEqualTo("b");
        assertThat(content("mine")).isEqualTo("mine");
        assertThat(buckets()).containsExactly("lake", "other", "pond");
    }

    /** Of a list that is given, what it no longer has is gone; a thing that is no longer named stays as it was. */
    @Test
    void listsAreWholeAndThingsLeftOutStay() throws IOException {
        applied(yaml);

        Files.writeString(yaml, """
                version: 1
                users: [{name: alice, customerSecretKeys: []}]
                policies: [{name: read-lake, statements: [Allow group analysts to read buckets in tenancy]}]
                """);

        assertThat(applied(yaml)).isEqualTo("0 created, 0 unchanged, 2 updated");
        assertThatThrownBy(() -> alice().listBuckets())
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        assertThat(buckets()).containsExactly("lake", "pond");
        Files.writeString(yaml, WORLD);
        assertThat(applied(yaml)).isEqualTo("0 created, 10 unchanged, 2 updated");
        assertThat(content("one")).isEqualTo("b");
    }

    @Test
    void objectIsReplacedWhereTheFileSaysSo() throws IOException {
        Files.writeString(yaml, WORLD.replace("prefix: raw/}", "prefix: raw/, replace: true}"));
        applied(yaml);
        Files.writeString(directory.resolve("fixtures/b.csv"), "new");

        assertThat(applied(yaml)).isEqualTo("0 created, 11 unchanged, 1 updated");
        assertThat(content("raw/b.csv")).isEqualTo("new");
        assertThat(content("one")).isEqualTo("b");
        assertThat(applied(yaml)).isEqualTo("0 created, 12 unchanged, 0 updated");
    }

    @Test
    void variablesAreTheCommandsOwn() {
        Outcome unset = apply(Map.of(), yaml);

        assertThat(unset.exitCode()).isEqualTo(1);
        assertThat(unset.err())
                .isEqualTo("ostler: " + yaml
                        + ":7:48: the variable ALICE_SECRET is not set; set it, or write ${ALICE_SECRET:-default}\n");
        assertThat(buckets()).isEmpty();
        assertThat(apply(Map.of("ALICE_SECRET", "another"), yaml).exitCode()).isZero();
        assertThatThrownBy(() -> alice().listBuckets()).isInstanceOf(S3Exception.class);
        assertThat(applied(yaml)).isEqualTo("0 created, 11 unchanged, 1 updated");
        assertThat(alice().listObjectsV2(list -> list.bucket("lake")).contents())
                .hasSize(5);
    }

    @Test
    void everyMistakeIsToldAndNothingIsApplied() throws IOException {
        assertThat(refusalOf(WORLD.replace("statements.json", "none.json").replace("fixtures/b.csv", "fixtures")
                        + "bucket: []\n"))
                .isEqualTo("ostler: " + yaml + ":9:39: 'none.json' cannot be taken: there is no such file\n" + yaml
                        + ":16:27: './fixtures' cannot be taken: it is a directory\n" + yaml
                        + ":18:1: unknown key 'bucket' in a bootstrap file; did you mean 'buckets'?");
        assertThat(buckets()).isEmpty();
    }

    /** What depends on the world the server alone can tell; places are those of the file here all the same. */
    @Test
    void mistakesThatTheServerFindsHaveTheirPlacesToo() throws IOException {
        String refusal = refusalOf(WORLD.replace("groups: [analysts, loaders]", "groups: [analists]")
                .replace("name: pond", "name: _ostler")
                .replace("id: alice-key", "id: " + "k".repeat(200)));

        assertThat(refusal)
                .isEqualTo("ostler: " + server.endpoint() + " refuses:\n" + yaml
                        + ":6:14: there is no group 'analists'; did you mean 'analysts'?\n" + yaml
                        + ":7:26: the access key must be 1 to 128 printable ASCII characters without blanks\n" + yaml
                        + ":17:11: the bucket's name '_ostler' breaks the rule: _ostler is the server's own");
        assertThat(buckets()).isEmpty();
        assertThatThrownBy(() -> alice().listBuckets()).isInstanceOf(S3Exception.class);
    }

    @Test
    void secretsAreInNoMessageAndNoExplanation() throws IOException {
        String refusal = refusalOf(WORLD.replace("id: alice-key,", "id: \"\",")
                .replace("name: pond", "name: \"${ALICE_SECRET}!\"")
                .replace("[analysts, loaders]", "[\"${ALICE_SECRET}\"]"));

        assertThat(refusal)
                .contains("there is no group '${ALICE_SECRET}'")
                .contains("the bucket's name '${ALICE_SECRET}!' breaks")
                .doesNotContain("hunter2");
        assertThat(server.explainLast()).doesNotContain("hunter2");
    }

    @Test
    void severalFilesAndDirectoriesAreOneDeclaration() throws IOException {
        Path more = Files.createDirectories(directory.resolve("more.d"));
        Files.writeString(more.resolve("1.yaml"), "version: 1\nusers: [{name: bob, groups: [analysts]}]\n");
        Files.writeString(
                more.resolve("2.yml"), "version: 1\nbuckets: [{name: two, objects: [{name: o, file: o.txt}]}]\n");
        Files.writeString(more.resolve("o.txt"), "of two");
        Files.writeString(directory.resolve("o.txt"), "of another");

        assertThat(applied(yaml, more)).isEqualTo("15 created, 0 unchanged, 0 updated");
        assertThat(server.s3()
                        .getObjectAsBytes(get -> get.bucket("two").key("o"))
                        .asUtf8String())
                .isEqualTo("of two");
        Outcome twice = apply(yaml, yaml);
        assertThat(twice.exitCode()).isEqualTo(1);
        assertThat(twice.err()).contains("the user 'alice' is there twice; first at " + yaml + ":5:11");
    }

    @Test
    void emptyDirectoryDeclaresNoObject() throws IOException {
        Files.createDirectories(directory.resolve("nothing"));
        Files.writeString(yaml, "version: 1\nbuckets: [{name: lake, objects: [{directory: nothing}]}]\n");

        assertThat(applied(yaml)).isEqualTo("1 created, 0 unchanged, 0 updated");
    }

    @Test
    void whatToDoIsSaidWhenItCannotBegin() throws IOException {
        Outcome nothing = OstlerCommand.run("apply");
        Outcome missing = apply(directory.resolve("none.yaml"));
        Outcome empty = apply(Files.createDirectories(directory.resolve("nothing")));
        Outcome noServer = OstlerCommand.run(
                ENVIRONMENT, "apply", "--data", directory.resolve("none").toString(), yaml.toString());
        Outcome help = OstlerCommand.run("apply", "--help");

        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err()).contains("Missing required parameter: 'FILE'").contains("ostler apply --help");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("none.yaml cannot be read: there is no such file");
        assertThat(empty.exitCode()).isEqualTo(1);
        assertThat(empty.err()).contains("holds no .yaml or .yml; name a file");
        assertThat(noServer.exitCode()).isEqualTo(1);
        assertThat(noServer.err()).contains("no server runs on").contains("ostler serve");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Example:  ostler apply bootstrap.yaml");
    }

    @Test
    void wrongTokenIsRefusedBeforeAnythingIsSent() throws IOException {
        try (var large = Files.newByteChannel(
                directory.resolve("fixtures/large"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            large.position(1L << 30).write(ByteBuffer.wrap(new byte[1]));
        }
        long begun = System.nanoTime();

        Outcome outcome = OstlerCommand.run(
                Map.of("ALICE_SECRET", "x", "OSTLER_CONTROL_TOKEN", "wrong"),
                "apply",
                "--server",
                server.endpoint().toString(),
                yaml.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("refuses: the control API needs the control token");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(buckets()).isEmpty();
    }
}
