// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** The command line in this JVM, with an environment of the test's choice: for commands that come to an end. */
final class OstlerCommand {
    private OstlerCommand() {}

    /** What a command left behind. */
    record Outcome(int exitCode, String out, String err) {}

    static Outcome run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine(new Settings(environment));
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        int exitCode = commandLine.execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    static Outcome run(String... arguments) {
        return run(Map.of(), arguments);
    }
}
