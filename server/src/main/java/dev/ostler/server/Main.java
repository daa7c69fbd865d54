// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.operation.Reasons;
import dev.ostler.server.problem.ProblemException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "ostler",
        description = "An S3-compatible object storage server that stands in for OCI Object Storage.",
        subcommands = {
            ServeCommand.class,
            RunCommand.class,
            EnvCommand.class,
            ExplainCommand.class,
            ApplyCommand.class,
            ResetCommand.class,
            ScrubCommand.class,
            PolicyCommand.class,
            CommandLine.HelpCommand.class
        },
        versionProvider = Main.Version.class,
        mixinStandardHelpOptions = true,
        footer = {"", "Start with:  ostler serve"})
public final class Main implements Callable<Integer> {
    /** The check that the command makes has failed. */
    static final int EXIT_FAILED = 1;

    /** A flag is wrong. */
    static final int EXIT_USAGE = 2;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets what @Spec marks
    Main() {}

    /** The version that the jar was built as. */
    static final class Version implements CommandLine.IVersionProvider {
        static final String NUMBER = "0.1.0";

        @Override
        public String[] getVersion() {
            return new String[] {"Ostler " + NUMBER};
        }
    }

    /** Without a command there is nothing to do but to name them. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return EXIT_USAGE;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Read before the first virtual thread: a thread that blocks in RocksDB pins its carrier.
        System.setProperty(
                "jdk.virtualThreadScheduler.parallelism",
                Integer.toString(Math.max(4, 2 * Runtime.getRuntime().availableProcessors())));
        // Netty would look for an address of the network card and at Java's management beans, to name channels; nobody
        // reads these names.
        System.setProperty("io.netty.machineId", "00:00:00:00:00:00:00:01");
        System.setProperty(
                "io.netty.processId", Long.toString(ProcessHandle.current().pid()));
        System.setProperty("io.netty.jfr.enabled", System.getProperty("io.netty.jfr.enabled", "false"));
        // Buffers are few and handed on in three places; the tests look for leaks.
        System.setProperty(
                "io.netty.leakDetection.level", System.getProperty("io.netty.leakDetection.level", "disabled"));
        System.exit(run(arguments, System.getenv()));
    }

    /** Runs a command with an environment of the caller's choice and returns its exit code. */
    static int run(String[] arguments, Map<String, String> environment) {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine commandLine = commandLine(new Settings(environment));
        commandLine.setErr(err);
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        return commandLine.execute(arguments);
    }

    /** The commands; every flag that is not given takes its value from {@code settings}. */
    static CommandLine commandLine(Settings settings) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setDefaultValueProvider(settings);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((wrong, _) -> {
            CommandLine failed = wrong.getCommandLine();
            String message = wrong.getCause() instanceof IOException cause ? cause.getMessage() : wrong.getMessage();
            failed.getErr().println("ostler: " + message + settings.sourceOf(wrong));
            failed.getErr().println("Try:  " + failed.getCommandSpec().qualifiedName() + " --help");
            return EXIT_USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, failed, _) -> {
            failed.getErr().println("ostler: " + messageOf(failure));
            return EXIT_FAILED;
        });
        return commandLine;
    }

    private static String messageOf(Exception failure) {
        if (failure instanceof ProblemException refused) {
            return Reasons.of(refused.problem());
        }
        String message = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            return "there is no file " + message;
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission for " + message;
        }
        return message == null ? failure.toString() : message;
    }
}
