// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import dev.ostler.server.identity.ApiKey;
import dev.ostler.server.identity.AuthToken;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Founding;
import dev.ostler.server.identity.Identity;
import dev.ostler.server.identity.SecretKey;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.User;
import dev.ostler.server.identity.UserSteps.NewUser;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

/** {@code ostler reset}: a fresh world in which nothing of the old one turns up. */
class ResetCommandTest {
    private static final byte[] LARGE = Bytes.of(24 * Bytes.MIB);
    private static final byte[] BODY = Bytes.of(100 * Bytes.KIB);

    @RegisterExtension
    final TestServer server = TestServer.oci().withBuckets("first", "second");

    private Path data = Path.of("");

    private Outcome reset() {
        return OstlerCommand.run("reset", "--data", server.dataDirectory().toString());
    }

    @Test
    void worldIsFreshAndItsKeysAndBucketsAreThere() throws Exception {
        server.s3().createBucket(create -> create.bucket("third"));
        server.s3().putObject(put -> put.bucket("first").key("k"), RequestBody.fromBytes(BODY));
        server.s3().deleteBucket(delete -> delete.bucket("second"));
        String token = server.controlToken();
        String owner = server.s3().listBuckets().owner().id();
        String environment = OstlerCommand.run(
                        "env", "--data", server.dataDirectory().toString())
                .out();

        Outcome outcome = reset();

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo("reset\n");
        assertThat(server.s3().listBuckets().buckets()).extracting(Bucket::name).containsExactly("first", "second");
        assertThat(server.s3().listObjectsV2(list -> list.bucket("first")).contents())
                .isEmpty();
        assertThat(server.s3().listBuckets().owner().id()).isEqualTo(owner);
        assertThat(server.controlToken()).isEqualTo(token);
        assertThat(OstlerCommand.run("env", "--data", server.dataDirectory().toString())
                        .out())
                .isEqualTo(environment);
        assertThat(server.blobFilesBecome(0)).isTrue();
        server.stop();
        server.start();
        assertThat(server.s3().listObjectsV2(list -> list.bucket("first")).contents())
                .isEmpty();
    }

    @Test
    void everyKeyOfTheAdministratorStays() throws Exception {
        String admin = Founding.administratorId("local");
        CustomerSecretKey second = new CustomerSecretKey("second", "second-secret");
        CustomerSecretKey others = new CustomerSecretKey("others", "others-secret");
        newKey(admin, second);
        String pem = newPem();
        ApiKey api = server.identity()
                .commit(change -> change.apiKeys()
                        .upload(server.permit("UploadApiKey", new Credentials(Kind.API_KEY, admin)), admin, pem));
        AuthToken token = server.identity()
                .commit(change -> change.authTokens()
                        .create(
                                server.permit("CreateAuthToken", new Credentials(Kind.AUTH_TOKEN, admin)),
                                admin,
                                "t",
                                new SecureRandom()))
                .row();
        User other = server.identity()
                .commit(change -> change.users()
                        .create(
                                server.permit("CreateUser", new New(Kind.USER, Founding.tenancyId("local"), "other")),
                                new NewUser(Optional.empty(), "other", "", "", Tags.NONE)));
        newKey(other.id(), others);

        assertThat(reset().exitCode()).isZero();

        Identity identity = server.identity();
        assertThat(identity.tenancy().id()).isEqualTo(Founding.tenancyId("local"));
        assertThat(identity.holderOf("second").orElseThrow().user().id()).isEqualTo(admin);
        assertThat(identity.apiKey(identity.tenancy().id(), admin, api.fingerprint()))
                .contains(api);
        assertThat(identity.snapshot().authTokens().of(admin)).containsExactly(token);
        assertThat(as(second).listBuckets().buckets()).extracting(Bucket::name).containsExactly("first", "second");
        assertThat(SdkRefusal.summaryOf(() -> as(others).listBuckets())).isEqualTo("403 SignatureDoesNotMatch");
        server.stop();
        server.start();
        assertThat(as(second).listBuckets().buckets()).hasSize(2);
        assertThat(server.s3().listBuckets().buckets()).hasSize(2);
    }

    private S3Client as(CustomerSecretKey key) {
        return server.s3(client -> client.credentialsProvider(TestServer.credentials(key)));
    }

    private SecretKey newKey(String userId, CustomerSecretKey key) {
        var keys = new Credentials(Kind.CUSTOMER_SECRET_KEY, userId);
        return server.identity()
                .commit(change -> change.secretKeys()
                        .create(server.permit("CreateCustomerSecretKey", keys), userId, "another", key));
    }

    private static String newPem() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(generator.generateKeyPair().getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Test
    void requestsAtWorkEndInTheOldWorld() throws Exception {
        server.s3().putObject(put -> put.bucket("first").key("large"), RequestBody.fromBytes(LARGE));
        byte[] upload = server.request("PUT", "/first/k")
                .payloadUnsigned()
                .header("expect", "100-continue")
                .body(BODY)
                .signed();
        int head = upload.length - BODY.length;
        try (RawConnection uploading = server.connect();
                RawConnection downloading = server.connect()) {
            assertThat(uploading.write(Arrays.copyOf(upload, head)).read().status())
                    .isEqualTo(100);
            downloading.write(server.request("GET", "/first/large").signed());
            RawReply begun = RawReply.of(downloading.readHead(), new byte[0]);

            assertThat(reset().exitCode()).isZero();
            uploading.write(BODY);

            assertThat(uploading.read().status()).isEqualTo(200);
            assertThat(downloading.readBody(begun)).isEqualTo(LARGE);
        }
        assertThat(server.s3().listObjectsV2(list -> list.bucket("first")).contents())
                .isEmpty();
        assertThat(server.stagingIsEmpty()).isTrue();
        assertThat(server.blobFilesBecome(0)).isTrue();
    }

    /** Each write lands in one world or the other, is answered, and disturbs no reset. */
    @Test
    void resetsUnderLoadLoseNoAnswer() throws Exception {
        data = server.dataDirectory();
        long seed = new Random().nextLong();
        System.out.println("ResetCommandTest seed " + seed);
        Callable<List<Integer>> client = () -> IntStream.range(0, 60)
                .map(i -> {
                    byte[] body = i % 3 == 0 ? BODY : Bytes.of(100, seed + i);
                    return server.s3()
                            .putObject(put -> put.bucket("first").key("k" + i), RequestBody.fromBytes(body))
                            .sdkHttpResponse()
                            .statusCode();
                })
                .boxed()
                .toList();

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<Integer>>> answers =
                    IntStream.range(0, 4).mapToObj(_ -> threads.submit(client)).toList();
            for (int i = 0; i < 5; i++) {
                assertThat(reset().exitCode()).isZero();
            }
            for (Future<List<Integer>> answer : answers) {
                assertThat(answer.get()).containsOnly(200);
            }
        }
        assertThat(reset().exitCode()).isZero();
        assertThat(server.s3().listObjectsV2(list -> list.bucket("first")).contents())
                .isEmpty();
        assertThat(server.blobFilesBecome(0)).isTrue();
        server.stop();
        assertThat(worlds()).hasSize(1);
        server.start();
    }

    /** Old ones are deleted in the background; an orderly end waits for that. */
    private List<Path> worlds() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith("world-"))
                    .toList();
        }
    }
}
