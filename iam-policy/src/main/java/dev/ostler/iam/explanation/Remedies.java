// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.explanation;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Finding;
import dev.ostler.iam.decision.Finding.Miss;
import dev.ostler.iam.decision.Principal;
import dev.ostler.iam.decision.Reasons;
import dev.ostler.iam.decision.StatementId;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables.Value;
import dev.ostler.iam.explanation.Explanation.Missing;
import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Parser;
import dev.ostler.iam.language.Printer;
import dev.ostler.iam.language.Span;
import dev.ostler.iam.language.Statement;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.Effect;
import dev.ostler.iam.language.Statement.Location;
import dev.ostler.iam.language.Statement.Name;
import dev.ostler.iam.language.Statement.Ocid;
import dev.ostler.iam.language.Statement.PrincipalRef;
import dev.ostler.iam.language.Statement.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds out what would allow a refused request: the narrowest statement that the language can say. */
final class Remedies {
    /** Of what is made here, and stands in no text yet. */
    private static final Span NOWHERE = new Span(0, 0);

    /** Ends the walk should a tree of compartments ever contain a circle. */
    private static final int MAX_COMPARTMENT_DEPTH = 64;

    private final Reasons.Asked asked;
    private final List<Missing> missing;
    private final List<Condition> tests = new ArrayList<>();

    private Remedies(Reasons.Asked asked, List<Missing> missing) {
        this.asked = asked;
        this.missing = missing;
    }

    static Remedy of(Reasons.Asked asked, List<Missing> missing) {
        if (!asked.request().principal().tenancyId().equals(asked.request().tenancyId())) {
            return new Remedy.Agree();
        }
        return new Remedies(asked, missing).inOwnTenancy();
    }

    private Remedy inOwnTenancy() {
        List<StatementId> denies = missing.stream()
                .flatMap(it -> it.findings().stream())
                .filter(it -> it.miss() instanceof Miss.DenyHit)
                .map(Finding::statement)
                .distinct()
                .toList();
        Set<Permission> toAllow = new TreeSet<>();
        for (Missing one : missing) {
            if (one.findings().stream().noneMatch(it -> it.miss() instanceof Miss.Overruled)) {
                toAllow.add(one.permission());
            }
        }
        Optional<Remedy.Allow> allow =
                toAllow.isEmpty() ? Optional.empty() : Optional.of(new Remedy.Allow(statement(toAllow)));
        return denies.isEmpty() && allow.isPresent() ? allow.get() : new Remedy.Withdraw(denies, allow);
    }

    private String statement(Set<Permission> permissions) {
        Subject subject = subject();
        test(Variable.Plain.TARGET_BUCKET_NAME);
        test(Variable.Plain.TARGET_OBJECT_NAME);
        return Printer.print(new Statement.Grant(
                Effect.ALLOW,
                subject,
                new Action.Permissions(
                        permissions.stream()
                                .map(it -> new Name(it.name(), false, NOWHERE))
                                .toList(),
                        Optional.empty(),
                        NOWHERE),
                location(),
                where(),
                NOWHERE));
    }

    /** The group that the nearest statement is about; else a group of the caller's; else the caller alone. */
    private Subject subject() {
        return switch (asked.request().principal()) {
            case Principal.User user ->
                nearestGroup()
                        .or(() -> group(user.groupIds()).map(it -> new Subject.Groups(List.of(it), NOWHERE)))
                        .orElseGet(() -> alone(Variable.Plain.REQUEST_USER_ID, user.id()));
            case Principal.Resource resource ->
                nearestGroup()
                        .or(() -> group(resource.dynamicGroupIds())
                                .map(it -> new Subject.DynamicGroups(List.of(it), NOWHERE)))
                        .orElseGet(() -> alone(Variable.Plain.REQUEST_PRINCIPAL_ID, resource.id()));
            case Principal.Service service -> new Subject.Services(List.of(name(service.name())), NOWHERE);
        };
    }

    private Optional<PrincipalRef> group(Set<String> ids) {
        Comparator<String> byName =
                Comparator.comparing(id -> asked.groups().nameOf(id).orElse(id));
        return ids.stream()
                .min(byName)
                .map(id -> asked.groups()
                        .nameOf(id)
                        .<PrincipalRef>map(Remedies::byName)
                        .orElseGet(() -> new PrincipalRef.ById(new Ocid(id, NOWHERE), NOWHERE)));
    }

    private static PrincipalRef byName(String name) {
        return new PrincipalRef.ByName(Optional.empty(), name(name), NOWHERE);
    }

    private Subject alone(Variable variable, String id) {
        tests.add(equal(variable, List.of(id)));
        return new Subject.AnyUser(NOWHERE);
    }

    /** By the name that somebody gave it, which reads better than an identifier. One that names several is too broad. */
    private Optional<Subject> nearestGroup() {
        return missing.stream()
                .flatMap(it -> it.nearMisses().stream())
                .filter(it -> !(it.miss() instanceof Miss.DenyHit))
                .flatMap(it -> oneGroup(it).stream())
                .findFirst();
    }

    /** The only one that a statement is about, by the name that it has now. */
    private static Optional<Subject> oneGroup(Finding finding) {
        Optional<Subject> written = Parser.parse(finding.text())
                .statement()
                .filter(Statement.Grant.class::isInstance)
                .map(it -> ((Statement.Grant) it).subject())
                .filter(Remedies::isOneGroup);
        if (finding.renamed().isEmpty()) {
            return written;
        }
        Optional<PrincipalRef> now = finding.renamed().getFirst().now().map(Remedies::byName);
        return now.flatMap(group -> written.map(subject -> subject instanceof Subject.DynamicGroups
                ? new Subject.DynamicGroups(List.of(group), NOWHERE)
                : new Subject.Groups(List.of(group), NOWHERE)));
    }

    private static boolean isOneGroup(Subject subject) {
        return switch (subject) {
            case Subject.Groups groups -> groups.groups().size() == 1;
            case Subject.DynamicGroups groups -> groups.groups().size() == 1;
            case Subject.AnyUser _, Subject.AnyGroup _, Subject.Services _ -> false;
        };
    }

    /** As a policy of the root names it. */
    private Location location() {
        String compartmentId = asked.request().compartmentId();
        if (compartmentId.equals(asked.request().tenancyId())) {
            return new Location.Tenancy(NOWHERE);
        }
        var path = new ArrayList<Name>();
        Optional<String> at = Optional.of(compartmentId);
        while (at.isPresent() && !at.get().equals(asked.request().tenancyId()) && path.size() < MAX_COMPARTMENT_DEPTH) {
            Optional<String> name = asked.compartments().nameOf(at.get());
            if (name.isEmpty()) {
                return new Location.CompartmentId(new Ocid(compartmentId, NOWHERE), NOWHERE);
            }
            path.addFirst(name(name.get()));
            at = asked.compartments().parentOf(at.get());
        }
        return new Location.CompartmentPath(path, NOWHERE);
    }

    private static Name name(String text) {
        boolean word = !text.isEmpty()
                && Character.isLetter(text.charAt(0))
                && text.chars().allMatch(it -> it < 0x80 && (Character.isLetterOrDigit(it) || it == '-' || it == '_'));
        boolean means = text.equalsIgnoreCase("id") || text.equalsIgnoreCase("where");
        return new Name(text, !word || means, NOWHERE);
    }

    /** A test for what the request has there; none if it has nothing, or may have anything. */
    private void test(Variable.Plain variable) {
        Value value = asked.request().variables().valueOf(variable);
        switch (value) {
            case Value.Text text -> tests.add(equal(variable, pieces(text.text())));
            case Value.NamesUnder names -> {
                if (!names.prefix().isEmpty()) {
                    List<String> pieces = new ArrayList<>(pieces(names.prefix()));
                    if (!pieces.getLast().isEmpty()) {
                        pieces.add("");
                    }
                    tests.add(equal(variable, pieces));
                }
            }
            case Value.Texts _ -> throw new IllegalStateException(variable + " has several values");
            case null -> {}
        }
    }

    /** A star stands for what a person could not type: so little more is allowed that the statement stays readable. */
    private static List<String> pieces(String text) {
        var pieces = new ArrayList<String>();
        var piece = new StringBuilder();
        text.codePoints().forEach(it -> {
            if (ExplanationLine.isPrintable(it)) {
                piece.appendCodePoint(it);
            } else if (!piece.isEmpty() || pieces.isEmpty()) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
        });
        pieces.add(piece.toString());
        return pieces;
    }

    private static Condition equal(Variable variable, List<String> pieces) {
        return new Condition.Equals(
                new Condition.VariableRef(variable.text(), NOWHERE),
                false,
                new Condition.Value.Text(pieces, NOWHERE),
                NOWHERE);
    }

    private Optional<Condition> where() {
        return switch (tests.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(tests.getFirst());
            default -> Optional.of(new Condition.All(tests, NOWHERE));
        };
    }
}
