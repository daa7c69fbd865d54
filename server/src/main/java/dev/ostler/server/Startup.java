// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.http.CannotListenException;
import dev.ostler.server.operation.Refusal;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Consumer;

/** Starts a server for a command, and says what to do when that fails. */
final class Startup {
    private Startup() {}

    /** @throws IOException with a message for the person at the terminal */
    static Emulator start(ServerConfig config, Consumer<Refusal> listener) throws IOException {
        try {
            return Emulator.start(config, Clock.systemUTC(), listener);
        } catch (CannotListenException e) {
            throw new IOException(
                    switch (e.reason()) {
                        case TAKEN ->
                            "port " + config.port() + " of " + config.host()
                                    + " is taken. Stop what listens there, or choose another: --port 0 takes a free one";
                        case NOT_OURS ->
                            "this machine has no address '" + config.host()
                                    + "'. --host 127.0.0.1 listens for this machine alone, --host 0.0.0.0 for all";
                        case NOT_ALLOWED ->
                            "port " + config.port() + " of " + config.host()
                                    + " is not allowed for this user. Choose one above 1023: --port 9000";
                        case OTHER -> String.valueOf(e.getMessage());
                    },
                    e);
        }
    }
}
