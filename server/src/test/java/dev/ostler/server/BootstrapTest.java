// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ostler.server.bootstrap.BootstrapFile;
import dev.ostler.server.bootstrap.BootstrapSource;
import dev.ostler.server.bootstrap.NamedFileException;
import dev.ostler.server.bootstrap.NamedFiles;
import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/** A server with bootstrap files: what they declare is there, at each start and after each reset. */
class BootstrapTest {
    private static final String WORLD = """
            version: 1
            groups: [{name: analysts}, {name: loaders, description: They load}]
            users:
              - name: alice
                groups: [analysts, Administrators]
                customerSecretKeys: [{id: alice-key, key: "${ALICE_SECRET:-alice-secret}"}]
              - {name: bob, groups: [loaders]}
            buckets:
              - name: lake
                freeformTags: {team: data}
                objects:
                  - {name: raw/a.csv, text: "1,2,3\\n", contentType: text/csv, metadata: {Source: test}}
                  - {directory: fixtures, prefix: raw/}
              - {name: pond}
            """;

    private static final CustomerSecretKey ALICE = new CustomerSecretKey("alice-key", "alice-secret");

    @TempDir
    Path directory;

    private Path file = Path.of("");
    private Path yaml = Path.of("");
    private TestServer server = TestServer.oci();

    @BeforeEach
    void layOut() throws IOException {
        yaml = directory.resolve("bootstrap.yaml");
        Files.writeString(yaml, WORLD);
        file = Files.createDirectories(directory.resolve("fixtures/sub")).resolve("b.csv");
        Files.writeString(file, "b");
        server = TestServer.oci().withBootstrap(files(Map.of()));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private BootstrapFiles files(Map<String, String> environment) {
        return new BootstrapFiles(List.of(yaml), Optional.empty(), environment);
    }

    private String outcome() {
        return server.emulator().bootstrapped().orElseThrow().toString();
    }

    private String restarted() throws IOException {
        server.stop();
        server.start();
        return outcome();
    }

    private S3Client as(CustomerSecretKey key) {
        return server.s3(client -> client.credentialsProvider(TestServer.credentials(key)));
    }

    private List<String> objects() {
        return server.s3().listObjectsV2(list -> list.bucket("lake")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void declaredWorldIsThere() throws IOException {
        server.start();

        assertThat(outcome()).isEqualTo("8 created, 0 unchanged, 0 updated");
        assertThat(as(ALICE).listBuckets().buckets()).extracting(Bucket::name).containsExactly("lake", "pond");
        assertThat(objects()).containsExactly("raw/a.csv", "raw/sub/b.csv");
        var read = as(ALICE).getObjectAsBytes(get -> get.bucket("lake").key("raw/a.csv"));
        assertThat(read.asUtf8String()).isEqualTo("1,2,3\n");
        assertThat(read.response().contentType()).isEqualTo("text/csv");
        assertThat(read.response().metadata()).containsExactly(Map.entry("source", "test"));
        assertThat(server.s3().getBucketTagging(get -> get.bucket("lake")).tagSet())
                .containsExactly(Tag.builder().key("team").value("data").build());
    }

    @Test
    void applyingAgainChangesNothing() throws IOException {
        server.start();

        assertThat(restarted()).isEqualTo("0 created, 8 unchanged, 0 updated");
        assertThat(restarted()).isEqualTo("0 created, 8 unchanged, 0 updated");
    }

    @Test
    void declaredFieldsWinAndAllElseStays() throws IOException {
        server.start();
        server.s3()
                .putBucketTagging(put -> put.bucket("lake")
                        .tagging(tags -> tags.tagSet(
                                Tag.builder().key("other").value("x").build())));
        server.s3().putObject(put -> put.bucket("lake").key("raw/a.csv"), RequestBody.fromString("changed"));
        server.s3().deleteObject(delete -> delete.bucket("lake").key("raw/sub/b.csv"));
        server.s3().putObject(put -> put.bucket("pond").key("mine"), RequestBody.fromString("mine"));
        server.s3().createBucket(create -> create.bucket("other"));

        assertThat(restarted()).isEqualTo("1 created, 6 unchanged, 1 updated");

        assertThat(server.s3().getBucketTagging(get -> get.bucket("lake")).tagSet())
                .containsExactly(Tag.builder().key("team").value("data").build());
        assertThat(server.s3()
                        .getObjectAsBytes(get -> get.bucket("lake").key("raw/a.csv"))
                        .asUtf8String())
                .isEqualTo("changed");
        assertThat(server.s3()
                        .getObjectAsBytes(get -> get.bucket("pond").key("mine"))
                        .asUtf8String())
                .isEqualTo("mine");
        assertThat(server.s3().listBuckets().buckets())
                .extracting(Bucket::name)
                .containsExactly("lake", "other", "pond");
    }

    @Test
    void objectsAreReplacedOnlyWhereItIsSaid() throws IOException {
        Files.writeString(yaml, WORLD.replace("prefix: raw/", "prefix: raw/, replace: true"));
        server.start();
        Files.writeString(file, "new");

        assertThat(restarted()).isEqualTo("0 created, 7 unchanged, 1 updated");

        assertThat(server.s3()
                        .getObjectAsBytes(get -> get.bucket("lake").key("raw/sub/b.csv"))
                        .asUtf8String())
                .isEqualTo("new");
        assertThat(restarted()).isEqualTo("0 created, 8 unchanged, 0 updated");
    }

    @Test
    void keysAndGroupsGoneFromTheFileAreGone() throws IOException {
        server.start();
        Files.writeString(
                yaml, WORLD.replace("alice-key", "second-key").replace("[analysts, Administrators]", "[analysts]"));

        assertThat(restarted()).isEqualTo("0 created, 7 unchanged, 1 updated");

        assertThatThrownBy(() -> as(ALICE).listBuckets())
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        assertThatThrownBy(() ->
                        as(new CustomerSecretKey("second-key", "alice-secret")).listBuckets())
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    @Test
    void secretThatChangesInTheEnvironmentChangesTheKey() throws IOException {
        server.start();
        server.stop();
        server.withBootstrap(files(Map.of("ALICE_SECRET", "another"))).start();

        assertThat(outcome()).isEqualTo("0 created, 7 unchanged, 1 updated");
        assertThat(as(new CustomerSecretKey("alice-key", "another"))
                        .listBuckets()
                        .buckets())
                .hasSize(2);
    }

    @Test
    void resetAppliesTheFilesAgain() throws IOException {
        server.start();
        server.s3().deleteObject(delete -> delete.bucket("lake").key("raw/a.csv"));
        server.s3().createBucket(create -> create.bucket("other"));

        server.emulator().reset();

        assertThat(as(ALICE).listBuckets().buckets()).extracting(Bucket::name).containsExactly("lake", "pond");
        assertThat(objects()).containsExactly("raw/a.csv", "raw/sub/b.csv");
    }

    /** A file that became wrong must not cost the world that is there. */
    @Test
    void resetWithAWrongFileChangesNothing() throws IOException {
        server.start();
        server.s3().createBucket(create -> create.bucket("other"));
        Files.writeString(yaml, WORLD + "policy: []\n");

        OstlerCommand.Outcome reset =
                OstlerCommand.run("reset", "--data", server.dataDirectory().toString());

        assertThat(reset.exitCode()).isEqualTo(1);
        assertThat(reset.err()).contains("bootstrap.yaml:15:1: unknown key 'policy'");
        assertThat(server.s3().listBuckets().buckets()).hasSize(3);
    }

    @Test
    void resetSaysWhichFileHasGone() throws IOException {
        server.start();
        server.s3().createBucket(create -> create.bucket("other"));
        Files.delete(file);
        Files.delete(file.getParent());
        Files.delete(directory.resolve("fixtures"));

        assertThat(reset().err())
                .contains("bootstrap.yaml:13:21: 'fixtures' cannot be taken: there is no such directory");
        Files.delete(yaml);
        assertThat(reset().err()).contains("the bootstrap file " + yaml + " cannot be read: there is no such file");
        assertThat(server.s3().listBuckets().buckets()).hasSize(3);
    }

    private OstlerCommand.Outcome reset() {
        OstlerCommand.Outcome reset =
                OstlerCommand.run("reset", "--data", server.dataDirectory().toString());
        assertThat(reset.exitCode()).isEqualTo(1);
        return reset;
    }

    /** While the objects are written: more often than not, the many files after the first. */
    @Test
    void fileThatChangesWhileItIsAppliedIsNamed() throws IOException {
        Path fixtures = directory.resolve("fixtures");
        Files.writeString(fixtures.resolve("a"), "a");
        Files.writeString(fixtures.resolve("c"), "c");
        BootstrapSource source = BootstrapSource.of(yaml).getFirst();
        NamedFiles goneLater = new NamedFiles() {
            @Override
            public InputStream open(String path) throws IOException {
                if (path.endsWith("c")) {
                    throw new IOException("there is no such file");
                }
                return source.files().open(path);
            }

            @Override
            public long lengthBytes(String path) throws IOException {
                return source.files().lengthBytes(path);
            }

            @Override
            public List<String> below(String path) throws IOException {
                return source.files().below(path);
            }
        };
        server.withBootstrap(BootstrapFiles.NONE).start();

        assertThatThrownBy(() -> server.emulator()
                        .domain()
                        .bootstrap()
                        .apply(BootstrapFile.read(
                                List.of(new BootstrapSource("b.yaml", source.yaml(), goneLater)),
                                _ -> Optional.empty())))
                .isInstanceOf(NamedFileException.class)
                .hasMessage("b.yaml:13:9: 'fixtures/c' cannot be taken: there is no such file");
        assertThat(objects()).containsExactly("raw/a", "raw/a.csv");
    }

    @Test
    void wrongFileStopsTheStartAndNothingOfItIsApplied() throws IOException {
        Files.writeString(
                yaml,
                WORLD.replace(
                                "groups: [loaders]}",
                                "groups: [loders], customerSecretKeys: [{id: alice-key, key: hunter2}]}")
                        .replace("name: pond", "name: _ostler"));

        assertThatThrownBy(server::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is there twice")
                .hasMessageNotContaining("hunter2");

        Files.writeString(
                yaml, WORLD.replace("groups: [loaders]", "groups: [loders]").replace("name: pond", "name: _ostler"));
        assertThatThrownBy(server::start)
                .isInstanceOf(IOException.class)
                .message()
                .isEqualTo(yaml + ":7:26: there is no group 'loders'; did you mean 'loaders'?\n" + yaml
                        + ":14:12: the bucket's name '_ostler' breaks the rule: _ostler is the server's own");

        Files.writeString(yaml, "version: 1\n");
        server.start();
        assertThat(server.s3().listBuckets().buckets()).isEmpty();
        assertThatThrownBy(() -> as(ALICE).listBuckets()).isInstanceOf(S3Exception.class);
    }

    @Test
    void whatCannotBeAppliedIsSaidAndNotPassedOver() {
        String problem = problemOf("""
                version: 1
                namespace: other
                compartments: [{name: finance}]
                """);

        assertThat(problem).contains("bootstrap.yaml:2:12: the server's namespace is 'local'");
    }

    private String problemOf(String wrong) {
        try {
            Files.writeString(yaml, wrong);
            server.start();
            throw new AssertionError("the file was applied");
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void furtherTenancyHasUsersAndBucketsOfItsOwn() throws IOException {
        Files.writeString(yaml, """
                version: 1
                buckets: [{name: lake}]
                tenancies:
                  - namespace: acme
                    users:
                      - name: alice
                        groups: [Administrators]
                        customerSecretKeys: [{id: alice-key, key: alice-secret}]
                    buckets: [{name: lake, objects: [{name: o, text: of acme}]}]
                """);
        server.start();

        assertThat(as(ALICE)
                        .getObjectAsBytes(get -> get.bucket("lake").key("o"))
                        .asUtf8String())
                .isEqualTo("of acme");
        assertThat(objects()).isEmpty();
        assertThat(restarted()).isEqualTo("0 created, 5 unchanged, 0 updated");
    }

    @Test
    void bucketsOfOneCommitHaveTheirOwnObjects() throws IOException {
        StringBuilder many = new StringBuilder("version: 1\nbuckets:\n");
        IntStream.range(0, 300)
                .forEach(i -> many.append("  - {name: b")
                        .append(i)
                        .append(", objects: [{name: o, text: '")
                        .append(i)
                        .append("'}]}\n"));
        Files.writeString(yaml, many);
        server.start();

        for (String i : List.of("0", "1", "2", "299")) {
            assertThat(server.s3()
                            .getObjectAsBytes(get -> get.bucket("b" + i).key("o"))
                            .asUtf8String())
                    .isEqualTo(i);
            assertThat(server.s3().listObjectsV2(list -> list.bucket("b" + i)).contents())
                    .hasSize(1);
        }
        server.s3().deleteObject(delete -> delete.bucket("b299").key("o"));
        server.s3().deleteBucket(delete -> delete.bucket("b299"));
        assertThat(restarted()).isEqualTo("2 created, 598 unchanged, 0 updated");
    }

    /** It costs a start a tenth of its time. */
    @Test
    void parserOfYamlIsLoadedOnlyForABootstrapFile() throws Exception {
        assertThat(classesLoadedBy("--buckets", "one")).noneMatch(line -> line.contains("org.yaml.snakeyaml"));
        assertThat(classesLoadedBy("--bootstrap", yaml.toString()))
                .anyMatch(line -> line.contains("org.yaml.snakeyaml"));
    }

    private List<String> classesLoadedBy(String... flags) throws Exception {
        Path loaded = directory.resolve("loaded-" + flags[0]);
        Path ready = directory.resolve("ready-" + flags[0]);
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--port", "0", "--ephemeral", "--ready-file", ready.toString()));
        arguments.addAll(List.of(flags));
        Process process = ServerProcess.launch(
                arguments,
                Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded),
                directory.resolve("server.log"));
        try {
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (!Files.exists(ready) && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> lines = Files.readAllLines(loaded);
        assertThat(lines).anyMatch(line -> line.contains("dev.ostler.server.Banner"));
        return lines;
    }

    @Test
    void commandTakesFilesDirectoriesAndInlineYaml() throws Exception {
        Path more = Files.createDirectories(directory.resolve("more.d"));
        Files.writeString(more.resolve("1.yaml"), "version: 1\nbuckets: [{name: one}]\n");
        Files.writeString(more.resolve("2.yml"), "version: 1\nbuckets: [{name: two}]\n");
        Path output = directory.resolve("server.log");
        Path data = directory.resolve("data");
        Path ready = directory.resolve("ready.json");

        Process wrong = ServerProcess.launch(
                List.of("serve", "--port", "0", "--ephemeral", "--bootstrap", more.toString()),
                Map.of("OSTLER_BOOTSTRAP_YAML", "version: 1\nbucket: []"),
                output);

        assertThat(wrong.waitFor()).isEqualTo(1);
        assertThat(Files.readString(output))
                .contains(
                        "OSTLER_BOOTSTRAP_YAML:2:1: unknown key 'bucket' in a bootstrap file; did you mean 'buckets'?");
        assertThat(ready).doesNotExist();
        try (ServerProcess whole =
                        ServerProcess.start(data, "--bootstrap", yaml.toString(), "--bootstrap", more.toString());
                S3Client s3 = whole.s3()) {
            assertThat(s3.listBuckets().buckets())
                    .extracting(Bucket::name)
                    .containsExactly("lake", "one", "pond", "two");
            whole.awaitOutput("bootstrap 10 created, 0 unchanged, 0 updated");
        }
    }
}
