// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.server.api.control.SimulationExplanation;
import dev.ostler.server.simulation.Simulated;
import dev.ostler.server.simulation.Supposition;
import dev.ostler.server.simulation.Who;
import dev.ostler.server.simulation.WrongSuppositionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ostler policy simulate}: what would come of a request that nobody sends. */
@Command(
        name = "simulate",
        description = {
            "Decides whether somebody may do something, and says why, by the policies of a bootstrap file, without a server.",
            "Exit code 1 when it is refused."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  ostler policy simulate alice GetObject lake/raw/a.csv --bootstrap bootstrap.yaml"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PolicySimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "USER",
            description = "A user's name, anonymous, service:NAME or dynamicGroup:NAME.")
    private String user;

    @Parameters(index = "1", paramLabel = "OPERATION", description = "As OCI or the S3 API calls it: PutObject.")
    private String operation;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "BUCKET[/OBJECT]",
            description = "What it is about; a listing's prefix in the object's place. None for ListBuckets.")
    private @Nullable String target;

    @Option(
            names = "--bootstrap",
            paramLabel = "FILE",
            split = ",",
            description = "YAML that declares the world to ask, or a directory of such files. May be repeated.")
    private @Nullable List<Path> bootstrap;

    @Option(
            names = "--set",
            paramLabel = "VAR=VALUE",
            description =
                    "What the request supplies to conditions, like request.utc-timestamp=2026-03-02T09:00:00Z; without a value, that it does not. May be repeated.")
    private @Nullable List<String> set;

    @Option(
            names = "--object-exists",
            paramLabel = "true|false",
            arity = "1",
            description = "Whether there is such an object (default: whether the world has it).")
    private @Nullable Boolean objectExists;

    @Option(names = "--all", description = "Leave nothing out: statements for others too.")
    private boolean all;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Supposition supposition = new Supposition(
                Who.parse(user), operation, target == null ? "" : target, Optional.ofNullable(objectExists), given());
        if (bootstrap == null) {
            throw new ParameterException(spec.commandLine(), "--bootstrap FILE is missing");
        }
        try (OfflineWorld world = OfflineWorld.of(bootstrap, Settings.of(spec))) {
            Simulated simulated = world.simulator().simulate(supposition);
            var explanation = new SimulationExplanation(simulated);
            spec.commandLine()
                    .getOut()
                    .print(
                            json
                                    ? new ObjectMapper()
                                                    .writerWithDefaultPrettyPrinter()
                                                    .writeValueAsString(explanation.json())
                                            + "\n"
                                    : explanation.text(all));
            spec.commandLine().getOut().flush();
            return simulated instanceof Simulated.Allowed ? 0 : Main.EXIT_FAILED;
        } catch (WrongSuppositionException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private Map<String, List<String>> given() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (String assignment : set == null ? List.<String>of() : set) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--set is a variable and a value, like request.utc-timestamp=2026-03-02T09:00:00Z, not '"
                                + assignment + "'");
            }
            List<String> values = given.computeIfAbsent(assignment.substring(0, equals), _ -> new ArrayList<>());
            if (equals < assignment.length() - 1) {
                values.add(assignment.substring(equals + 1));
            }
        }
        return given;
    }
}
