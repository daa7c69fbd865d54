// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    @Option(
            names = "--all",
            description = "Leave nothing out: the request as it came, and what was served on an assumption.")
    private boolean all;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (follow) {
            return follow();
        }
        Map<String, String> query = withAll(id == null ? Map.of("last", Integer.toString(last)) : Map.of("id", id));
        String text = client.call(
                "GET", "explain", query, json ? "application/json" : "text/plain", ControlClient.USUAL_PATIENCE);
        PrintWriter out = spec.commandLine().getOut();
        out.print(text.isEmpty() ? "nothing was refused\n" : text);
        out.flush();
        return 0;
    }

    /** Until the server stops or nobody reads any more. */
    private int follow() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String from = idOfLast(ask(Map.of("last", "1")), "");
        while (!out.checkError()) {
            JsonNode refusals = ask(withAll(Map.of("follow", from, "text", "true")));
            for (JsonNode refusal : refusals) {
                String text = refusal.path("text").asText();
                ((ObjectNode) refusal).remove("text");
                out.println(json ? refusal.toPrettyString() : text);
            }
            out.flush();
            from = idOfLast(refusals, from);
        }
        return 0;
    }

    private Map<String, String> withAll(Map<String, String> query) {
        Map<String, String> complete = new HashMap<>(query);
        if (all) {
            complete.put("all", "true");
        }
        return complete;
    }

    private JsonNode ask(Map<String, String> query) throws IOException {
        return new ObjectMapper()
                .readTree(client.call("GET", "explain", query, "application/json", ControlClient.USUAL_PATIENCE));
    }

    private static String idOfLast(JsonNode refusals, String otherwise) {
        return refusals.isEmpty()
                ? otherwise
                : refusals.get(refusals.size() - 1).path("requestId").asText();
    }
}
