// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The files of a data directory's current world, as somebody sees them who looks while the server runs. */
record DataFiles(Path directory) {
    /** As long as what a cut-off upload left behind may take to go. */
    private static final Duration CLEAN_UP_PATIENCE = Duration.ofSeconds(10);

    /** Whether no upload has left anything in staging, or so before 10 s have passed. */
    boolean stagingBecomesEmpty() throws IOException, InterruptedException {
        return become(0, "staging");
    }

    /** Whether so many large bodies and parts lie on disk, or do so before 10 s have passed. */
    boolean blobsBecome(long count) throws IOException, InterruptedException {
        return become(count, "blobs");
    }

    private boolean become(long count, String folder) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + CLEAN_UP_PATIENCE.toNanos();
        while (in(folder).size() != count) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    List<Path> blobs() throws IOException {
        return in("blobs");
    }

    private List<Path> in(String folder) throws IOException {
        Path world =
                directory.resolve(Files.readString(directory.resolve("CURRENT")).strip());
        while (true) {
            try (Stream<Path> files = Files.walk(world.resolve(folder))) {
                return files.filter(Files::isRegularFile).toList();
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                }
                // The sweeper removed a folder under our eyes.
            }
        }
    }
}
