// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.http.Reply;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Refusal;
import dev.ostler.server.operation.Refusals;
import dev.ostler.server.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Answers {@code GET /_ostler/explain?id=…|last=N|follow=ID}, as text or, by Accept, as JSON. */
public final class Explanations {
    private static final int MAX_LAST = 500;
    private static final Duration FOLLOW_PATIENCE = Duration.ofSeconds(20);

    private final Refusals refusals;
    private final Explanation.Investigator investigator;

    public Explanations(Refusals refusals, Explanation.Investigator investigator) {
        this.refusals = refusals;
        this.investigator = investigator;
    }

    Reply answer(Call call) {
        List<Explanation> found = wanted(call).stream()
                .map(refusal -> Explanation.of(refusal, investigator))
                .toList();
        if (ControlFrontEnd.wantsJson(call.head())) {
            return ControlFrontEnd.json(
                    200, found.stream().map(Explanation::json).toList());
        }
        return ControlFrontEnd.text(
                200,
                found.stream()
                        .map(explanation -> explanation.text(call.query().has("all")))
                        .collect(Collectors.joining("\n")));
    }

    /** The last one without a parameter. {@code follow} waits for refusals after the one it names, at most 20 s. */
    private List<Refusal> wanted(Call call) {
        if (call.query().has("id")) {
            String id = call.query("id").orElse("");
            return List.of(refusals.find(id)
                    .orElseThrow(() -> new Problem.InvalidArgument("id", id, "No refusal has such an id").thrown()));
        }
        if (call.query().has("follow")) {
            return refusals.awaitAfter(call.query("follow").orElse(""), FOLLOW_PATIENCE);
        }
        return refusals.last(call.number("last", 1, MAX_LAST).orElse(1));
    }
}
