// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.api.s3.OciEra;
import dev.ostler.server.api.s3.S3Authenticator;
import dev.ostler.server.api.s3.S3FrontEnd;
import dev.ostler.server.api.s3.S3Settings;
import dev.ostler.server.api.s3.VerifiedHosts;
import dev.ostler.server.bootstrap.BootstrapException;
import dev.ostler.server.bootstrap.DeclaredTenancy;
import dev.ostler.server.bootstrap.DeclaredWorld;
import dev.ostler.server.bootstrap.Text;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Founding;
import dev.ostler.server.identity.IdentitySettings;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Vcns;
import dev.ostler.server.problem.ProblemException;
import dev.ostler.server.simulation.Simulator;
import dev.ostler.storage.DataDirectory;
import dev.ostler.storage.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The world of bootstrap files, made in a temporary directory for a command to ask: there is no server. */
final class OfflineWorld implements AutoCloseable {
    private final DataDirectory directory;
    private final Domain domain;
    private final Clock clock;

    private OfflineWorld(DataDirectory directory, Domain domain, Clock clock) {
        this.directory = directory;
        this.domain = domain;
        this.clock = clock;
    }

    /**
     * Applies the files as a server of these settings would. Where one names the namespace or the home region, that is it.
     *
     * @param paths files, and directories of them
     * @throws IOException a file cannot be read or applied; the message says why
     */
    static OfflineWorld of(List<Path> paths, Settings settings) throws IOException {
        List<DeclaredWorld> declared;
        try {
            declared = new BootstrapFiles(paths, Optional.empty(), settings.environment()).read();
        } catch (BootstrapException e) {
            throw new IOException(e.getMessage(), e);
        }
        Clock clock = Clock.systemUTC();
        Founding founding = new Founding(
                said(declared, DeclaredTenancy::namespace, ServerConfig.DEFAULT_NAMESPACE),
                said(declared, DeclaredTenancy::homeRegion, ServerConfig.DEFAULT_REGION),
                CustomerSecretKey.generate(new SecureRandom()),
                new IdentitySettings(
                        settings.given("--deny-statements")
                                .filter("true"::equalsIgnoreCase)
                                .isPresent(),
                        Duration.ZERO,
                        Duration.ZERO));
        DataDirectory directory = DataDirectory.ephemeral(EngineOptions.defaults());
        Domain domain = null;
        try {
            domain = new Domain(directory.openCurrentWorld(), Dialect.OCI, clock, founding);
            domain.bootstrap().apply(declared);
            return new OfflineWorld(directory, domain, clock);
        } catch (BootstrapException e) {
            close(domain, directory);
            throw new IOException(e.getMessage(), e);
        } catch (ProblemException e) {
            close(domain, directory);
            throw new IOException("the bootstrap file cannot be applied: " + Reasons.of(e.problem()), e);
        } catch (IOException | RuntimeException e) {
            close(domain, directory);
            throw e;
        }
    }

    /** What the default tenancy is said to have: by the first file that says so. */
    private static String said(
            List<DeclaredWorld> worlds, Function<DeclaredTenancy, Optional<Text>> what, String otherwise) {
        return worlds.stream()
                .map(world -> what.apply(world.tenancies().getFirst()))
                .flatMap(Optional::stream)
                .map(Text::value)
                .findFirst()
                .orElse(otherwise);
    }

    Domain domain() {
        return domain;
    }

    Simulator simulator() {
        Tenancy tenancy = domain.identity.tenancy();
        var settings =
                new S3Settings(Dialect.OCI, OciEra.TODAY, tenancy.homeRegion(), tenancy.namespace(), tenancy.id());
        var s3 = new S3FrontEnd(
                settings,
                new S3Authenticator(domain.identity, settings, clock, new VerifiedHosts()),
                domain.forS3(),
                clock);
        return domain.simulator(s3.operations(), Vcns.NONE);
    }

    @Override
    public void close() throws IOException {
        close(domain, directory);
    }

    private static void close(@Nullable Domain domain, DataDirectory directory) throws IOException {
        if (domain != null) {
            domain.engine.close();
        }
        directory.close();
    }
}
