// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ostler explain}: why a request was refused. */
@Command(
        name = "explain",
        description = "Says why a request was refused; the last one without an id.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  ostler explain 7f3a"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ControlClient client;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The request's id, or its first characters.")
    private @Nullable String id;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "1",
            description = "The last N refusals (default ${DEFAULT-VALUE}).")
    private int last;

    @Option(names = "--follow", description = "Explain each further refusal as it happens.")
    private boolean follow;

    @Option(names = "--all", description = "Leave nothing out: the request as it came, too.")
    private boolean all;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (follow) {
            return follow();
        }
        Map<String, String> query =
                new HashMap<>(id == null ? Map.of("last", Integer.toString(last)) : Map.of("id", id));
        if (all) {
            query.put("all", "true");
        }
        String text = client.call("GET", "explain", query, json ? "application/json" : "text/plain");
        PrintWriter out = spec.commandLine().getOut();
        out.print(text.isEmpty() ? "nothing was refused\n" : text);
        out.flush();
        return 0;
    }

    private int follow() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ObjectMapper mapper = new ObjectMapper();
        String from = "";
        while (!out.checkError()) {
            JsonNode refusals =
                    mapper.readTree(client.call("GET", "explain", Map.of("follow", from), "application/json"));
            for (JsonNode refusal : refusals) {
                from = refusal.path("requestId").asText();
                out.println(client.call("GET", "explain", Map.of("id", from), "text/plain"));
            }
        }
        return 0;
    }
}
