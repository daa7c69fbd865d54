// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Switches;
import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.decision.CompiledStatement.Kind;
import dev.ostler.iam.decision.CompiledStatement.Who;
import dev.ostler.iam.decision.Finding.Actual;
import dev.ostler.iam.decision.Finding.Leaf;
import dev.ostler.iam.decision.Finding.Leaf.Operator;
import dev.ostler.iam.decision.Finding.Miss;
import dev.ostler.iam.decision.Finding.Miss.OtherSubject.Whom;
import dev.ostler.iam.decision.Variables.Value;
import dev.ostler.iam.language.Span;
import dev.ostler.iam.language.Statement;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.PrincipalRef;
import dev.ostler.iam.language.Statement.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Works out how far each statement came with a permission that was not given. Takes its time: nobody waits for it. */
final class Findings {
    private final PolicySet policies;
    private final Request request;
    private final Permission permission;
    private final Catalogue catalogue;

    /** A finding and how near it is: the smaller, the nearer. */
    private record Ranked(int distance, Finding finding) {}

    Findings(PolicySet policies, Request request, Permission permission) {
        this.policies = policies;
        this.request = request;
        this.permission = permission;
        this.catalogue = policies.catalogue();
    }

    Reasons reasons() {
        List<CompiledStatement> inForce = statements();
        var ranked = new ArrayList<Ranked>();
        for (CompiledStatement statement : inForce) {
            if (!statement.deny()) {
                ranked.add(allow(statement));
            } else if (hits(statement)) {
                ranked.add(
                        ranked(0, statement, new Miss.DenyHit(statement.source().span())));
            }
        }
        ranked.sort(Comparator.comparingInt(Ranked::distance));
        return new Reasons(
                ranked.stream().map(Ranked::finding).toList(),
                inForce.size(),
                assumed(inForce),
                Optional.of(policies.asked(request)));
    }

    private boolean isInOwnTenancy() {
        return request.principal().tenancyId().equals(request.tenancyId());
    }

    /** Those that have a say: grants at home; abroad, what the one side endorses and the other admits. */
    private List<CompiledStatement> statements() {
        var statements = new ArrayList<CompiledStatement>();
        if (isInOwnTenancy()) {
            addAll(statements, request.tenancyId(), Kind.GRANT);
        } else {
            addAll(statements, request.principal().tenancyId(), Kind.ENDORSE);
            addAll(statements, request.tenancyId(), Kind.ADMIT);
        }
        return statements;
    }

    private void addAll(List<CompiledStatement> statements, String tenancyId, Kind kind) {
        PolicySet.Tenancy tenancy = policies.tenancy(tenancyId);
        if (tenancy != null) {
            tenancy.statements().stream().filter(it -> it.kind() == kind).forEach(statements::add);
        }
    }

    private boolean hits(CompiledStatement statement) {
        boolean exempt = statement.kind() != Kind.ADMIT && policies.isExempt(request.principal());
        return !exempt && isAbout(statement) && statement.holds(question(true));
    }

    private Question question(boolean deny) {
        return policies.question(request, permission, deny);
    }

    private boolean isAbout(CompiledStatement statement) {
        return statement.isAbout(permission, catalogue.permissions());
    }

    /** The first part that fails is the one that is told; how many others fail says how near it was. */
    private Ranked allow(CompiledStatement statement) {
        boolean here = statement.covers(request, question(false).path());
        boolean gives = isAbout(statement);
        if (!statement.who().includes(request.principal())) {
            int distance = 60 + (here ? 0 : 20) + (gives ? 0 : 10);
            return ranked(
                    distance,
                    statement,
                    new Miss.OtherSubject(
                            whom(statement), subject(statement.source()).span()));
        }
        if (!here) {
            return ranked(
                    gives ? 30 : 50,
                    statement,
                    new Miss.OtherCompartment(request.compartmentId(), place(statement.source())));
        }
        if (!gives) {
            Miss miss = notGiven(statement);
            return ranked(miss instanceof Miss.VerbTooLow ? 20 : 40, statement, miss);
        }
        Where where = statement.where();
        List<Where> failing = where == null ? List.of() : where.whyNot(question(false));
        if (where != null && !failing.isEmpty()) {
            List<Leaf> leaves = failing.stream().map(this::leaf).toList();
            return ranked(9 + Math.min(10, leaves.size()), statement, new Miss.ConditionFails(leaves, where.span()));
        }
        Span span = statement.source().span();
        return isInOwnTenancy()
                ? ranked(1, statement, new Miss.Overruled(span))
                : ranked(2, statement, new Miss.Unanswered(span, statement.kind() == Kind.ENDORSE));
    }

    private Ranked ranked(int distance, CompiledStatement statement, Miss miss) {
        String attachedTo = policies.attachedTo(statement.id());
        return new Ranked(
                distance, new Finding(statement.id(), attachedTo, statement.text(), miss, renamed(statement)));
    }

    private Miss notGiven(CompiledStatement statement) {
        return switch (action(statement.source())) {
            case Action.VerbOnType on -> {
                Verb verb = on.verb().verb();
                Optional<Verb> enough = catalogue.type(on.type().text()).flatMap(it -> it.verbGiving(permission));
                yield enough.isPresent()
                        ? new Miss.VerbTooLow(
                                verb,
                                enough.get(),
                                on.type().text(),
                                statement.gives(),
                                on.verb().span())
                        : new Miss.NotGiven(
                                Optional.of(on.type().text()),
                                catalogue.typeOf(permission),
                                statement.gives(),
                                on.span());
            }
            case Action.Permissions list ->
                new Miss.NotGiven(
                        list.type().map(Statement.Name::text),
                        list.type().flatMap(_ -> catalogue.typeOf(permission)),
                        statement.gives(),
                        list.span());
        };
    }

    private static Action action(Statement statement) {
        return switch (statement) {
            case Statement.Grant grant -> grant.action();
            case Statement.Endorse endorse -> endorse.action();
            case Statement.Admit admit -> admit.action();
            case Statement.Define _, Statement.Associate _ -> throw new IllegalStateException("it decides nothing");
        };
    }

    private static Whom whom(CompiledStatement statement) {
        return switch (statement.who()) {
            case Who.InGroup _ -> Whom.USERS;
            case Who.InDynamicGroup _ -> Whom.RESOURCES;
            case Who.Service _ -> Whom.SERVICES;
            case Who.Anyone _ -> Whom.ALL_BUT_SERVICES;
        };
    }

    private List<Finding.Renamed> renamed(CompiledStatement statement) {
        return switch (subject(statement.source())) {
            case Subject.Groups it -> renamed(statement, it.groups(), false);
            case Subject.DynamicGroups it -> renamed(statement, it.groups(), true);
            case Subject.AnyUser _, Subject.AnyGroup _, Subject.Services _ -> List.of();
        };
    }

    private List<Finding.Renamed> renamed(CompiledStatement statement, List<PrincipalRef> groups, boolean dynamic) {
        return groups.stream()
                .filter(PrincipalRef.ByName.class::isInstance)
                .map(PrincipalRef.ByName.class::cast)
                .flatMap(it -> policies.renamed(statement.id(), statement.tenancyId(), it, dynamic).stream())
                .toList();
    }

    private static Subject subject(Statement statement) {
        return switch (statement) {
            case Statement.Grant grant -> grant.subject();
            case Statement.Endorse endorse -> endorse.subject();
            case Statement.Admit admit -> admit.subject();
            case Statement.Define _, Statement.Associate _ -> throw new IllegalStateException("it decides nothing");
        };
    }

    private static Span place(Statement statement) {
        return switch (statement) {
            case Statement.Grant grant -> grant.location().span();
            case Statement.Endorse endorse -> endorse.scope().span();
            case Statement.Admit admit -> admit.location().span();
            case Statement.Define _, Statement.Associate _ -> throw new IllegalStateException("it decides nothing");
        };
    }

    private Leaf leaf(Where test) {
        return switch (test) {
            case Where.Comparison it ->
                leaf(it.variable(), comparison(it), wanted(it.operands()), it.operands(), it.span());
            case Where.Sets it ->
                leaf(
                        it.variable(),
                        it.equal() ? Operator.SETS_EQUAL : Operator.SETS_INTERSECT,
                        wanted(it.operands()),
                        it.operands(),
                        it.span());
            case Where.Moment it ->
                leaf(
                        it.variable(),
                        it.before() ? Operator.BEFORE : Operator.AFTER,
                        List.of(it.text()),
                        List.of(),
                        it.span());
            case Where.Between it -> leaf(it.variable(), Operator.BETWEEN, List.of(it.text()), List.of(), it.span());
            case Where.Absent it -> leaf(it.variable(), Operator.ABSENT, List.of(), List.of(), it.span());
            case Where.Present it -> leaf(it.variable(), Operator.PRESENT, List.of(), List.of(), it.span());
            case Where.All _, Where.Any _ -> throw new IllegalStateException("not a test");
        };
    }

    private static Operator comparison(Where.Comparison comparison) {
        boolean list = comparison.operands().size() > 1;
        if (comparison.negated()) {
            return list ? Operator.NOT_IN : Operator.NOT_EQUAL;
        }
        return list ? Operator.IN : Operator.EQUAL;
    }

    /** Variables on the right are shown with what they stand for. */
    private List<String> wanted(List<Where.Operand> operands) {
        return operands.stream().map(this::wanted).toList();
    }

    private String wanted(Where.Operand operand) {
        if (operand instanceof Where.Operand.OfVariable other) {
            Value value = question(false).valueOf(other.variable());
            return value == null ? operand.text() : operand.text() + " (" + shown(value) + ")";
        }
        return operand.text();
    }

    private static String shown(Value value) {
        return switch (value) {
            case Value.Text text -> text.text();
            case Value.Texts texts -> String.join(", ", texts.texts());
            case Value.NamesUnder names -> names.prefix() + "*";
        };
    }

    private Leaf leaf(
            Variable variable, Operator operator, List<String> wanted, List<Where.Operand> operands, Span span) {
        Value value = question(false).valueOf(variable);
        Actual actual = switch (value) {
            case null -> notCarried(variable);
            case Value.Text text -> new Actual.Values(List.of(text.text()));
            case Value.Texts texts -> new Actual.Values(texts.texts());
            case Value.NamesUnder names -> new Actual.NamesUnder(names.prefix());
        };
        if (value != null) {
            for (Where.Operand operand : operands) {
                if (operand instanceof Where.Operand.OfVariable other
                        && question(false).valueOf(other.variable()) == null) {
                    actual = notCarried(other.variable());
                }
            }
        }
        return new Leaf(variable, operator, wanted, actual, span);
    }

    private Actual notCarried(Variable variable) {
        Optional<String> because = catalogue.whyNotCarried(request.operation(), variable.text());
        Actual.NotCarried.Reason reason = Actual.NotCarried.Reason.NOT_SET;
        if (variable instanceof Variable.Unknown) {
            reason = Actual.NotCarried.Reason.UNKNOWN_VARIABLE;
        } else if (because.isPresent()) {
            reason = Actual.NotCarried.Reason.OPERATION;
        } else if (isOfOtherPrincipals(variable)) {
            reason = Actual.NotCarried.Reason.PRINCIPAL;
        }
        return new Actual.NotCarried(variable, reason, because.orElse(""));
    }

    private boolean isOfOtherPrincipals(Variable variable) {
        if (!(variable instanceof Variable.Plain plain)) {
            return false;
        }
        boolean user = request.principal() instanceof Principal.User;
        return switch (plain) {
            case REQUEST_USER_ID, REQUEST_USER_NAME, REQUEST_USER_MFA_TOTP_VERIFIED, REQUEST_GROUPS_ID -> !user;
            case REQUEST_PRINCIPAL_NAMESPACE, REQUEST_PRINCIPAL_SERVICE_ACCOUNT, REQUEST_PRINCIPAL_CLUSTER_ID -> user;
            case REQUEST_SERVICE_NAME -> !(request.principal() instanceof Principal.Service);
            default -> false;
        };
    }

    private List<Switches.Choice> assumed(List<CompiledStatement> inForce) {
        var assumed = new ArrayList<Switches.Choice>();
        Switches switches = catalogue.switches();
        catalogue.choiceBehind(request.operation()).ifPresent(assumed::add);
        if (permission.name().equals("OBJECTSTORAGE_NAMESPACE_READ")) {
            assumed.add(switches.namespaceRead());
        }
        if (isListing()) {
            assumed.add(switches.listedNames());
        }
        if (request.principal() instanceof Principal.Service
                && inForce.stream().anyMatch(it -> subject(it.source()) instanceof Subject.AnyGroup)) {
            assumed.add(switches.anyGroup());
        }
        return assumed;
    }

    private boolean isListing() {
        return request.operation().equals("ListObjects") || request.operation().equals("ListObjectVersions");
    }
}
