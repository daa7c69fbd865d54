// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.storage.DataDirectory;
import dev.ostler.storage.EngineOptions;
import dev.ostler.storage.ScrubReport;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ostler scrub}: reads every blob against its checksum. */
@Command(
        name = "scrub",
        description =
                "Reads every stored byte of a stopped directory, or of a running server, against its checksum. Exit code"
                        + " 1 when something is damaged.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:  ostler scrub --data ./ostler-data"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ScrubCommand implements Callable<Integer> {
    private static final long PROGRESS_NANOS = 1_000_000_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlClient client;

    private long reportedAtNanos = System.nanoTime();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String damaged;
        try {
            damaged = client.call("POST", "scrub", Map.of(), "text/plain", ControlClient.ALL_PATIENCE);
        } catch (ControlClient.NoServerException e) {
            if (!Files.exists(client.dataDirectory().resolve("FORMAT"))) {
                throw e;
            }
            return scrubStopped(out);
        }
        out.print(damaged);
        out.println(damaged.isEmpty() ? "nothing is damaged" : "damaged: the list is above");
        return damaged.isEmpty() ? 0 : Main.EXIT_FAILED;
    }

    private int scrubStopped(PrintWriter out) throws IOException {
        try (DataDirectory directory = DataDirectory.open(client.dataDirectory(), EngineOptions.defaults());
                StorageEngine engine = directory.openCurrentWorld()) {
            ScrubReport report = engine.scrub(this::progress);
            report.damaged().forEach(damage -> out.println(damage.blob() + ": " + damage.what()));
            out.println(report.blobs() + " blobs, " + report.bytes() + " bytes read, " + report.damagedBlobs()
                    + " damaged");
            return report.damagedBlobs() == 0 ? 0 : Main.EXIT_FAILED;
        }
    }

    private void progress(ScrubReport soFar, long expected) {
        long now = System.nanoTime();
        if (now - reportedAtNanos > PROGRESS_NANOS) {
            reportedAtNanos = now;
            spec.commandLine().getErr().println("ostler: " + soFar.blobs() + " of about " + expected + " blobs read");
        }
    }
}
