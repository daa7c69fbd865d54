// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.operation.Reasons;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ostler serve}: runs the server until it is told to stop. */
@Command(
        name = "serve",
        description = {
            "Runs the server until it is stopped.",
            "Ctrl-C and SIGTERM stop it: requests at work finish first; the exit code is 130 or 143, as of "
                    + "any program that is stopped so."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Each setting is also an environment variable (OSTLER_PORT, ...) and a key of the YAML file.",
            "Example:  ostler serve --ephemeral --port 0 --buckets photos,logs --ready-file ready.json"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions options;

    @Setting
    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Write {\"endpoint\", \"pid\", \"namespace\", \"region\"} here once the server answers.")
    private @Nullable Path readyFile;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerConfig config = options.config(false);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        options.warnOfUnknownVariables(err);
        if (readyFile != null) {
            // Somebody may wait for it already, and one of an earlier run would answer too early.
            Files.deleteIfExists(readyFile);
        }
        Terminal terminal = new Terminal(err);
        Emulator server = Startup.start(config, refusal -> {
            if (config.reasons() != Reasons.Where.OFF) {
                terminal.refused(refusal);
            }
        });
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    close(server, err);
                    terminal.close();
                }));
        if (readyFile != null) {
            ServerFiles.writeReadyFile(readyFile, server.running());
        }
        Banner.print(out, config, server, Clock.systemUTC());
        Banner.warn(err, config, server);
        new CountDownLatch(1).await();
        return 0;
    }

    /** Runs when the process is told to stop, which ends without waiting for anything else. */
    private static void close(Emulator server, PrintWriter err) {
        try {
            server.close();
        } catch (IOException e) {
            err.println("ostler: the server did not stop cleanly: " + e.getMessage());
        }
    }
}
