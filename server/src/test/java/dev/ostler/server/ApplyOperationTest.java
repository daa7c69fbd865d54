// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.server.bootstrap.BootstrapSource;
import dev.ostler.server.identity.CustomerSecretKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** {@code POST /_ostler/apply}, byte by byte: what it takes, and that what is wrong with it changes nothing. */
class ApplyOperationTest {
    private static final String YAML = "version: 1\nbuckets: [{name: lake, objects: [{name: o, text: of lake}]}]\n";

    private static final String WITH_FILES = """
            version: 1
            buckets: [{name: lake, objects: [{name: o, file: "a/o.txt"}, {directory: d}]}]
            """;

    @RegisterExtension
    static final NoErrorsLogged log = new NoErrorsLogged();

    @RegisterExtension
    final TestServer server = TestServer.oci();

    @AfterEach
    void nothingIsLeftBesideTheData() throws IOException {
        try (Stream<Path> files = Files.list(server.dataDirectory())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("apply"))
                    .contains("CURRENT");
        }
    }

    private List<String> buckets() {
        return server.s3().listBuckets().buckets().stream().map(Bucket::name).toList();
    }

    private RawRequest request(byte[] body) {
        return server.request("POST", "/_ostler/apply")
                .header("ostler-control", server.controlToken())
                .body(body);
    }

    private RawReply sent(String body) throws IOException {
        return request(body.getBytes(UTF_8)).sendUnsigned();
    }

    private RawReply sent(Form form) throws IOException {
        return form.request().sendUnsigned();
    }

    /** A form put together by hand. */
    private final class Form {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String end = "--b--\r\n";

        Form part(String disposition, String content) {
            bytes.writeBytes(("--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n")
                    .getBytes(UTF_8));
            return this;
        }

        Form yaml(String yaml) {
            return part("name=yaml; filename=world.yaml", yaml);
        }

        Form file(String path, String content) {
            return part("name=file; filename=\"" + path + "\"", content);
        }

        Form end(String other) {
            end = other;
            return this;
        }

        byte[] bytes() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(bytes.toByteArray());
            all.writeBytes(end.getBytes(UTF_8));
            return all.toByteArray();
        }

        RawRequest request() {
            return ApplyOperationTest.this.request(bytes()).header("content-type", "multipart/form-data; boundary=b");
        }
    }

    private Form whole() {
        return new Form()
                .yaml(WITH_FILES)
                .file("a/o.txt", "of o")
                .file("d/x", "1")
                .file("d/y/z", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/yaml", "text/plain; charset=utf-8", "application/x-www-form-urlencoded"})
    void bareBodyIsABootstrapFileWhateverItIsCalled(String contentType) throws IOException {
        RawRequest request = request(YAML.getBytes(UTF_8));
        RawReply first = (contentType.isEmpty() ? request : request.header("content-type", contentType)).sendUnsigned();
        RawReply again = request(YAML.getBytes(UTF_8))
                .header("accept", "application/json")
                .sendUnsigned();

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("content-type")).contains("text/plain; charset=utf-8");
        assertThat(first.text()).isEqualTo("2 created, 0 unchanged, 0 updated\n");
        assertThat(json(again)).isEqualTo(new ObjectMapper().readTree("{\"created\":0,\"unchanged\":2,\"updated\":0}"));
        assertThat(buckets()).containsExactly("lake");
    }

    private static JsonNode json(RawReply reply) throws IOException {
        assertThat(reply.header("content-type")).contains("application/json");
        return new ObjectMapper().readTree(reply.body());
    }

    @Test
    void bareBodyOfUnknownLengthIsTakenToo() throws IOException {
        RawReply reply = request("%x\r\n%s\r\n0\r\n\r\n"
                        .replace("%x", Integer.toHexString(YAML.length()))
                        .replace("%s", YAML)
                        .getBytes(UTF_8))
                .withoutContentLength()
                .header("transfer-encoding", "chunked")
                .sendUnsigned();

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(buckets()).containsExactly("lake");
    }

    @Test
    void formBringsTheFilesThatTheBootstrapFileNames() throws IOException {
        RawReply reply = sent(whole());

        assertThat(reply.text()).isEqualTo("4 created, 0 unchanged, 0 updated\n");
        assertThat(server.s3()
                        .getObjectAsBytes(get -> get.bucket("lake").key("y/z"))
                        .asUtf8String())
                .isEqualTo("2");
    }

    @Test
    void everyMistakeIsToldWithItsPlace() throws IOException {
        String wrong = "version: 1\nbucket: []\nusers: [{name: a, groups: [b]}, {name: a}]\n";

        RawReply text = sent(wrong);
        RawReply json = request(wrong.getBytes(UTF_8))
                .header("accept", "application/json")
                .sendUnsigned();

        assertThat(text.status()).isEqualTo(400);
        assertThat(text.text()).isEqualTo("""
                        body:2:1: unknown key 'bucket' in a bootstrap file; did you mean 'buckets'?
                        body:3:40: the user 'a' is there twice; first at body:3:16
                        """);
        assertThat(json.status()).isEqualTo(400);
        JsonNode mistakes = json(json).get("mistakes");
        assertThat(json(json).get("code").asText()).isEqualTo("WrongBootstrap");
        assertThat(mistakes).hasSize(2);
        assertThat(mistakes.get(1))
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        "{\"file\":\"body\",\"line\":3,\"column\":40,\"message\":\"the user 'a' is there twice; first at body:3:16\"}"));
    }

    /** Whatever path stands there: a file of the server is not the client's to read. */
    @Test
    void noPathLeadsToAFileOfTheServer() throws IOException {
        Path secret = Files.writeString(server.dataDirectory().resolveSibling("secret.txt"), "hunter2");
        try {
            for (String path : List.of(
                    secret.toString(),
                    secret.toUri().toString(),
                    "control-token",
                    "../" + secret.getFileName(),
                    server.dataDirectory().relativize(secret).toString())) {
                String yaml = "version: 1\nbuckets: [{name: lake, objects: [{name: o, file: \"" + path + "\"}]}]\n";

                RawReply bare = sent(yaml);
                RawReply form = sent(new Form().yaml(yaml).file("other", ""));

                assertThat(bare.status()).isEqualTo(400);
                assertThat(bare.text())
                        .startsWith("body:2:50: '")
                        .contains("only the bootstrap file was sent: 'ostler apply FILE' sends what it names along");
                assertThat(form.status()).isEqualTo(400);
                assertThat(form.text()).startsWith("world.yaml:2:50: '").contains("no part 'file' of this filename");
                assertThat(sent(new Form().yaml(yaml).file(path, "from the client"))
                                .status())
                        .isEqualTo(200);
                assertThat(server.s3()
                                .getObjectAsBytes(get -> get.bucket("lake").key("o"))
                                .asUtf8String())
                        .isEqualTo("from the client");
                server.reset();
            }
            assertThat(sent("version: 1\nbuckets: [{name: lake, objects: [{directory: /}]}]\n")
                            .status())
                    .isEqualTo(400);
            assertThat(Files.readString(secret)).isEqualTo("hunter2");
        } finally {
            Files.delete(secret);
        }
    }

    @Test
    void variablesOfTheServerAreNotTheClientsToRead() throws IOException {
        RawReply unset = sent("version: 1\nbuckets: [{name: \"b${PATH}\"}]\n");
        RawReply otherwise = sent("version: 1\nbuckets: [{name: \"b${PATH:-default}\"}]\n");
        RawReply given = sent(new Form()
                .part("name=variable", "PATH=given=so")
                .yaml("version: 1\nbuckets: [{name: c, freeformTags: {a: \"${PATH}\"}}]\n"));

        assertThat(unset.status()).isEqualTo(400);
        assertThat(unset.text()).startsWith("body:2:20: the variable PATH is not set");
        assertThat(otherwise.status()).isEqualTo(200);
        assertThat(given.status()).isEqualTo(200);
        assertThat(buckets()).containsExactly("bdefault", "c");
        assertThat(server.s3()
                        .getBucketTagging(get -> get.bucket("c"))
                        .tagSet()
                        .getFirst()
                        .value())
                .isEqualTo("given=so");
    }

    @Test
    void administratorMaySignInPlaceOfTheToken() throws IOException {
        byte[] form = whole().bytes();
        RawRequest signed = server.request("POST", "/_ostler/apply")
                .header("content-type", "multipart/form-data; boundary=b")
                .body(form);

        assertThat(signed.send().status()).isEqualTo(200);
        assertThat(signed.key(new CustomerSecretKey("nobody", "none")).send().status())
                .isEqualTo(403);
    }

    /** Also where nothing of the form itself changed: what is behind its end was signed too. */
    @Test
    void bodyThatIsNotTheSignedOneIsNotApplied() throws IOException {
        byte[] form = whole().bytes();
        byte[] other = whole().end("--b--\r\n\r\n").bytes();
        byte[] padded = whole().end("--b--\r\n  ").bytes();
        for (String type : List.of("multipart/form-data; boundary=b", "text/plain")) {
            for (byte[] sent : List.of(other, padded)) {
                RawReply reply = server.request("POST", "/_ostler/apply")
                        .header("content-type", type)
                        .body(form)
                        .changedAfterSigning(sent)
                        .send();

                assertThat(reply.status()).as(reply.toString()).isIn(400, 403);
                assertThat(reply.text()).contains("does not hash to the signed");
            }
        }
        assertThat(buckets()).isEmpty();
    }

    @Test
    void onlyThoseInControlAreListenedTo() throws IOException {
        server.s3().createBucket(create -> create.bucket("kept"));
        try (RawConnection connection = server.connect()) {
            String head =
                    "POST /_ostler/apply HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n%s\r\n";

            assertThat(connection
                            .write(head.replace("%s", "ostler-control: wrong\r\n"))
                            .read()
                            .status())
                    .isEqualTo(403);
        }
        RawReply page = request(YAML.getBytes(UTF_8))
                .header("origin", "http://evil.example")
                .sendUnsigned();
        assertThat(page.status()).isEqualTo(403);
        assertThat(buckets()).containsExactly("kept");
    }

    private record Wrong(String why, Form form) {}

    @Test
    void malformedFormsAreRefusedAndChangeNothing() throws IOException {
        for (Wrong wrong : List.of(
                new Wrong("it has no part 'yaml'", new Form()),
                new Wrong("it has no part 'yaml'", new Form().part("name=variable", "A=b")),
                new Wrong("follows its part 'yaml'", new Form().file("a", "").yaml(YAML)),
                new Wrong(
                        "follows its part 'yaml'",
                        new Form().part("name=directory", "a").yaml(YAML)),
                new Wrong(
                        "the file 'a' is sent twice",
                        new Form().yaml(YAML).file("a", "").file("a", "")),
                new Wrong("has no filename", new Form().yaml(YAML).part("name=file", "x")),
                new Wrong("NAME=VALUE", new Form().yaml(YAML).part("name=variable", "hunter2")),
                new Wrong("NAME=VALUE", new Form().yaml(YAML).part("name=variable", "=hunter2")),
                new Wrong("its parts are yaml, file", new Form().yaml(YAML).part("name=ymal", YAML)),
                new Wrong("goes on behind its last", new Form().yaml(YAML).end("--b--\r\n" + "x".repeat(200_000))),
                new Wrong("ends before the form does", new Form().yaml(YAML).end("")),
                new Wrong("ends before the form does", new Form().yaml(YAML).end("--b")),
                new Wrong("neither -- nor", new Form().yaml(YAML).end("--bb--\r\n")),
                new Wrong(
                        "has no Content-Disposition", new Form().yaml(YAML).end("--b\r\nX: y\r\n\r\n\r\n--b--\r\n")))) {
            RawReply reply = sent(wrong.form());

            assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
            assertThat(reply.text()).contains(wrong.why()).doesNotContain("hunter2");
        }
        for (String type :
                List.of("multipart/form-data", "multipart/mixed; boundary=b", "Multipart/Form-Data; boundary=")) {
            assertThat(whole().request()
                            .header("content-type", type)
                            .sendUnsigned()
                            .status())
                    .as(type)
                    .isEqualTo(400);
        }
        assertThat(buckets()).isEmpty();
    }

    /** A client that dies leaves a body that ends anywhere. */
    @Test
    void formThatIsCutOffAnywhereChangesNothing() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("ApplyOperationTest seed " + seed);
        Random random = new Random(seed);
        byte[] whole = whole().file("large", "x".repeat(300_000)).request().unsigned();
        int bodyStart = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        // The last CRLF is of no use to the form, and still announced.
        for (int i = 0; i < 60; i++) {
            int length = i % 2 == 0
                    ? bodyStart + random.nextInt(Math.min(700, whole.length - bodyStart))
                    : whole.length - 1 - random.nextInt(whole.length - bodyStart);
            try (RawConnection connection = server.connect()) {
                connection.write(Arrays.copyOf(whole, length));
                if (random.nextBoolean()) {
                    connection.endOutput();
                }
            }
        }

        // The server has noticed them all when it can be stopped.
        server.stop();
        server.start();
        assertThat(buckets()).isEmpty();
        assertThat(server.send(request(whole().bytes())
                                .header("content-type", "multipart/form-data; boundary=b")
                                .unsigned())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void bootstrapFileHasABound() throws IOException {
        String huge = YAML + "# a line that says nothing\n".repeat(BootstrapSource.MAX_BYTES / 26);

        RawReply bare = sent(huge);
        RawReply form = sent(new Form().yaml(huge));
        RawReply fits = sent(huge.substring(0, BootstrapSource.MAX_BYTES - 1) + "\n");

        assertThat(bare.status()).isEqualTo(413);
        assertThat(bare.text()).contains("16777216 are allowed");
        assertThat(form.status()).isEqualTo(413);
        assertThat(fits.status()).as(fits.toString()).isEqualTo(200);
    }

    @Test
    void lineHasABound() throws IOException {
        RawReply fits = sent(YAML + "#".repeat(1 << 20));
        RawReply tooLong = sent(YAML + "#".repeat((1 << 20) + 1) + "\n");

        assertThat(fits.status()).isEqualTo(200);
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.text()).startsWith("body:3:1: the line has more than 1048576 characters");
    }

    @Test
    void partsThatLieInMemoryHaveABoundTogether() throws IOException {
        Form many = new Form().yaml(YAML);
        String value = "v".repeat(1 << 20);
        for (int i = 0; i < 17; i++) {
            many.part("name=variable", "V" + i + "=" + value);
        }

        RawReply reply = sent(many);

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.text()).isEqualTo("the form has more than 16777216 bytes besides those of files\n");
        assertThat(buckets()).isEmpty();
    }

    @Test
    void wrongWorldInOneOfManyFilesChangesNothing() throws IOException {
        RawReply reply = sent(
                new Form()
                        .yaml(YAML)
                        .part(
                                "name=yaml; filename=other.yaml",
                                "version: 1\nusers: [{name: alice, groups: [nobody], customerSecretKeys: [{id: k, key: hunter2}]}]"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text())
                .isEqualTo("other.yaml:2:32: there is no group 'nobody' in the file or in the tenancy\n");
        assertThat(buckets()).isEmpty();
        assertThatThrownBy(() -> server.s3(client -> client.credentialsProvider(
                                TestServer.credentials(new CustomerSecretKey("k", "hunter2"))))
                        .listBuckets())
                .isInstanceOf(S3Exception.class);
    }
}
