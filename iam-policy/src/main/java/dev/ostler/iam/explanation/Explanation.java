// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.explanation;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Requirement;
import dev.ostler.iam.catalogue.Switches;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.decision.Finding;
import dev.ostler.iam.decision.Principal;
import dev.ostler.iam.decision.Reasons;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why policies refused a request, and what would allow it.
 *
 * @param needed alternatives, each of permissions that are needed together
 * @param because why these and no others, where it depends on more than the operation
 * @param granted what was given of the alternative that came nearest
 * @param missing what was not given of it
 * @param asked what was asked of the policies; empty when they had no part in it
 * @param assumed what the decision rests on where OCI's documents are silent or contradict each other
 */
public record Explanation(
        List<List<Permission>> needed,
        Optional<String> because,
        List<Decision.Allowed> granted,
        List<Missing> missing,
        Optional<Reasons.Asked> asked,
        int statementsInForce,
        List<Switches.Choice> assumed,
        Remedy remedy) {
    /** Of each missing permission, so many statements are told; a tenancy may have thousands. */
    public static final int MAX_FINDINGS = 200;

    /**
     * A permission that was not given.
     *
     * @param findings how far each statement came, the nearest first
     */
    public record Missing(Permission permission, List<Finding> findings) {
        public Missing {
            findings = List.copyOf(findings);
        }

        /** Those that are about the caller, the nearest first. */
        List<Finding> nearMisses() {
            return findings.stream()
                    .filter(it -> !(it.miss() instanceof Finding.Miss.OtherSubject))
                    .toList();
        }
    }

    public Explanation {
        needed = needed.stream().map(List::copyOf).toList();
        granted = List.copyOf(granted);
        missing = List.copyOf(missing);
        assumed = List.copyOf(assumed);
    }

    /**
     * Works out why; takes time in proportion to the statements in force.
     *
     * @param decisions about all permissions of the requirement, one of them denied at least
     */
    public static Explanation of(Requirement requirement, Collection<Decision> decisions, Optional<String> because) {
        Map<Permission, Decision> byPermission = decisions.stream()
                .collect(Collectors.toMap(Decision::permission, Function.identity(), (first, _) -> first));
        List<List<Permission>> needed = requirement.alternatives().stream()
                .map(together -> together.stream().sorted().toList())
                .toList();
        List<Permission> nearest = needed.stream()
                .filter(byPermission.keySet()::containsAll)
                .min(Comparator.comparingLong(together -> together.stream()
                        .filter(it -> byPermission.get(it) instanceof Decision.Denied)
                        .count()))
                .orElseThrow(() -> new IllegalArgumentException("no alternative of " + needed + " was decided"));

        var granted = new ArrayList<Decision.Allowed>();
        var missing = new ArrayList<Missing>();
        var reasons = new ArrayList<Reasons>();
        for (Permission permission : nearest) {
            switch (byPermission.get(permission)) {
                case Decision.Allowed allowed -> granted.add(allowed);
                case Decision.Denied denied -> {
                    reasons.add(denied.reasons().get());
                    missing.add(new Missing(permission, reasons.getLast().findings()));
                }
                case null -> throw new IllegalStateException(permission + " was decided a moment ago");
            }
        }
        if (missing.isEmpty()) {
            throw new IllegalArgumentException("nothing is missing of " + nearest);
        }
        Set<Switches.Choice> assumed = new LinkedHashSet<>();
        reasons.forEach(it -> assumed.addAll(it.assumed()));
        Optional<Reasons.Asked> asked = reasons.getFirst().asked();
        return new Explanation(
                needed,
                because,
                granted,
                missing,
                asked,
                reasons.getFirst().statementsInForce(),
                List.copyOf(assumed),
                asked.map(it -> Remedies.of(it, missing)).orElseGet(Remedy.None::new));
    }

    /** The groups that the caller is in, by their names of that time and in their order. */
    public List<String> groups() {
        return asked.map(it -> groupIds(it.request().principal()).stream()
                        .flatMap(id -> it.groups().nameOf(id).stream())
                        .sorted(String.CASE_INSENSITIVE_ORDER)
                        .toList())
                .orElse(List.of());
    }

    private static Set<String> groupIds(Principal principal) {
        return switch (principal) {
            case Principal.User user -> user.groupIds();
            case Principal.Resource resource -> resource.dynamicGroupIds();
            case Principal.Service _ -> Set.of();
        };
    }

    /** In a few words, after the name of the permission: {@code nearest read-lake:1, 'read' does not include it}. */
    public String inShort() {
        Missing first = missing.getFirst();
        return first.nearMisses().stream()
                .findFirst()
                .map(MissWording::inShort)
                .orElseGet(() -> asked.isEmpty() ? "policies have no part in it" : "no statement is for the caller");
    }

    /**
     * For people: a name and a value a line, without those that say who was refused what.
     *
     * @param maxLines what must be said is said even if it takes more
     * @param all leaves nothing out, whatever it takes
     */
    public List<ExplanationLine> lines(int maxLines, boolean all) {
        return new ExplanationText(this, all).lines(maxLines);
    }

    /** For programs: lists, maps, texts and numbers only. */
    public Map<String, Object> json() {
        return ExplanationJson.of(this);
    }
}
