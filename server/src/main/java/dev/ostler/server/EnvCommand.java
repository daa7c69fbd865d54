// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Tenancy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ostler env}: credentials and endpoint for clients. */
@Command(
        name = "env",
        description = "Prints the environment that points AWS's clients at the server.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  eval \"$(ostler env)\""})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class EnvCommand implements Callable<Integer> {
    private static final String DEFAULT_ENDPOINT = "http://127.0.0.1:9000";

    @Spec
    private CommandSpec spec;

    @Setting
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory of the server's data (default ./ostler-data).")
    private @Nullable Path data;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "admin",
            description = "Whose credentials (default ${DEFAULT-VALUE}).")
    private String user;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Where the server is (default: where the running one is, else " + DEFAULT_ENDPOINT + ").")
    private @Nullable String endpoint;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write the environment as DIR/ostler.env rather than print it.")
    private @Nullable Path out;

    @Option(
            names = "--format",
            paramLabel = "sh|dotenv|json|powershell",
            defaultValue = "sh",
            description = "The form (default ${DEFAULT-VALUE}).")
    private ClientEnvironment.Format format;

    @Override
    public Integer call() throws IOException {
        Path directory = data == null ? ServerOptions.DEFAULT_DATA : data;
        ServerFiles.requireOursOrEmpty(directory);
        ServerFiles files = new ServerFiles(directory);
        Optional<ServerFiles.Running> running = files.readRunning();
        Tenancy tenancy = Tenancy.named(
                orGiven(running.map(ServerFiles.Running::namespace), "--namespace", ServerConfig.DEFAULT_NAMESPACE),
                orGiven(running.map(ServerFiles.Running::region), "--region", ServerConfig.DEFAULT_REGION));
        String address = Optional.ofNullable(endpoint)
                .or(() -> running.map(ServerFiles.Running::endpoint))
                .orElse(DEFAULT_ENDPOINT);
        String text = ClientEnvironment.of(address, key(files), tenancy).text(format);
        if (out == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            ServerFiles.write(out.resolve("ostler.env"), text);
        }
        return 0;
    }

    /** A key that the directory has is the one that its server goes by, whatever this environment says. */
    private CustomerSecretKey key(ServerFiles files) throws IOException {
        Optional<CustomerSecretKey> known = files.keyOf(user);
        if (known.isPresent()) {
            return known.get();
        }
        if (!user.equals(ServerFiles.ADMINISTRATOR)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no user '" + user + "' here; there is '" + ServerFiles.ADMINISTRATOR + "'");
        }
        Settings settings = Settings.of(spec);
        Optional<String> id = settings.given("--access-key");
        Optional<String> secret = settings.given("--secret-key");
        return files.administratorsKey(
                id.isPresent() && secret.isPresent()
                        ? Optional.of(new CustomerSecretKey(id.get(), secret.get()))
                        : Optional.empty());
    }

    private String orGiven(Optional<String> known, String flag, String otherwise) throws IOException {
        return known.isPresent() ? known.get() : Settings.of(spec).given(flag).orElse(otherwise);
    }
}
