// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.api.s3.OciEra;
import dev.ostler.server.http.HttpLimits;
import dev.ostler.server.identity.AttachedPolicy;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Identity;
import dev.ostler.server.identity.IdentitySettings;
import dev.ostler.server.identity.PolicySteps;
import dev.ostler.server.identity.PolicySteps.NewPolicy;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.OperationTable;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Refusal;
import dev.ostler.storage.EngineOptions;
import dev.ostler.storage.TroubledDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The real server in this JVM on a free port with a directory of its own, and clients for it.
 *
 * <p>A static field with {@code @RegisterExtension} gives one server for all tests of a class, another field a server for
 * each. Clients never retry, so that a test sees each answer.
 */
public final class TestServer
        implements RunningServer,
                BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                AutoCloseable {
    /** The policy of {@link #allow}. */
    private static final String ALLOWED = "allowed-by-test";

    private final TestClock clock = new TestClock();
    private final List<AutoCloseable> clients = new CopyOnWriteArrayList<>();
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private final AtomicInteger names = new AtomicInteger();
    private Dialect dialect;
    private OciEra era = OciEra.TODAY;
    private EngineOptions engine = EngineOptions.defaults()
            .withDurability(EngineOptions.Durability.OS)
            .withSweepInterval(Duration.ofMillis(100));
    private Optional<TroubledDisk> disk = Optional.empty();
    private HttpLimits limits = HttpLimits.DEFAULT;
    private Optional<CustomerSecretKey> givenKey = Optional.empty();
    private Optional<String> publicUrl = Optional.empty();
    private List<String> domains = List.of();
    private ServerConfig.Network network = ServerConfig.Network.DIRECT;
    private List<String> buckets = List.of();
    private BootstrapFiles bootstrap = BootstrapFiles.NONE;
    private IdentitySettings identity = IdentitySettings.DEFAULT;
    private String region = ServerConfig.DEFAULT_REGION;
    private Reasons.Where reasons = Reasons.Where.HEADER;
    private boolean forOneTest;
    private @Nullable Emulator emulator;
    private @Nullable Path data;
    private @Nullable S3Client s3;
    private @Nullable S3AsyncClient s3Async;

    private TestServer(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Not started yet: JUnit does that, or {@link #start}. */
    public static TestServer of(Dialect dialect) {
        return new TestServer(dialect);
    }

    public static TestServer oci() {
        return of(Dialect.OCI);
    }

    /** Of dialect s3; {@link #s3()} is the client. */
    public static TestServer s3Dialect() {
        return of(Dialect.S3);
    }

    /** Of this dialect from the next start on. */
    public TestServer with(Dialect other) {
        dialect = other;
        return this;
    }

    public TestServer with(OciEra other) {
        era = other;
        return this;
    }

    public TestServer with(EngineOptions other) {
        engine = other;
        return this;
    }

    /** On a disk that fills up or fails when the test wants it to. */
    public TestServer with(TroubledDisk other) {
        disk = Optional.of(other);
        return this;
    }

    public TestServer with(HttpLimits other) {
        limits = other;
        return this;
    }

    public TestServer with(CustomerSecretKey other) {
        givenKey = Optional.of(other);
        return this;
    }

    public TestServer with(Reasons.Where other) {
        reasons = other;
        return this;
    }

    public TestServer withRegion(String other) {
        region = other;
        return this;
    }

    public TestServer withDomains(String... suffixes) {
        domains = List.of(suffixes);
        return this;
    }

    public TestServer withPublicUrl(String url) {
        publicUrl = Optional.of(url);
        return this;
    }

    /** Buckets that are there from the start and after each reset. */
    public TestServer withBuckets(String... names) {
        buckets = List.of(names);
        return this;
    }

    /** Files that are applied at start and after each reset. */
    public TestServer withBootstrap(BootstrapFiles files) {
        bootstrap = files;
        return this;
    }

    public TestServer with(IdentitySettings other) {
        identity = other;
        return this;
    }

    /** Whose addresses requests come from; set before the start. */
    public TestServer withNetwork(ServerConfig.Network network) {
        this.network = network;
        return this;
    }

    /** Starts on a free port; with the data of the last run if there was one. */
    public TestServer start() throws IOException {
        if (data == null) {
            data = Files.createTempDirectory("ostler-test-");
        }
        ServerConfig config = new ServerConfig(
                "127.0.0.1",
                0,
                Optional.of(data),
                dialect,
                era,
                engine,
                reasons,
                ServerConfig.DEFAULT_NAMESPACE,
                region,
                givenKey,
                Optional.empty(),
                buckets,
                publicUrl,
                domains,
                network,
                limits,
                bootstrap,
                identity);
        emulator = disk.isPresent()
                ? Emulator.start(config, clock, refusals::add, disk.get().open(data, engine))
                : Emulator.start(config, clock, refusals::add);
        return this;
    }

    /** Stops as at SIGTERM; the data stay for the next {@link #start}. */
    public void stop() throws IOException {
        for (AutoCloseable client : clients) {
            closeQuietly(client);
        }
        clients.clear();
        s3 = null;
        s3Async = null;
        if (emulator != null) {
            emulator.close();
            emulator = null;
        }
    }

    /** Stops and deletes the data. */
    @Override
    public void close() throws IOException {
        stop();
        if (data != null) {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            data = null;
        }
    }

    public Emulator emulator() {
        if (emulator == null) {
            throw new IllegalStateException("the server is not started");
        }
        return emulator;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** What the server goes by; clients go by the system's. */
    @Override
    public TestClock clock() {
        return clock;
    }

    @Override
    public CustomerSecretKey key() {
        return emulator().key();
    }

    public String controlToken() {
        return emulator().controlToken();
    }

    public OperationTable table() {
        return emulator().table();
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), emulator().port());
    }

    /** The SDK's client with the administrator's key and path style; it does not retry. */
    public synchronized S3Client s3() {
        if (s3 == null) {
            s3 = s3(_ -> {});
        }
        return s3;
    }

    /** Such a client with other settings; closed with the server. */
    public S3Client s3(Consumer<S3BaseClientBuilder<?, ?>> settings) {
        var builder =
                S3Client.builder().httpClientBuilder(Apache5HttpClient.builder().maxConnections(100));
        configure(builder, settings);
        S3Client client = builder.build();
        clients.add(client);
        return client;
    }

    /** The SDK's asynchronous client on Netty; it does not retry. */
    public synchronized S3AsyncClient s3Async() {
        if (s3Async == null) {
            s3Async = s3Async(_ -> {});
        }
        return s3Async;
    }

    public S3AsyncClient s3Async(Consumer<S3BaseClientBuilder<?, ?>> settings) {
        var builder = S3AsyncClient.builder()
                .httpClient(
                        NettyNioAsyncHttpClient.builder().maxConcurrency(100).buildWithDefaults(AttributeMap.empty()));
        configure(builder, settings);
        S3AsyncClient client = builder.build();
        clients.add(client);
        return client;
    }

    /** The asynchronous client that splits what is large into parts of 8 MiB. */
    public S3AsyncClient s3AsyncInParts() {
        return s3Async(client -> ((S3AsyncClientBuilder) client)
                .multipartEnabled(true)
                .multipartConfiguration(parts -> parts.minimumPartSizeInBytes(8L << 20)));
    }

    private void configure(S3BaseClientBuilder<?, ?> builder, Consumer<S3BaseClientBuilder<?, ?>> settings) {
        builder.endpointOverride(endpoint());
        builder.region(Region.of(region));
        builder.credentialsProvider(credentials(key()));
        builder.forcePathStyle(true);
        builder.overrideConfiguration(overrides -> overrides.retryStrategy(AwsRetryStrategy.doNotRetry()));
        settings.accept(builder);
    }

    public S3Presigner presigner() {
        S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(endpoint())
                .region(Region.of(region))
                .credentialsProvider(credentials(key()))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
        clients.add(presigner);
        return presigner;
    }

    /** A key as the SDK wants it. */
    public static StaticCredentialsProvider credentials(CustomerSecretKey key) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
    }

    /** A new bucket of a name that no other test has. */
    public String newBucket() {
        String name = newBucketName();
        s3().createBucket(create -> create.bucket(name));
        return name;
    }

    public String newBucketName() {
        return "bucket-" + names.incrementAndGet();
    }

    /** Whether no upload has left anything in staging; waits 10 s, as long as one that was cut off may take to go. */
    public boolean stagingIsEmpty() throws IOException, InterruptedException {
        return files().stagingBecomesEmpty();
    }

    /** Whether so many large bodies and parts lie on disk, or do so before 10 s have passed. */
    public boolean blobFilesBecome(int count) throws IOException, InterruptedException {
        return files().blobsBecome(count);
    }

    private DataFiles files() {
        return new DataFiles(dataDirectory());
    }

    /** Puts these statements in force in the whole tenancy, in place of those of the last call; none are fine. */
    public void allow(List<String> statements) {
        Identity identity = identity();
        String tenancyId = identity.tenancy().id();
        Optional<AttachedPolicy> policy = identity.snapshot().policy(tenancyId, ALLOWED);
        identity.commit(change -> {
            PolicySteps policies = change.policies();
            if (policy.isEmpty() && !statements.isEmpty()) {
                policies.create(
                        permit("CreatePolicy", new IdentityResource.New(Kind.POLICY, tenancyId, ALLOWED)),
                        new NewPolicy(Optional.empty(), tenancyId, ALLOWED, "", statements, "", Tags.NONE));
            } else if (policy.isPresent() && statements.isEmpty()) {
                policies.delete(
                        permit("DeletePolicy", existing(policy.get())),
                        policy.get().id());
            } else if (policy.isPresent()) {
                policies.update(
                        permit("UpdatePolicy", existing(policy.get())),
                        policy.get().id(),
                        new PolicySteps.Update(
                                Optional.empty(), Optional.of(statements), Optional.empty(), Optional.empty()));
            }
            return true;
        });
    }

    /** Who exists and what they may do, to be changed beside the running server. */
    public Identity identity() {
        return emulator().domain().identity;
    }

    private static IdentityResource existing(AttachedPolicy policy) {
        return new IdentityResource.Existing(Kind.POLICY, policy.id());
    }

    /** The server's own, for whatever a test changes in {@link #identity}. */
    public Permit permit(String operation, IdentityResource resource) {
        return emulator().domain().authorizer.authorize(new Caller.Server("test"), operation, resource);
    }

    /** An empty world, as {@code ostler reset} makes it. */
    public void reset() throws IOException {
        emulator().reset();
    }

    /** Runs a round of the sweeper and waits for it. */
    public void sweepNow() {
        emulator().engine().sweepNow();
    }

    public Path dataDirectory() {
        return emulator().dataDirectory();
    }

    /** What the server tells of the last refusal when asked over HTTP. */
    public String explainLast() throws IOException {
        RawReply reply = request("GET", "/_ostler/explain")
                .header("ostler-control", controlToken())
                .sendUnsigned();
        if (reply.status() != 200) {
            throw new AssertionError(reply.toString());
        }
        return reply.text();
    }

    /** All refusals so far, newest last. */
    public List<Refusal> refusals() {
        return refusals;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (emulator == null) {
            forOneTest = true;
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        clock.reset();
        if (forOneTest) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        close();
    }

    private static void closeQuietly(AutoCloseable client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
