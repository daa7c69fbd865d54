// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.Subject;
import java.util.List;
import java.util.function.Predicate;

/** Finds statements that give or take more than most authors want, or less. */
final class Breadth {
    /** More of them are no help in a message. */
    private static final int MAX_PERMISSIONS_SHOWN = 12;

    private final Ruling ruling;
    private final Reach reach;
    private final Linter.Findings findings;

    private Breadth(Reach reach, Linter.Findings findings) {
        this.ruling = reach.ruling();
        this.reach = reach;
        this.findings = findings;
    }

    static void find(Reach reach, Linter.Findings findings) {
        Breadth breadth = new Breadth(reach, findings);
        if (reach.ruling().allows()) {
            breadth.tooBroad();
            breadth.futurePermissions();
        } else {
            breadth.exemptsNobody();
            breadth.missesAbsent();
        }
    }

    private void tooBroad() {
        if (isAboutAnyone() && !demands(VariableNames::isOfPrincipals)) {
            String who =
                    ruling.subject() instanceof Subject.AnyUser ? "user, instance and service" : "user and instance";
            findings.add(
                    Lint.TOO_BROAD,
                    ruling.subject().span(),
                    "every " + who + " of the tenancy gets this; name a group, or add a test such as"
                            + " `request.principal.type = 'instance'`");
        }
    }

    private void exemptsNobody() {
        if (isAboutAnyone() && !demands(name -> VariableNames.isOfPrincipals(name) || VariableNames.isOfTheWay(name))) {
            findings.add(
                    Lint.DENY_EXEMPTS_NOBODY,
                    ruling.subject().span(),
                    "this takes from everyone but the group Administrators, services and whoever wrote it among them; name"
                            + " a group, or add a test such as `request.principal.id != '<OCID>'`");
        }
    }

    private boolean isAboutAnyone() {
        return ruling.subject() instanceof Subject.AnyUser || ruling.subject() instanceof Subject.AnyGroup;
    }

    private boolean demands(Predicate<String> variables) {
        Predicate<Condition> test =
                leaf -> Conditions.variables(leaf).map(VariableNames::of).anyMatch(variables);
        return ruling.where().filter(it -> Conditions.demands(it, test)).isPresent();
    }

    /** Source: OCI documentation, "Conditions", which warns of this way to write it. */
    private void futurePermissions() {
        if (!(ruling.action() instanceof Action.VerbOnType)) {
            return;
        }
        ruling.where().stream()
                .flatMap(Conditions::leaves)
                .filter(leaf ->
                        Conditions.isNegated(leaf) && Conditions.compared(leaf).equals(VariableNames.PERMISSION))
                .forEach(leaf -> findings.add(
                        Lint.GRANTS_FUTURE_PERMISSIONS,
                        leaf.span(),
                        "permissions that OCI adds to the type later are given as soon as the policy is saved anew; name"
                                + " those that are meant" + remaining(leaf)));
    }

    private String remaining(Condition leaf) {
        List<String> names = reach.pairs().stream()
                .filter(pair -> pair.permission().isPresent() && reach.canHold(leaf, pair))
                .map(pair -> pair.permission().get())
                .map(Permission::name)
                .distinct()
                .sorted()
                .toList();
        return ruling.boundless() || names.isEmpty() || names.size() > MAX_PERMISSIONS_SHOWN
                ? ""
                : ": `to {" + String.join(", ", names) + "}`";
    }

    private void missesAbsent() {
        ruling.where()
                .ifPresent(where -> Conditions.leaves(where)
                        .filter(Conditions::isNegated)
                        .filter(leaf -> mayBeAbsent(Conditions.compared(leaf)) && !asksForAbsence(where, leaf))
                        .forEach(leaf -> findings.add(
                                Lint.DENY_MISSES_ABSENT,
                                leaf.span(),
                                "false for a request that has no " + Conditions.compared(leaf)
                                        + " at all, which is not denied then;"
                                        + " write `any {!" + Conditions.compared(leaf) + ", "
                                        + ruling.textOf(leaf.span()) + "}`")));
    }

    private static boolean mayBeAbsent(String variable) {
        return VariableNames.isOfTheWay(variable) || VariableNames.isTag(variable);
    }

    private static boolean asksForAbsence(Condition where, Condition leaf) {
        return Conditions.leaves(where)
                .anyMatch(it -> it instanceof Condition.Absent absent
                        && VariableNames.of(absent.variable()).equals(Conditions.compared(leaf)));
    }
}
