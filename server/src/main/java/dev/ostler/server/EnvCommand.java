// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.identity.User;
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
        ServerFiles files = new ServerFiles(data == null ? ServerOptions.DEFAULT_DATA : data);
        Optional<ServerFiles.Running> running = files.readRunning();
        CustomerSecretKey key = user.equals("admin")
                ? files.administratorsKey(Optional.empty())
                : files.keyOf(user)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(), "there is no user '" + user + "' here; there is 'admin'"));
        Tenancy tenancy = Tenancy.named(
                running.map(ServerFiles.Running::namespace).orElse(ServerConfig.DEFAULT_NAMESPACE),
                running.map(ServerFiles.Running::region).orElse(ServerConfig.DEFAULT_REGION));
        String given = endpoint == null ? DEFAULT_ENDPOINT : endpoint;
        // OSTLER_ENDPOINT may stem from another server's `ostler env`: where this one is, it says itself.
        boolean byFlag = spec.commandLine().getParseResult().hasMatchedOption("--endpoint");
        String address =
                byFlag ? given : running.map(ServerFiles.Running::endpoint).orElse(given);
        String text = ClientEnvironment.of(address, key, tenancy, User.administrator(tenancy))
                .text(format);
        if (out == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            ServerFiles.write(out.resolve("ostler.env"), text);
        }
        return 0;
    }
}
