// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.bootstrap.Bootstrap;
import dev.ostler.server.bootstrap.BootstrapException;
import dev.ostler.server.bootstrap.BootstrapFile;
import dev.ostler.server.bootstrap.NamedFileException;
import dev.ostler.server.bootstrap.Outcome;
import dev.ostler.server.http.Reply;
import dev.ostler.server.operation.Call;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers {@code POST /_ostler/apply}: the world becomes as the bootstrap files of the request declare it. Nothing happens
 * before all of the request is there: of one that is cut off nothing is applied.
 */
public final class ApplyOperation {
    private final Bootstrap bootstrap;
    private final Path directory;
    private final long minFreeBytes;
    /** Held while bootstrap files lie in memory, which takes many times their bytes: one request's at a time. */
    private final ReentrantLock applying = new ReentrantLock();

    /**
     * @param directory where what comes in is kept for the time being
     * @param minFreeBytes what that leaves of the disk
     */
    public ApplyOperation(Bootstrap bootstrap, Path directory, long minFreeBytes) {
        this.bootstrap = bootstrap;
        this.directory = directory;
        this.minFreeBytes = minFreeBytes;
    }

    Reply answer(Call call) throws IOException {
        try (Spool spool = new Spool(directory, minFreeBytes)) {
            SentFiles files = SentFiles.read(call.head().header("content-type"), call.body().stream(), spool);
            Outcome outcome = apply(files);
            return ControlFrontEnd.wantsJson(call.head())
                    ? ControlFrontEnd.json(200, outcome.counts())
                    : ControlFrontEnd.text(200, outcome + "\n");
        }
    }

    private Outcome apply(SentFiles files) throws IOException {
        applying.lock();
        try {
            return bootstrap.apply(BootstrapFile.read(files.sources(), files.environment()));
        } catch (BootstrapException e) {
            throw e.problem().thrown();
        } catch (NamedFileException e) {
            throw e.problem().thrown();
        } finally {
            applying.unlock();
        }
    }
}
