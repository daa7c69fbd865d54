// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ostler policy}: what can be said of policies. */
@Command(
        name = "policy",
        description = "Checks policies and tries them out.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyCheckCommand.class,
            PolicyTestCommand.class,
            PolicySimulateCommand.class,
            PolicyCasesCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PolicyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Without a command there is nothing to do but to name them. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Main.EXIT_USAGE;
    }
}
