// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ostler reset}: a fresh world. */
@Command(
        name = "reset",
        description = {
            "Gives a running server a fresh world.",
            "The administrator's keys and the control token stay, bootstrap files and OSTLER_BUCKETS are "
                    + "applied again, all else is gone."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:  ostler reset"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ResetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlClient client;

    @Override
    public Integer call() throws IOException {
        spec.commandLine()
                .getOut()
                .print(client.call("POST", "reset", Map.of(), "text/plain", ControlClient.USUAL_PATIENCE));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
