// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.explanation.Explanation;
import dev.ostler.iam.explanation.ExplanationLine;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.simulation.Simulated;
import dev.ostler.server.simulation.Simulated.Grant;
import dev.ostler.server.simulation.Simulated.GrantingStatement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What would come of a request that nobody sent, and why: a refusal is told as if it had happened. */
public final class SimulationExplanation {
    private static final int LINES_BEFORE_POLICIES = 1;

    private final Simulated simulated;

    public SimulationExplanation(Simulated simulated) {
        this.simulated = simulated;
    }

    /** A few lines, the most important first; {@code all} leaves nothing out. */
    public String text(boolean all) {
        Simulated.Asked asked = simulated.asked();
        Optional<Explanation> policies = switch (simulated) {
            case Simulated.Allowed _ -> Optional.empty();
            case Simulated.Refused refused -> PolicyExplanation.explained(refused.problem());
        };
        String caller = policies.map(it -> PolicyExplanation.inGroups(asked.caller(), it))
                .orElse(asked.caller());
        var text = new ExplainedText(
                new ExplainedText.Title(outcome(), asked.operation(), asked.resource(), caller, asked.at(), ""));
        switch (simulated) {
            case Simulated.Allowed allowed -> addGrants(allowed, text);
            case Simulated.Refused refused ->
                policies.ifPresentOrElse(
                        it -> addLines(it, all, text), () -> text.line("cause", Reasons.of(refused.problem())));
        }
        return text.toString();
    }

    /** In a line: what gave it, or the permission that is missing and how near a statement came. */
    public String inShort() {
        return switch (simulated) {
            case Simulated.Allowed allowed ->
                allowed.grants().isEmpty()
                        ? "nothing is needed for it"
                        : byGround(allowed).entrySet().stream()
                                .map(entry -> names(entry.getValue()) + " by " + entry.getKey())
                                .collect(Collectors.joining(", "));
            case Simulated.Refused refused ->
                PolicyExplanation.inShort(refused.problem()).orElseGet(() -> Reasons.of(refused.problem()));
        };
    }

    private String outcome() {
        return switch (simulated) {
            case Simulated.Allowed _ -> "ALLOWED";
            case Simulated.Refused _ -> "REFUSED";
        };
    }

    private static void addLines(Explanation explanation, boolean all, ExplainedText text) {
        for (ExplanationLine line : explanation.lines(PolicyExplanation.MAX_LINES - LINES_BEFORE_POLICIES, all)) {
            text.line(line.name(), line.value());
        }
    }

    private static void addGrants(Simulated.Allowed allowed, ExplainedText text) {
        if (allowed.grants().isEmpty()) {
            text.line("granted", "nothing is needed for it");
        }
        byGround(allowed).values().forEach(grants -> {
            Grant first = grants.getFirst();
            if (first.statements().isEmpty()) {
                text.line(
                        "granted",
                        names(grants) + " by " + ground(first.decision().by()));
            }
            String name = names(grants) + " by ";
            for (GrantingStatement statement : first.statements()) {
                text.line(
                        name.isEmpty() ? "" : "granted",
                        (name.isEmpty() ? "and " : name)
                                + statement.ground().id() + " in "
                                + statement.compartment().orElse("the root compartment"));
                text.line("", statement.text());
                name = "";
            }
        });
    }

    /** What one statement gives is told together. */
    private static Map<String, List<Grant>> byGround(Simulated.Allowed allowed) {
        return allowed.grants().stream()
                .collect(Collectors.groupingBy(
                        grant -> ground(grant.decision().by()), LinkedHashMap::new, Collectors.toList()));
    }

    private static String ground(Decision.Ground ground) {
        return switch (ground) {
            case Decision.Ground.Statement statement -> statement.id().toString();
            case Decision.Ground.Agreement agreement ->
                agreement.endorse().id() + " with " + agreement.admit().id();
            case Decision.Ground.Named named -> named.name();
        };
    }

    private static String names(List<Grant> grants) {
        return grants.stream()
                .map(grant -> grant.decision().permission())
                .map(Permission::name)
                .collect(Collectors.joining(" and "));
    }

    public Map<String, Object> json() {
        Simulated.Asked asked = simulated.asked();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("allowed", simulated instanceof Simulated.Allowed);
        json.put("at", asked.at().toString());
        json.put("operation", asked.operation());
        json.put("resource", asked.resource());
        json.put("caller", asked.caller());
        switch (simulated) {
            case Simulated.Allowed allowed ->
                json.put(
                        "granted",
                        allowed.grants().stream()
                                .map(SimulationExplanation::grant)
                                .toList());
            case Simulated.Refused refused -> {
                json.put("cause", Reasons.of(refused.problem()));
                Optional<Explanation> policies = PolicyExplanation.explained(refused.problem());
                json.put("policies", policies.map(Explanation::json).orElse(null));
            }
        }
        return json;
    }

    private static Map<String, Object> grant(Grant grant) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("permission", grant.decision().permission().name());
        json.put("by", ground(grant.decision().by()));
        json.put(
                "statements",
                grant.statements().stream()
                        .map(SimulationExplanation::statement)
                        .toList());
        return json;
    }

    private static Map<String, Object> statement(GrantingStatement statement) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("statement", statement.ground().id().toString());
        json.put("policyId", statement.ground().id().policyId());
        json.put("text", statement.text());
        json.put(
                "span",
                Map.of(
                        "start", statement.ground().span().start(),
                        "end", statement.ground().span().end()));
        return json;
    }
}
