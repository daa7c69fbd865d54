// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.identity.User;
import dev.ostler.server.operation.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ostler run}: an ephemeral server around one command. */
@Command(
        name = "run",
        description = "Runs a command against an ephemeral server on a free port, then prints the refusals it met.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "The exit code is the command's.", "Example:  ostler run -- pytest tests/"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RunCommand implements Callable<Integer> {
    /** The exit code of a shell for a command that it cannot start. */
    private static final int EXIT_NOT_STARTED = 127;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions options;

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The command and its arguments, after --.")
    private List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerConfig config = options.config(true).onFreePort();
        var refusals = new ConcurrentLinkedQueue<Refusal>();
        try (Emulator server = Startup.start(config, refusals::add)) {
            int exitCode = runCommand(config, server);
            refusals.forEach(refusal -> spec.commandLine().getErr().println(Terminal.lineOf(refusal)));
            return exitCode;
        }
    }

    private int runCommand(ServerConfig config, Emulator server) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Tenancy tenancy = Tenancy.named(config.namespace(), config.region());
        ClientEnvironment.of(server.endpoint(), server.key(), tenancy, User.administrator(tenancy))
                .variables()
                .forEach((name, value) -> {
                    if (value == null) {
                        builder.environment().remove(name);
                    } else {
                        builder.environment().put(name, value);
                    }
                });
        builder.environment().put("OSTLER_CONTROL_TOKEN", server.controlToken());
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            spec.commandLine().getErr().println("ostler: cannot start '" + command.getFirst() + "': " + e.getMessage());
            return EXIT_NOT_STARTED;
        }
    }
}
