// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.operation.Refusal;
import dev.ostler.storage.UnusableDirectoryException;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.util.function.Consumer;

/** Starts a server for a command, and says what to do when that fails. */
final class Startup {
    private Startup() {}

    /** @throws IOException with a message for the person at the terminal */
    static Emulator start(ServerConfig config, Consumer<Refusal> listener) throws IOException {
        try {
            return Emulator.start(config, Clock.systemUTC(), listener);
        } catch (BindException e) {
            throw new IOException(
                    "port " + config.port() + " of " + config.host()
                            + " is taken. Stop what listens there, or choose another: --port 0 takes a free one",
                    e);
        } catch (UnusableDirectoryException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
