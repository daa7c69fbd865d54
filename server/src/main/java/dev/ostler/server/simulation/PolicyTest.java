// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Finding;
import dev.ostler.iam.decision.Finding.Miss;
import dev.ostler.iam.decision.StatementId;
import dev.ostler.server.bootstrap.DeclaredCaller;
import dev.ostler.server.bootstrap.DeclaredCase;
import dev.ostler.server.bootstrap.DeclaredReason;
import dev.ostler.server.bootstrap.Mistake;
import dev.ostler.server.bootstrap.Place;
import dev.ostler.server.bootstrap.Text;
import dev.ostler.server.operation.Nearest;
import dev.ostler.server.simulation.Supposition.Wrong;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tries the cases of one file on a world, and keeps account of the statements that they needed. For one thread. */
public final class PolicyTest {
    private final Simulator simulator;
    private final Catalogue catalogue;
    private final WorldStatements statements;
    private final Set<StatementId> needed = new HashSet<>();
    private final Set<Mistake> mistakes =
            new TreeSet<>((one, other) -> one.place().equals(other.place())
                    ? one.message().compareTo(other.message())
                    : one.place().compareTo(other.place()));
    private final List<CaseDecision> decisions = new ArrayList<>();

    PolicyTest(Simulator simulator, Catalogue catalogue, WorldStatements statements) {
        this.simulator = simulator;
        this.catalogue = catalogue;
        this.statements = statements;
    }

    /** Decides all operations of all cases, and finds all that cannot be asked. */
    public void run(List<DeclaredCase> cases) {
        for (DeclaredCase declared : cases) {
            declared.because().ifPresent(this::check);
            declared.allowed().forEach(operation -> decide(declared, operation, true));
            declared.denied().forEach(operation -> decide(declared, operation, false));
        }
    }

    /** What the author has to correct before anything is proven, in the order of the file. */
    public List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    public List<CaseDecision> decisions() {
        return List.copyOf(decisions);
    }

    /** Statements of the world that no decision so far rested on: none gave what was to be allowed, none denied. */
    public List<StatementId> neverDecided() {
        return statements.ids().stream().filter(id -> !needed.contains(id)).toList();
    }

    private void check(DeclaredReason reason) {
        reason.permission()
                .filter(text -> !catalogue.permissions().contains(Permission.of(text.value())))
                .ifPresent(text -> mistake(
                        text,
                        "there is no permission '" + text + "'",
                        Nearest.to(
                                text.value(),
                                catalogue.permissions().stream()
                                        .map(Permission::name)
                                        .toList())));
        reason.statement()
                .filter(text -> !statements.has(text.value()))
                .ifPresent(text ->
                        mistake(text, "there is no statement '" + text + "'", statements.nearest(text.value())));
    }

    private void mistake(Text text, String message, Optional<String> nearest) {
        mistakes.add(new Mistake(
                text.place(),
                message + nearest.map(near -> "; did you mean '" + near + "'?").orElse("")));
    }

    private void decide(DeclaredCase declared, Text operation, boolean toBeAllowed) {
        try {
            Simulated simulated = simulator.simulate(supposition(declared, operation));
            Optional<String> failure = failure(declared, simulated, toBeAllowed);
            if (failure.isEmpty()) {
                takeDown(declared, simulated);
            }
            decisions.add(new CaseDecision(declared, operation, toBeAllowed, simulated, failure));
        } catch (WrongSuppositionException e) {
            e.wrongs()
                    .forEach(wrong -> mistakes.add(new Mistake(placeOf(wrong, declared, operation), wrong.message())));
        }
    }

    private static Supposition supposition(DeclaredCase declared, Text operation) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (DeclaredCase.GivenVariable variable : declared.given()) {
            given.put(
                    variable.name().value(),
                    variable.values().stream()
                            .map(Text::value)
                            .filter(value -> !value.isEmpty())
                            .toList());
        }
        return new Supposition(
                switch (declared.as()) {
                    case DeclaredCaller.User(Text name) -> Who.named(name.value());
                    case DeclaredCaller.Service(Text name) -> new Who.Service(name.value());
                    case DeclaredCaller.DynamicGroup(Text name) -> new Who.DynamicGroup(name.value());
                },
                operation.value(),
                declared.on().map(Text::value).orElse(""),
                declared.objectExists(),
                given);
    }

    private static Place placeOf(Wrong wrong, DeclaredCase declared, Text operation) {
        return switch (wrong.part()) {
            case AS -> declared.as().name().place();
            case OPERATION -> operation.place();
            case ON -> declared.on().map(Text::place).orElse(operation.place());
            case GIVEN ->
                declared.given().stream()
                        .filter(variable -> variable.name().value().equals(wrong.name()))
                        .findFirst()
                        .map(variable -> variable.name().place())
                        .orElse(declared.place());
        };
    }

    private static Optional<String> failure(DeclaredCase declared, Simulated simulated, boolean toBeAllowed) {
        return switch (simulated) {
            case Simulated.Allowed _ -> toBeAllowed ? Optional.empty() : Optional.of("it is allowed");
            case Simulated.Refused refused ->
                toBeAllowed
                        ? Optional.of("it is refused")
                        : declared.because().flatMap(because -> otherReason(because, refused));
        };
    }

    /** In what a refusal differs from the reason that was to be. */
    private static Optional<String> otherReason(DeclaredReason because, Simulated.Refused refused) {
        Permission missing = refused.problem().missing();
        Optional<String> permission = because.permission()
                .map(text -> Permission.of(text.value()))
                .filter(wanted -> !wanted.equals(missing))
                .map(wanted -> "it is refused for want of " + missing + ", not of " + wanted);
        return permission.isPresent()
                ? permission
                : because.statement().flatMap(statement -> otherPart(statement, because.part(), refused));
    }

    private static Optional<String> otherPart(Text statement, Optional<Text> part, Simulated.Refused refused) {
        Optional<Finding> finding = finding(statement, refused);
        if (finding.isEmpty()) {
            return Optional.of("'" + statement + "' has no part in it");
        }
        String actual = partOf(finding.get().miss());
        return part.filter(wanted -> !wanted.value().equals(actual))
                .map(wanted -> "the part of '" + statement + "' that decides is its " + actual + ", not its " + wanted);
    }

    private static Optional<Finding> finding(Text statement, Simulated.Refused refused) {
        return refused.problem().decision().findings().stream()
                .filter(each -> each.statement().toString().equals(statement.value()))
                .findFirst();
    }

    private static String partOf(Miss miss) {
        return switch (miss) {
            case Miss.DenyHit _, Miss.Overruled _ -> "deny";
            case Miss.Unanswered _ -> "agreement";
            case Miss.ConditionFails _ -> "condition";
            case Miss.VerbTooLow _, Miss.NotGiven _ -> "action";
            case Miss.OtherCompartment _ -> "location";
            case Miss.OtherSubject _ -> "subject";
        };
    }

    /** Whatever gave, whatever denied, and what the author says that it comes to. */
    private void takeDown(DeclaredCase declared, Simulated simulated) {
        switch (simulated) {
            case Simulated.Allowed allowed ->
                allowed.grants().stream()
                        .flatMap(grant -> grant.statements().stream())
                        .forEach(statement -> needed.add(statement.ground().id()));
            case Simulated.Refused refused -> {
                refused.problem().decision().findings().stream()
                        .filter(finding -> finding.miss() instanceof Miss.DenyHit)
                        .forEach(finding -> needed.add(finding.statement()));
                declared.because()
                        .flatMap(DeclaredReason::statement)
                        .flatMap(statement -> finding(statement, refused))
                        .ifPresent(finding -> needed.add(finding.statement()));
            }
        }
    }
}
