// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.explanation;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.decision.Finding;
import dev.ostler.iam.decision.Finding.Actual;
import dev.ostler.iam.decision.Finding.Leaf;
import dev.ostler.iam.decision.Finding.Miss;
import dev.ostler.iam.decision.Finding.Miss.OtherSubject.Whom;
import dev.ostler.iam.decision.Principal;
import dev.ostler.iam.decision.Reasons;
import dev.ostler.iam.language.Span;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says what kept a statement from giving a permission: next to a caret, and in a few words. */
final class MissWording {
    private static final int MAX_SHOWN_PERMISSIONS = 4;
    private static final int MAX_SHOWN_VALUES = 4;
    private static final int MAX_VALUE_CHARS = 80;

    private final Reasons.Asked asked;
    private final Permission permission;

    MissWording(Reasons.Asked asked, Permission permission) {
        this.asked = asked;
        this.permission = permission;
    }

    /** A part of a statement, and what is wrong with it. */
    record Remark(Span span, String text) {}

    /** At least one, each about a part of the statement, in the order of the text. */
    List<Remark> remarks(Finding finding) {
        Miss miss = finding.miss();
        return switch (miss) {
            case Miss.DenyHit _ -> List.of(firstWord(finding, "takes " + permission + " away"));
            case Miss.Overruled _ ->
                List.of(firstWord(finding, "gives " + permission + ", but a deny statement takes it away"));
            case Miss.Unanswered unanswered ->
                List.of(firstWord(
                        finding,
                        unanswered.endorses()
                                ? "no statement of the other tenancy admits it"
                                : "no statement of the caller's tenancy endorses it"));
            case Miss.ConditionFails fails ->
                fails.leaves().stream()
                        .map(leaf -> new Remark(leaf.span(), failed(leaf)))
                        .toList();
            case Miss.VerbTooLow low ->
                List.of(new Remark(
                        low.span(),
                        given(low.gives()) + "; '" + word(low.enough()) + "' " + adds(low.verb()) + " " + permission));
            case Miss.NotGiven other ->
                List.of(new Remark(
                        other.span(),
                        given(other.gives()) + ", not " + permission
                                + other.typeThatHas()
                                        .map(it -> ", which is of " + it)
                                        .orElse("")));
            case Miss.OtherCompartment other ->
                List.of(new Remark(other.span(), "the request is about " + compartment(other.asked())));
            case Miss.OtherSubject other -> List.of(new Remark(other.span(), doesNotMean(other.whom())));
        };
    }

    private static String adds(Verb verb) {
        return verb == Verb.MANAGE ? "has" : "adds";
    }

    private static Remark firstWord(Finding finding, String text) {
        int start = finding.miss().span().start();
        int end = start;
        while (end < finding.text().length()
                && Character.isLetter(finding.text().charAt(end))) {
            end++;
        }
        return new Remark(new Span(start, end), text);
    }

    private static String given(Collection<Permission> gives) {
        if (gives.isEmpty()) {
            return "gives nothing here";
        }
        String shown = gives.stream()
                .sorted()
                .limit(MAX_SHOWN_PERMISSIONS)
                .map(Permission::name)
                .collect(Collectors.joining(", "));
        int more = gives.size() - MAX_SHOWN_PERMISSIONS;
        return "gives " + shown + (more > 0 ? " and " + more + " more" : "");
    }

    static String compartmentName(Reasons.Asked asked, String compartmentId) {
        return compartmentId.equals(asked.request().tenancyId())
                ? "the root compartment"
                : asked.compartments().nameOf(compartmentId).orElse(compartmentId);
    }

    private String compartment(String compartmentId) {
        String name = compartmentName(asked, compartmentId);
        return compartmentId.equals(asked.request().tenancyId()) ? name : "compartment " + name;
    }

    private static String caller(Principal principal) {
        return switch (principal) {
            case Principal.User user -> user.name().isEmpty() ? user.id() : user.name();
            case Principal.Resource resource -> resource.id();
            case Principal.Service service -> service.name();
        };
    }

    private String doesNotMean(Whom whom) {
        Principal principal = asked.request().principal();
        boolean sameKind = switch (principal) {
            case Principal.User _ -> whom == Whom.USERS;
            case Principal.Resource _ -> whom == Whom.RESOURCES;
            case Principal.Service _ -> whom == Whom.SERVICES;
        };
        boolean fromElsewhere = !principal.tenancyId().equals(asked.request().tenancyId());
        String caller = "does not mean " + caller(principal) + (fromElsewhere ? " of the other tenancy" : "");
        return sameKind ? caller : caller + ": it is about " + named(whom) + ", not about a" + kind(principal);
    }

    private static String named(Whom whom) {
        return switch (whom) {
            case USERS -> "users in groups";
            case RESOURCES -> "resources in dynamic groups";
            case SERVICES -> "services";
            case ALL_BUT_SERVICES -> "users and resources";
        };
    }

    /** After the article: {@code n instance}. */
    private static String kind(Principal principal) {
        boolean vowel =
                !principal.type().isEmpty() && "aeiou".indexOf(principal.type().charAt(0)) >= 0;
        return principal instanceof Principal.User || !vowel ? " " + principal.type() : "n " + principal.type();
    }

    private String failed(Leaf leaf) {
        String variable = leaf.variable().text();
        return switch (leaf.actual()) {
            case Actual.Values values -> variable + " is " + quoted(values.values()) + ", " + wanted(leaf);
            case Actual.NamesUnder names -> "the listing is of " + under(names.prefix()) + ", " + wantedOfNames(leaf);
            case Actual.NotCarried not -> notCarried(not);
        };
    }

    private static String under(String prefix) {
        return prefix.isEmpty() ? "all names" : "all names that begin with " + quoted(prefix);
    }

    private static String wanted(Leaf leaf) {
        return switch (leaf.operator()) {
            case EQUAL, IN -> "not " + quoted(leaf.wanted());
            case NOT_EQUAL, NOT_IN -> "which is ruled out";
            case BEFORE -> "not before " + quoted(leaf.wanted());
            case AFTER -> "not after " + quoted(leaf.wanted());
            case BETWEEN -> "not in that time";
            case ABSENT -> "and must not be carried";
            case PRESENT -> "and must be carried";
            case SETS_INTERSECT -> "none of " + quoted(leaf.wanted());
            case SETS_EQUAL -> "not just " + quoted(leaf.wanted());
        };
    }

    private static String wantedOfNames(Leaf leaf) {
        return switch (leaf.operator()) {
            case NOT_EQUAL, NOT_IN -> "of which some are ruled out";
            case ABSENT -> "and target.object.name must not be carried";
            case EQUAL, IN, BEFORE, AFTER, BETWEEN, PRESENT, SETS_INTERSECT, SETS_EQUAL ->
                "not only of " + quoted(leaf.wanted());
        };
    }

    private String notCarried(Actual.NotCarried not) {
        String variable = not.variable().text();
        return switch (not.reason()) {
            case OPERATION -> asked.request().operation() + " does not carry " + variable + ": " + not.because();
            case PRINCIPAL -> "a" + kind(asked.request().principal()) + " has no " + variable;
            case UNKNOWN_VARIABLE -> "no request carries " + variable;
            case NOT_SET -> "this request has no " + variable;
        };
    }

    private static String quoted(List<String> values) {
        String shown =
                values.stream().limit(MAX_SHOWN_VALUES).map(MissWording::quoted).collect(Collectors.joining(", "));
        int more = values.size() - MAX_SHOWN_VALUES;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    private static String quoted(String value) {
        return "'" + shortened(value) + "'";
    }

    private static String shortened(String value) {
        return value.codePointCount(0, value.length()) <= MAX_VALUE_CHARS
                ? value
                : value.substring(0, value.offsetByCodePoints(0, MAX_VALUE_CHARS)) + "...";
    }

    static String word(Verb verb) {
        return verb.name().toLowerCase(Locale.ROOT);
    }

    /** Names the statement and, in a few words, why it does not do. */
    static String inShort(Finding finding) {
        String statement = finding.statement().toString();
        return switch (finding.miss()) {
            case Miss.DenyHit _ -> statement + " denies it";
            case Miss.Overruled _ -> statement + " is overruled";
            case Miss.Unanswered _ -> "nearest " + statement + ", which the other tenancy does not answer";
            case Miss.ConditionFails fails ->
                "nearest " + statement + ", " + inShort(fails.leaves().getFirst());
            case Miss.VerbTooLow low -> "nearest " + statement + ", '" + word(low.verb()) + "' does not include it";
            case Miss.NotGiven _ -> "nearest " + statement + ", which gives other permissions";
            case Miss.OtherCompartment _ -> "nearest " + statement + ", which is about another compartment";
            case Miss.OtherSubject _ -> "nearest " + statement + ", which is about others";
        };
    }

    private static String inShort(Leaf leaf) {
        return leaf.actual() instanceof Actual.NotCarried not
                ? "the request does not carry " + not.variable().text()
                : leaf.variable().text() + " does not fit";
    }
}
