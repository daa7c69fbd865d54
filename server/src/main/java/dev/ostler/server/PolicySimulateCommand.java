// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ostler.server.api.control.SimulationExplanation;
import dev.ostler.server.simulation.Simulated;
import dev.ostler.server.simulation.Supposition;
import dev.ostler.server.simulation.Who;
import dev.ostler.server.simulation.WrongSuppositionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code ostler policy simulate}: what would come of a request that nobody sends. */
@Command(
        name = "simulate",
        description = {
            "Decides whether somebody may do something, and says why.",
            "By the policies of a bootstrap file without a server, or by those of a running one. Exit code 1"
                    + " when it is refused."
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
            description = "YAML that declares the world to ask, or a directory of such files. May be repeated.")
    private @Nullable List<Path> bootstrap;

    @Mixin
    private ControlClient client;

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
        Answer answer = bootstrap == null ? askServer(supposition) : askBootstrap(bootstrap, supposition);
        spec.commandLine().getOut().print(answer.told());
        spec.commandLine().getOut().flush();
        return answer.allowed() ? 0 : Main.EXIT_FAILED;
    }

    /** What came of it, as it is to be printed. */
    private record Answer(boolean allowed, String told) {}

    private Answer askBootstrap(List<Path> files, Supposition supposition) throws IOException {
        ParseResult flags = spec.commandLine().getParseResult();
        if (flags.hasMatchedOption("--server") || flags.hasMatchedOption("--data")) {
            throw wrong("--bootstrap asks no server: leave it out, or --server and --data");
        }
        try (OfflineWorld world = OfflineWorld.of(files, Settings.of(spec))) {
            Simulated simulated = world.simulator().simulate(supposition);
            var explanation = new SimulationExplanation(simulated);
            return new Answer(
                    simulated instanceof Simulated.Allowed, json ? pretty(explanation.json()) : explanation.text(all));
        } catch (WrongSuppositionException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Answer askServer(Supposition supposition) throws IOException {
        Map<String, String> query = new HashMap<>(Map.of("text", "true"));
        if (all) {
            query.put("all", "true");
        }
        try {
            ObjectNode answer = (ObjectNode) new ObjectMapper()
                    .readTree(client.post("simulate", query, document(supposition), "application/json"));
            String text = answer.remove("text").asText();
            return new Answer(answer.path("allowed").asBoolean(), json ? pretty(answer) : text);
        } catch (ControlClient.BadRequestException e) {
            throw wrong(new ObjectMapper().readTree(e.answer()).path("message").asText());
        }
    }

    /** As {@code POST /_ostler/simulate} takes it. */
    private static String document(Supposition supposition) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "as",
                switch (supposition.as()) {
                    case Who.User user -> user.name();
                    case Who.Anonymous _ -> Who.ANONYMOUS;
                    case Who.Service service -> Map.of("service", service.name());
                    case Who.DynamicGroup group -> Map.of("dynamicGroup", group.name());
                });
        document.put("operation", supposition.operation());
        document.put("on", supposition.on());
        supposition.objectExists().ifPresent(exists -> document.put("objectExists", exists));
        document.put("given", supposition.given());
        return new ObjectMapper().writeValueAsString(document);
    }

    private static String pretty(Object json) throws IOException {
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Map<String, List<String>> given() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (String assignment : set == null ? List.<String>of() : set) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw wrong("--set is a variable and a value, like request.utc-timestamp=2026-03-02T09:00:00Z, not '"
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
