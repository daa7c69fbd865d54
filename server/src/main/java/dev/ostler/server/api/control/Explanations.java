// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.http.Reply;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Investigator;
import dev.ostler.server.operation.Refusal;
import dev.ostler.server.operation.Refusals;
import dev.ostler.server.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Answers {@code GET /_ostler/explain?id=…|last=N|follow=ID}, as text or, by Accept, as JSON; with {@code all}, requests too
 * that were served on an assumption; with {@code text}, the text inside the JSON.
 */
public final class Explanations {
    private static final int MAX_LAST = 500;

    /** A signature of a hostile request takes most of a second to look into. */
    private static final int MAX_INVESTIGATED = 50;

    private static final Duration FOLLOW_PATIENCE = Duration.ofSeconds(20);

    private final Refusals refusals;
    private final Investigator investigator;

    public Explanations(Refusals refusals, Investigator investigator) {
        this.refusals = refusals;
        this.investigator = investigator;
    }

    Reply answer(Call call) {
        boolean all = call.query().has("all");
        List<Explained> wanted = wanted(call, all);
        if (!ControlFrontEnd.wantsJson(call.head())) {
            return ControlFrontEnd.text(
                    200, wanted.stream().map(one -> one.text(all)).collect(Collectors.joining("\n")));
        }
        return ControlFrontEnd.json(
                200,
                wanted.stream()
                        .map(one -> {
                            Map<String, Object> json = new LinkedHashMap<>(one.json(all));
                            if (call.query().has("text")) {
                                json.put("text", one.text(all));
                            }
                            return json;
                        })
                        .toList());
    }

    /** The last one without a parameter. {@code follow} waits for refusals after the one it names, at most 20 s. */
    private List<Explained> wanted(Call call, boolean all) {
        Optional<String> id = call.query("id");
        if (id.isPresent()) {
            return List.of(withId(id.get()));
        }
        if (call.query().has("follow")) {
            return explained(refusals.awaitAfter(call.query("follow").orElse(""), FOLLOW_PATIENCE));
        }
        int count = call.number("last", 1, MAX_LAST).orElse(1);
        List<Explained> last = explained(refusals.last(count));
        return all ? withAssumptions(last, count) : last;
    }

    private Explained withId(String id) {
        return refusals.find(id)
                .map(refusal -> explained(refusal, investigator))
                .or(() -> refusals.findAssumption(id).map(ServedOnAssumption::new))
                .orElseThrow(() -> new Problem.InvalidArgument("id", id, "No refusal has such an id").thrown());
    }

    /** Of many, only the newest are looked into; the others have the reason that was given at once. */
    private List<Explained> explained(List<Refusal> found) {
        int looked = Math.max(0, found.size() - MAX_INVESTIGATED);
        List<Explained> explained = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            explained.add(explained(found.get(i), i < looked ? _ -> Optional.empty() : investigator));
        }
        return explained;
    }

    private static Explained explained(Refusal refusal, Investigator investigator) {
        return PolicyExplanation.of(refusal)
                .<Explained>map(Function.identity())
                .orElseGet(() -> Explanation.of(refusal, investigator));
    }

    /** Those since the first of the refusals; the last ones when nothing was refused. */
    private List<Explained> withAssumptions(List<Explained> last, int count) {
        List<Explained> assumed = refusals.assumptions().stream()
                .<Explained>map(ServedOnAssumption::new)
                .toList();
        List<Explained> merged = new ArrayList<>(last);
        if (last.isEmpty()) {
            merged.addAll(assumed.subList(Math.max(0, assumed.size() - count), assumed.size()));
        } else {
            assumed.stream()
                    .filter(one -> !one.at().isBefore(last.getFirst().at()))
                    .forEach(merged::add);
        }
        merged.sort(Comparator.comparing(Explained::at));
        return merged;
    }
}
