// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.server.http.Reply;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Nearest;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.simulation.Simulator;
import dev.ostler.server.simulation.Supposition;
import dev.ostler.server.simulation.Who;
import dev.ostler.server.simulation.WrongSuppositionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code POST /_ostler/simulate}: what the policies of now say to a request that nobody sends. Its body is a JSON
 * object: {@code {"as": "alice", "operation": "PutObject", "on": "lake/raw/a.csv", "objectExists": true, "given": {…}}}.
 * The answer is text or, by Accept, JSON; with {@code text}, the text inside the JSON; with {@code all}, nothing left out.
 */
public final class SimulateOperation {
    static final int MAX_BODY_BYTES = 64 << 10;

    private static final List<String> KEYS = List.of("as", "operation", "on", "objectExists", "given");

    private final Simulator simulator;

    public SimulateOperation(Simulator simulator) {
        this.simulator = simulator;
    }

    Reply answer(Call call) {
        boolean all = call.query().has("all");
        SimulationExplanation explanation;
        try {
            explanation = new SimulationExplanation(simulator.simulate(supposition(call.document())));
        } catch (WrongSuppositionException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        if (!ControlFrontEnd.wantsJson(call.head())) {
            return ControlFrontEnd.text(200, explanation.text(all));
        }
        Map<String, Object> json = explanation.json();
        if (call.query().has("text")) {
            json.put("text", explanation.text(all));
        }
        return ControlFrontEnd.json(200, json);
    }

    /** Throws InvalidRequest. */
    private static Supposition supposition(byte[] document) {
        JsonNode root = read(document);
        for (Map.Entry<String, JsonNode> member : root.properties()) {
            if (!KEYS.contains(member.getKey())) {
                throw wrong("unknown key '" + member.getKey() + "'; "
                        + Nearest.to(member.getKey(), KEYS)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("known are " + String.join(", ", KEYS)));
            }
        }
        return new Supposition(
                who(root.path("as")),
                text(root, "operation"),
                root.has("on") ? text(root, "on") : "",
                root.has("objectExists") ? Optional.of(flag(root, "objectExists")) : Optional.empty(),
                given(root.path("given")));
    }

    private static JsonNode read(byte[] document) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(document);
        } catch (JsonProcessingException e) {
            throw wrong("the body is no JSON: line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        if (!root.isObject()) {
            throw wrong("the body is to be a JSON object with " + String.join(", ", KEYS));
        }
        return root;
    }

    /** Of the one who asks, their own name is as good as an object that says of which kind it is. */
    private static Who who(JsonNode as) {
        if (as.isTextual()) {
            return Who.named(as.asText());
        }
        if (as.isObject() && as.size() == 1) {
            if (as.path("service").isTextual()) {
                return new Who.Service(as.path("service").asText());
            }
            if (as.path("dynamicGroup").isTextual()) {
                return new Who.DynamicGroup(as.path("dynamicGroup").asText());
            }
        }
        throw wrong("as is a user's name, \"anonymous\", {\"service\": NAME} or {\"dynamicGroup\": NAME}");
    }

    private static String text(JsonNode root, String name) {
        if (!root.path(name).isTextual()) {
            throw wrong(name + " is to be a text");
        }
        return root.path(name).asText();
    }

    private static boolean flag(JsonNode root, String name) {
        if (!root.path(name).isBoolean()) {
            throw wrong(name + " is true or false");
        }
        return root.path(name).asBoolean();
    }

    private static Map<String, List<String>> given(JsonNode variables) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        if (!variables.isMissingNode() && !variables.isObject()) {
            throw wrong("given is an object of variables and their values");
        }
        for (Map.Entry<String, JsonNode> variable : variables.properties()) {
            given.put(variable.getKey(), values(variable.getKey(), variable.getValue()));
        }
        return given;
    }

    private static List<String> values(String name, JsonNode value) {
        if (value.isNull()) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        for (JsonNode each : value.isArray() ? value : List.of(value)) {
            @Nullable String text = each.isValueNode() && !each.isNull() ? each.asText() : null;
            if (text == null) {
                throw wrong(name + " is to be a text, a list of texts, or null for none");
            }
            values.add(text);
        }
        return values;
    }

    private static RuntimeException wrong(String message) {
        return new Problem.InvalidRequest(message).thrown();
    }
}
