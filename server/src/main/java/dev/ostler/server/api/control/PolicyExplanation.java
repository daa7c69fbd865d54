// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.decision.Reasons.Asked;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables.Value;
import dev.ostler.iam.explanation.Explanation;
import dev.ostler.iam.explanation.ExplanationLine;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Refusal;
import dev.ostler.server.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Why policies refused one request: worked out when somebody asks, from the policies as they were. */
public final class PolicyExplanation implements Explained {
    static final int MAX_LINES = 15;
    private static final int LINES_BEFORE_POLICIES = 2;
    private static final int MAX_SHOWN_GROUPS = 4;

    private final Refusal refusal;
    private final Asked asked;
    private final Explanation policies;

    private PolicyExplanation(Refusal refusal, Asked asked, Explanation policies) {
        this.refusal = refusal;
        this.asked = asked;
        this.policies = policies;
    }

    /** Empty when policies had no part in it. */
    public static Optional<PolicyExplanation> of(Refusal refusal) {
        return explained(refusal.problem())
                .map(it -> new PolicyExplanation(refusal, it.asked().orElseThrow(), it));
    }

    /** In a line; empty when policies had no part in it. */
    public static Optional<String> inShort(Refusal refusal) {
        Optional<String> later = later(refusal);
        return explained(refusal.problem()).map(it -> inShort(it, later.orElseGet(it::inShort)));
    }

    static Optional<String> inShort(Problem problem) {
        return explained(problem).map(it -> inShort(it, it.inShort()));
    }

    private static String inShort(Explanation explanation, String why) {
        return explanation.missing().getFirst().permission() + " not granted (" + why + ")";
    }

    /** What will allow it, of what is saved and not in force yet. */
    private static Optional<String> later(Refusal refusal) {
        return refusal.problem() instanceof Problem.NotAuthorized problem
                ? problem.later().get().map(grant -> worded(grant, refusal.at()))
                : Optional.empty();
    }

    private static String worded(Problem.PendingGrant grant, Instant at) {
        String by = switch (grant.by()) {
            case Decision.Ground.Statement statement -> statement.id().toString();
            case Decision.Ground.Agreement agreement ->
                agreement.endorse().id() + " and " + agreement.admit().id();
            case Decision.Ground.Named named -> named.name();
        };
        return by + " will allow it: a change " + grant.pending().wordedAt(at);
    }

    /** Empty when policies had no part in it. */
    static Optional<Explanation> explained(Problem problem) {
        if (!(problem instanceof Problem.NotAuthorized refused)) {
            return Optional.empty();
        }
        Explanation explanation = Explanation.of(refused.needed(), refused.decisions(), because(refused));
        return explanation.asked().isPresent() ? Optional.of(explanation) : Optional.empty();
    }

    /** Of a write to a name: which permission it needs depends on what is there. */
    private static Optional<String> because(Problem.NotAuthorized problem) {
        boolean either = problem.needed().alternatives().equals(List.of(Set.of(problem.missing())));
        if (problem.exists().isEmpty() || !either) {
            return Optional.empty();
        }
        String object = problem.resource().substring(problem.resource().indexOf('/') + 1);
        return Optional.of(
                problem.exists().get()
                        ? object + " exists (a new name needs " + Permission.OBJECT_CREATE + ")"
                        : object + " is a new name (one that exists needs " + Permission.OBJECT_OVERWRITE + ")");
    }

    @Override
    public Instant at() {
        return refusal.at();
    }

    @Override
    public String text(boolean all) {
        var text = ExplainedText.of(refusal, inGroups(refusal.caller(), policies));
        text.line("the client saw", refusal.status() + " " + refusal.code() + disguise());
        Optional<String> later = later(refusal);
        int linesOfLater = later.isPresent() ? 1 : 0;
        int room = MAX_LINES
                - LINES_BEFORE_POLICIES
                - linesOfLater
                - refusal.assumed().size();
        for (ExplanationLine line : policies.lines(room, all)) {
            text.line(line.name(), line.value());
        }
        later.ifPresent(when -> text.line("not in force yet", when + " (--policy-delay)"));
        refusal.assumed().forEach(what -> text.line("assumed", what));
        if (all) {
            new ShownRequest(refusal.head()).addTo(text);
        }
        return text.toString();
    }

    /** Who asked, and the groups by which policies know them. */
    static String inGroups(String caller, Explanation policies) {
        List<String> groups = policies.groups();
        if (groups.isEmpty()) {
            return caller;
        }
        String shown = groups.stream().limit(MAX_SHOWN_GROUPS).collect(Collectors.joining(", "));
        int more = groups.size() - MAX_SHOWN_GROUPS;
        return caller + " (" + shown + (more > 0 ? " and " + more + " more)" : ")");
    }

    /** Why the answer does not say that a permission is missing. */
    private String disguise() {
        return switch (refusal.code()) {
            case "NoSuchBucket" ->
                ": OCI answers a missing permission like a missing bucket"
                        + (isAboutBucket() ? "; the bucket exists" : "");
            case "BucketAlreadyExists" -> ": OCI answers a missing permission like a name that is taken";
            default -> "";
        };
    }

    /** Policies are not asked about a bucket that does not exist, except where it is to be made. */
    private boolean isAboutBucket() {
        return asked.request().variables().valueOf(Variable.Plain.TARGET_BUCKET_NAME) instanceof Value.Text;
    }

    @Override
    public Map<String, Object> json(boolean all) {
        Map<String, Object> json = RefusalJson.of(refusal, Reasons.of(refusal.problem()), Optional.empty());
        json.put("later", later(refusal).orElse(null));
        json.put("policies", policies.json());
        if (all) {
            json.put("request", new ShownRequest(refusal.head()).json());
        }
        return json;
    }
}
