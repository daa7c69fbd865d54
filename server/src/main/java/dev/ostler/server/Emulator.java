// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.api.control.ApplyOperation;
import dev.ostler.server.api.control.ControlAccess;
import dev.ostler.server.api.control.ControlFrontEnd;
import dev.ostler.server.api.control.Explanations;
import dev.ostler.server.api.control.SimulateOperation;
import dev.ostler.server.api.s3.LikelyHosts;
import dev.ostler.server.api.s3.S3Authenticator;
import dev.ostler.server.api.s3.S3FrontEnd;
import dev.ostler.server.api.s3.S3Settings;
import dev.ostler.server.api.s3.SignatureInvestigator;
import dev.ostler.server.api.s3.VerifiedHosts;
import dev.ostler.server.bootstrap.BootstrapException;
import dev.ostler.server.bootstrap.DeclaredWorld;
import dev.ostler.server.bootstrap.NamedFileException;
import dev.ostler.server.bootstrap.Outcome;
import dev.ostler.server.http.CannotListenException;
import dev.ostler.server.http.HttpLimits;
import dev.ostler.server.http.HttpServer;
import dev.ostler.server.http.Reply;
import dev.ostler.server.http.RequestBody;
import dev.ostler.server.http.RequestHandler;
import dev.ostler.server.http.RequestHead;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Founding;
import dev.ostler.server.identity.Identity;
import dev.ostler.server.identity.KeyTakenException;
import dev.ostler.server.objectstorage.CleanupSweep;
import dev.ostler.server.objectstorage.Scrub;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.ClientAddresses;
import dev.ostler.server.operation.Dispatcher;
import dev.ostler.server.operation.HostRules;
import dev.ostler.server.operation.OperationTable;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Refusal;
import dev.ostler.server.operation.Refusals;
import dev.ostler.server.operation.Regions;
import dev.ostler.server.operation.RequestIds;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import dev.ostler.storage.DataDirectory;
import dev.ostler.storage.EngineFailedException;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A running server: the wiring diagram of the house, by plain constructors. */
public final class Emulator implements RequestHandler, ControlFrontEnd.Server, AutoCloseable {
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(30);
    /** Enough for a request whose connection is gone to notice. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final ServerConfig config;
    private final Clock clock;
    private final DataDirectory directory;
    private final ServerFiles files;
    private final CustomerSecretKey key;
    private final String controlToken;
    private final Refusals refusals;
    private final HttpServer http;
    /** Worlds before {@link #world} that requests may still be at work on. */
    private final List<World> retiring = new ArrayList<>();

    private final ReentrantLock scrubbing = new ReentrantLock();
    private volatile Optional<Scrub.Progress> scrubProgress = Optional.empty();

    /** What the bootstrap files came to at the start. */
    private Optional<Outcome> bootstrapped = Optional.empty();

    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile World world;

    private Emulator(ServerConfig config, Clock clock, Consumer<Refusal> listener, DataDirectory directory)
            throws IOException {
        this.config = config;
        this.clock = clock;
        this.refusals = new Refusals(listener);
        this.directory = directory;
        World opened = null;
        try {
            this.files = new ServerFiles(directory.path());
            this.key = files.administratorsKey(config.key());
            this.controlToken = files.controlToken(config.controlToken());
            opened = worldOf(founded(directory.openCurrentWorld()));
            this.world = opened;
            this.http = HttpServer.start(this, config.limits(), new InetSocketAddress(config.host(), config.port()));
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.engine().close();
            }
            directory.close();
            throw e;
        }
        try {
            files.writeRunning(running());
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a server that answers when this returns.
     *
     * @param listener hears of each refusal
     * @throws CannotListenException the address is taken, or is none of this machine
     * @throws IOException the directory cannot be used; the message says why
     */
    public static Emulator start(ServerConfig config, Clock clock, Consumer<Refusal> listener) throws IOException {
        if (config.data().isEmpty()) {
            return start(config, clock, listener, DataDirectory.ephemeral(config.engine()));
        }
        ServerFiles.requireOursOrEmpty(config.data().get());
        return start(config, clock, listener, DataDirectory.open(config.data().get(), config.engine()));
    }

    /** On a directory that is open already, which the server closes. */
    static Emulator start(ServerConfig config, Clock clock, Consumer<Refusal> listener, DataDirectory directory)
            throws IOException {
        return new Emulator(config, clock, listener, directory);
    }

    private World worldOf(Domain domain) {
        StorageEngine engine = domain.engine;
        Identity identity = domain.identity;
        engine.addSweep(new CleanupSweep());
        S3Settings settings = new S3Settings(
                config.dialect(),
                config.era(),
                config.region(),
                config.namespace(),
                identity.tenancy().id());
        var hosts = new VerifiedHosts();
        var likelyHosts = new LikelyHosts(hosts, config.publicUrl().map(URI::create), this::port);
        var investigator = new SignatureInvestigator(identity, settings, likelyHosts);
        var s3 = new S3FrontEnd(settings, new S3Authenticator(identity, settings, clock, hosts), domain.forS3(), clock);
        var control = new ControlFrontEnd(
                new Explanations(refusals, investigator),
                new SimulateOperation(
                        domain.simulator(s3.operations(), config.network().vcns())),
                new ApplyOperation(
                        domain.bootstrap(), directory.path(), config.engine().minFreeBytes()),
                this,
                s3);
        return new World(
                domain,
                new Dispatcher(
                        new HostRules(config.dialect(), config.region(), config.domains()),
                        List.of(s3, control),
                        domain.authorizer,
                        new ControlAccess(
                                controlToken,
                                knownHosts(),
                                Set.copyOf(config.domains()),
                                Founding.administratorsId(config.namespace())),
                        new ClientAddresses(config.network().trustedProxies()),
                        config.network().vcns(),
                        new Reasons(config.reasons()),
                        refusals,
                        new RequestIds(Regions.keyOf(config.region())),
                        clock));
    }

    private Domain domainOn(StorageEngine engine) {
        return new Domain(
                engine,
                config.dialect(),
                clock,
                new Founding(config.namespace(), config.region(), key, config.identity()));
    }

    private Set<String> knownHosts() {
        return config.publicUrl()
                .map(url -> Set.of(URI.create(url).getHost().toLowerCase(Locale.ROOT)))
                .orElse(Set.of());
    }

    /** What works on an engine, once everything is there that the configuration wants. */
    private Domain founded(StorageEngine engine) throws IOException {
        try {
            Domain domain = domainOn(engine);
            makeBuckets(domain);
            if (!config.bootstrap().isNone()) {
                bootstrapped = Optional.of(
                        domain.bootstrap().applyAtOnce(config.bootstrap().read()));
            }
            return domain;
        } catch (KeyTakenException | BootstrapException e) {
            engine.close();
            throw new IOException(e.getMessage(), e);
        } catch (ProblemException e) {
            engine.close();
            throw new IOException("the bootstrap file cannot be applied: " + Reasons.of(e.problem()), e);
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private void makeBuckets(Domain domain) {
        for (String name : config.buckets()) {
            var bucket = new Resource.Bucket(config.namespace(), config.region(), name);
            if (domain.buckets.locate(bucket).isEmpty()) {
                domain.buckets.create(
                        domain.authorizer.authorize(
                                new Caller.Server("bootstrap"),
                                "CreateBucket",
                                new Resource.NewBucket(config.namespace(), config.region(), name)),
                        Map.of());
            }
        }
    }

    @Override
    public Task taskOf(RequestHead head) {
        World leased = lease();
        Task task = leased.dispatcher().taskOf(head);
        return new Task() {
            @Override
            public boolean answersAtOnce() {
                return task.answersAtOnce();
            }

            @Override
            public Reply answer(RequestBody body) {
                try {
                    return task.answer(body).andThen(leased::release);
                } catch (RuntimeException | Error e) {
                    leased.release();
                    throw e;
                }
            }
        };
    }

    private World lease() {
        World current = world;
        while (!current.tryLease()) {
            current = world;
        }
        return current;
    }

    @Override
    public Reply refuse(RequestHead head, Refused why) {
        Problem problem = switch (why) {
            case Refused.LineTooLong _ -> new Problem.LineTooLong(HttpLimits.MAX_REQUEST_LINE_BYTES);
            case Refused.HeadersTooLarge _ -> new Problem.HeadersTooLarge(HttpLimits.MAX_HEADER_BYTES);
            case Refused.Malformed malformed -> new Problem.MalformedRequest(malformed.detail());
            case Refused.TooManyRequests _ -> new Problem.TooManyRequests();
        };
        return world.dispatcher().refuse(head, problem);
    }

    @Override
    public boolean takesWrites() {
        World leased = lease();
        try {
            return !leased.engine().hasFailed();
        } finally {
            leased.release();
        }
    }

    @Override
    public synchronized void reset() throws IOException {
        World old = world;
        world = worldOf(newDomain(old.domain()));
        retiring.removeIf(World::isClosed);
        retiring.add(old);
        old.release();
    }

    /** @param before its administrator's keys stay */
    private Domain newDomain(Domain before) throws IOException {
        AtomicReference<Domain> made = new AtomicReference<>();
        List<DeclaredWorld> declared = declared();
        try {
            directory.switchToNewWorld(engine -> {
                Domain domain = domainOn(engine);
                domain.identity.keepFrom(before.identity);
                makeBuckets(domain);
                apply(declared, domain);
                made.set(domain);
            });
            return made.get();
        } catch (EngineFailedException e) {
            throw new Problem.StorageFailed().thrown();
        }
    }

    /** The bootstrap files as they are now. What became of them is for whoever asks for a reset to know. */
    private List<DeclaredWorld> declared() {
        if (config.bootstrap().isNone()) {
            return List.of();
        }
        try {
            return config.bootstrap().read();
        } catch (BootstrapException e) {
            throw e.problem().thrown();
        } catch (IOException e) {
            throw new Problem.InvalidRequest(String.valueOf(e.getMessage())).thrown();
        }
    }

    private static Outcome apply(List<DeclaredWorld> declared, Domain domain) {
        try {
            return domain.bootstrap().applyAtOnce(declared);
        } catch (BootstrapException e) {
            throw e.problem().thrown();
        } catch (NamedFileException e) {
            throw e.problem().thrown();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the bootstrap files came to when the server started; empty without any. */
    Optional<Outcome> bootstrapped() {
        return bootstrapped;
    }

    /** One at a time: a second one would but slow the first one down. */
    @Override
    public Scrub.Outcome scrub() {
        scrubbing.lock();
        World leased = lease();
        try {
            return new Scrub(leased.engine()).run(progress -> scrubProgress = Optional.of(progress));
        } finally {
            scrubProgress = Optional.empty();
            leased.release();
            scrubbing.unlock();
        }
    }

    @Override
    public Optional<Scrub.Progress> scrubProgress() {
        return scrubProgress;
    }

    /** The address that clients use. */
    public String endpoint() {
        return config.publicUrl().orElseGet(() -> {
            String host = switch (config.host()) {
                case "0.0.0.0" -> "127.0.0.1";
                case "::" -> "::1";
                default -> config.host();
            };
            return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
        });
    }

    /** As the control API is reached on this machine: by an IP literal, wherever the public URL leads. */
    private String localAddress() {
        InetAddress listening = http.address().getAddress();
        String host = listening.isAnyLocalAddress() ? "127.0.0.1" : listening.getHostAddress();
        int scope = host.indexOf('%');
        String literal = scope < 0 ? host : host.substring(0, scope);
        return "http://" + (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + port();
    }

    /** The port listened on, also where the public URL names another. */
    int port() {
        return http.address().getPort();
    }

    /** What everything lies in until the next reset. */
    StorageEngine engine() {
        return world.engine();
    }

    /** What works on everything until the next reset. */
    Domain domain() {
        return world.domain();
    }

    ServerFiles.Running running() {
        return new ServerFiles.Running(
                endpoint(),
                localAddress(),
                ProcessHandle.current().pid(),
                config.namespace(),
                config.region(),
                controlToken);
    }

    public Path dataDirectory() {
        return directory.path();
    }

    public CustomerSecretKey key() {
        return key;
    }

    public String controlToken() {
        return controlToken;
    }

    public OperationTable table() {
        return world.dispatcher().table();
    }

    /**
     * Takes no new requests, lets those at work finish, and closes everything. Nothing happens when it is called again.
     *
     * @throws IOException a request would not end; everything it was told is on disk, and the directory stays locked
     */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        refusals.end();
        http.drain(DRAIN_PATIENCE);
        http.close();
        files.deleteRunning();
        retireAll();
        directory.close();
    }

    /** An engine that closes under a request takes the process down: each waits for its last one. */
    private synchronized void retireAll() throws IOException {
        retiring.add(world);
        world.release();
        for (World retired : retiring) {
            if (!retired.awaitClosed(CLOSE_PATIENCE)) {
                throw new IOException("a request was still at work when the server had to stop");
            }
        }
    }
}
