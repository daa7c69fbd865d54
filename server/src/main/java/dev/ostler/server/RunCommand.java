// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions options;

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The command and its arguments, after --.")
    private List<String> command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerConfig config = options.config(true).onFreePort();
        PrintWriter err = spec.commandLine().getErr();
        options.warnOfUnknownVariables(err);
        Refused refused = new Refused();
        try (Emulator server = Startup.start(config, refused::add)) {
            Process process = start(config, server);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> stop(process, server)));
            int exitCode = process.waitFor();
            if (config.reasons() != Reasons.Where.OFF) {
                refused.print(err);
            }
            return exitCode;
        } catch (NotStartedException e) {
            err.println("ostler: " + e.getMessage());
            return EXIT_NOT_STARTED;
        }
    }

    /** What was refused while the command ran: it owns the terminal until it ends. */
    private static final class Refused {
        private static final int MAX_LINES = 1_000;
        private final List<Refusal> refusals = new ArrayList<>();
        private long more;

        synchronized void add(Refusal refusal) {
            if (refusals.size() < MAX_LINES) {
                refusals.add(refusal);
            } else {
                more++;
            }
        }

        synchronized void print(PrintWriter err) {
            refusals.forEach(refusal -> err.println(Terminal.line(refusal)));
            if (more > 0) {
                err.println("and " + more + " more");
            }
        }
    }

    private Process start(ServerConfig config, Emulator server) throws NotStartedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = builder.environment();
        Tenancy tenancy = Tenancy.named(config.namespace(), config.region());
        ClientEnvironment.of(server.endpoint(), server.key(), tenancy)
                .variables()
                .forEach((name, value) -> {
                    if (value == null) {
                        environment.remove(name);
                    } else {
                        environment.put(name, value);
                    }
                });
        environment.put("OSTLER_CONTROL_TOKEN", server.controlToken());
        environment.put("OSTLER_DATA", server.dataDirectory().toString());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new NotStartedException("cannot start '" + command.getFirst() + "': " + e.getMessage());
        }
    }

    private static final class NotStartedException extends Exception {
        private static final long serialVersionUID = 1L;

        NotStartedException(String message) {
            super(message);
        }
    }

    /** Runs at the end of this process, however it comes: the command does not outlive its server. */
    private static void stop(Process process, Emulator server) {
        process.destroy();
        try {
            server.close();
        } catch (IOException e) {
            LOG.error("The server did not stop cleanly.", e);
        }
    }
}
