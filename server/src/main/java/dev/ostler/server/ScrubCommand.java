// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.server.objectstorage.Scrub;
import dev.ostler.server.operation.Printable;
import dev.ostler.storage.DataDirectory;
import dev.ostler.storage.EngineOptions;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ostler scrub}: reads every blob against its checksum. */
@Command(
        name = "scrub",
        description = {
            "Reads every stored byte against its checksum.",
            "Of a stopped directory or of a running server. Exit code 1 when something is damaged."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:  ostler scrub --data ./ostler-data"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ScrubCommand implements Callable<Integer> {
    private static final long PROGRESS_MILLIS = 1_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlClient client;

    private long reportedAtNanos = System.nanoTime();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Scrub.Outcome outcome = scrub();
        PrintWriter out = spec.commandLine().getOut();
        outcome.damaged().forEach(line -> out.println(Printable.line(line)));
        out.println(
                outcome.blobs() + " blobs, " + outcome.bytes() + " bytes read, " + outcome.damagedBlobs() + " damaged");
        return outcome.damagedBlobs() == 0 ? 0 : Main.EXIT_FAILED;
    }

    private Scrub.Outcome scrub() throws IOException, InterruptedException {
        try {
            return scrubRunning();
        } catch (ControlClient.NoServerException e) {
            if (!Files.exists(client.dataDirectory().resolve("FORMAT"))) {
                throw e;
            }
            return scrubStopped();
        }
    }

    /** The answer comes at the end; until then the server is asked how far it is. */
    private Scrub.Outcome scrubRunning() throws IOException, InterruptedException {
        String answer = client.whileTelling(
                () -> client.call("GET", "scrub", Map.of(), "text/plain", ControlClient.USUAL_PATIENCE)
                        .strip(),
                () -> client.call("POST", "scrub", Map.of(), "application/json", ControlClient.ALL_PATIENCE));
        return new ObjectMapper().readValue(answer, Scrub.Outcome.class);
    }

    private Scrub.Outcome scrubStopped() throws IOException {
        try (DataDirectory directory = DataDirectory.open(client.dataDirectory(), EngineOptions.defaults());
                StorageEngine engine = directory.openCurrentWorld()) {
            return new Scrub(engine).run(this::progress);
        }
    }

    private void progress(Scrub.Progress soFar) {
        long now = System.nanoTime();
        if (now - reportedAtNanos > TimeUnit.MILLISECONDS.toNanos(PROGRESS_MILLIS)) {
            reportedAtNanos = now;
            spec.commandLine()
                    .getErr()
                    .println("ostler: " + soFar.blobs() + " of about " + soFar.blobsExpected() + " blobs read");
        }
    }
}
