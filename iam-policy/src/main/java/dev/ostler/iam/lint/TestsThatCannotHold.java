// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Condition.Value;
import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Span;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.lint.Contradictions.Conflict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds tests that are never true, or always, and statements that never apply. */
final class TestsThatCannotHold {
    private final Catalogue catalogue;
    private final Ruling ruling;
    private final Reach reach;
    private final Linter.Findings findings;
    private boolean explained;

    TestsThatCannotHold(Catalogue catalogue, Reach reach, Linter.Findings findings) {
        this.catalogue = catalogue;
        this.ruling = reach.ruling();
        this.reach = reach;
        this.findings = findings;
    }

    void find() {
        if (reach.pairs().isEmpty()) {
            findings.add(Lint.NEVER_APPLIES, ruling.action().span(), withoutPermissions());
            return;
        }
        if (ruling.where().isEmpty()) {
            return;
        }
        Condition where = ruling.where().get();
        Conditions.nodes(where).forEach(this::conflicts);
        Conditions.leaves(where).forEach(this::test);
        if (!explained && !reach.canEverApply()) {
            findings.add(
                    Lint.NEVER_APPLIES,
                    where.span(),
                    "no operation meets this condition, so the statement never applies: each one lacks a variable that is"
                            + " tested, or has another value");
        }
    }

    private String withoutPermissions() {
        return switch (ruling.action()) {
            case Action.VerbOnType on -> {
                var type = catalogue.type(on.type().text()).orElseThrow();
                String verb = on.verb().verb().name().toLowerCase(Locale.ROOT);
                yield Stream.of(Verb.values())
                        .filter(it -> !type.givenBy(it).isEmpty())
                        .findFirst()
                        .map(least -> "`" + verb + "` gives nothing on " + type.name() + "; write `"
                                + least.name().toLowerCase(Locale.ROOT) + "`, the first verb that does")
                        .orElse("nothing here needs a permission on " + type.name()
                                + ", so the statement never applies");
            }
            case Action.Permissions list ->
                "none of these permissions is one of "
                        + list.type().orElseThrow().text() + ", so the statement gives nothing; leave the type out";
        };
    }

    private void conflicts(Condition node) {
        if (node instanceof Condition.All all) {
            for (Conflict conflict : Contradictions.in(all)) {
                dead(
                        Lint.CONTRADICTION,
                        conflict.later().span(),
                        contradiction(conflict),
                        swapped(all.span(), all.parts(), "all", "any", false));
            }
        } else if (node instanceof Condition.Any any) {
            for (Conflict conflict : Contradictions.alwaysTrueIn(any)) {
                findings.add(
                        Lint.ALWAYS_TRUE,
                        conflict.later().span(),
                        "one of this and `" + shown(conflict.earlier()) + "` is always true, so that "
                                + (ruling.allows() ? "everything is allowed" : "everything is denied")
                                + " that has a " + conflict.variable() + "; to rule out both, write `all {…}`",
                        swapped(any.span(), any.parts(), "any", "all", true));
            }
        }
    }

    private String contradiction(Conflict conflict) {
        boolean bothDemand = !Conditions.isNegated(conflict.earlier())
                && !Conditions.isNegated(conflict.later())
                && !Conditions.values(conflict.later()).isEmpty();
        String effect = "never true together with `" + shown(conflict.earlier()) + "`";
        if (conflict.variable().equals(VariableNames.PERMISSION) && bothDemand) {
            return effect + ": a condition is asked about one permission at a time; for either of them write `any {…}`";
        }
        return bothDemand
                ? effect + ": a request has one " + conflict.variable() + "; for either of them write `any {…}`"
                : effect + ": leave one of them out";
    }

    /** The other word before the brace, where all the tests in it are of one kind. */
    private static Optional<Fix> swapped(Span span, List<Condition> parts, String word, String other, boolean negated) {
        Predicate<Condition> fits = it -> !Conditions.compared(it).isEmpty() && Conditions.isNegated(it) == negated;
        return parts.stream().allMatch(fits)
                        && parts.stream().map(Conditions::compared).distinct().count() == 1
                ? Optional.of(new Fix(new Span(span.start(), span.start() + word.length()), other))
                : Optional.empty();
    }

    private void test(Condition leaf) {
        switch (Conditions.compared(leaf)) {
            case VariableNames.PERMISSION -> values(leaf, this::permissionFits, this::permission);
            case VariableNames.OPERATION -> values(leaf, this::operationFits, this::operation);
            default -> {
                FewValues.of(Conditions.compared(leaf)).ifPresent(few -> values(leaf, few::takes, neverTaken(few)));
                if (!(leaf instanceof Condition.Absent) && !reach.canEverHold(leaf)) {
                    notSupplied(leaf);
                }
            }
        }
    }

    private interface Report {
        void on(Condition leaf, Value value, String text);
    }

    private void values(Condition leaf, Predicate<Glob> fits, Report report) {
        for (Value value : Conditions.values(leaf)) {
            Glob.of(Conditions.compared(leaf), value)
                    .filter(fits.negate())
                    .ifPresent(glob -> report.on(leaf, value, String.join("*", glob.pieces())));
        }
    }

    private boolean permissionFits(Glob glob) {
        return ruling.boundless() || ruling.permissions().stream().anyMatch(it -> glob.matches(it.name()));
    }

    private boolean operationFits(Glob glob) {
        return reach.pairs().stream()
                .anyMatch(pair -> pair.operation().map(glob::matches).orElse(true));
    }

    private Report neverTaken(FewValues few) {
        return (leaf, value, text) -> report(
                Lint.VALUE_NEVER_TAKEN, leaf, value, "no request has a value like `" + text + "`; " + few.hint());
    }

    private void permission(Condition leaf, Value value, String text) {
        Permission permission = Permission.of(text);
        String instead = switch (ruling.action()) {
            case Action.VerbOnType on ->
                catalogue
                        .type(on.type().text())
                        .flatMap(type -> type.verbGiving(permission))
                        .filter(_ -> ruling.allows())
                        .map(verb -> "; `" + verb.name().toLowerCase(Locale.ROOT) + " "
                                + on.type().text() + "` does")
                        .orElse("");
            case Action.Permissions _ -> "";
        };
        String what = catalogue.permissions().contains(permission)
                ? "`" + ruling.textOf(ruling.action().span()) + "` does not include " + permission + instead
                : "there is no permission " + permission + " here";
        report(Lint.PERMISSION_NOT_COVERED, leaf, value, what);
    }

    private void operation(Condition leaf, Value value, String text) {
        Optional<String> known =
                catalogue.operations().stream().filter(text::equalsIgnoreCase).findFirst();
        String what = known.map(
                        operation -> operation + " needs " + needs(operation) + ", which the statement is not about")
                .orElse("there is no operation " + text + " here");
        report(Lint.OPERATION_NOT_COVERED, leaf, value, what);
    }

    private String needs(String operation) {
        return String.join(
                " or ",
                catalogue.requirementOf(operation).alternatives().stream()
                        .map(all -> String.join(
                                " and ",
                                all.stream().map(Permission::name).sorted().toList()))
                        .map(text -> text.isEmpty() ? "no permission" : text)
                        .toList());
    }

    private void report(Lint lint, Condition leaf, Value value, String what) {
        if (Conditions.isNegated(leaf)) {
            findings.add(lint, value.span(), what + ": this rules out nothing");
        } else if (Conditions.values(leaf).size() > 1) {
            findings.add(lint, value.span(), what + ": this value never fits");
        } else {
            dead(lint, value.span(), "never true: " + what, Optional.empty());
        }
    }

    private void notSupplied(Condition leaf) {
        for (Condition.VariableRef variable : Conditions.variables(leaf).toList()) {
            String name = VariableNames.of(variable);
            Set<String> reasons = new TreeSet<>();
            for (Reach.Pair pair : reach.pairs()) {
                reach.whyNotSupplied(name, pair).ifPresent(reasons::add);
            }
            boolean never = reach.pairs().stream()
                    .noneMatch(pair -> reach.whyNotSupplied(name, pair).isEmpty());
            if (never) {
                dead(
                        Lint.VARIABLE_NOT_SUPPLIED,
                        variable.span(),
                        "never true, whatever it is compared with: no request that the statement is about has a "
                                + variable.name() + " (" + String.join("; ", first(reasons)) + ")",
                        Optional.empty());
                return;
            }
        }
    }

    private static List<String> first(Set<String> reasons) {
        List<String> few = new ArrayList<>(reasons);
        return few.size() <= 2 ? few : few.subList(0, 2);
    }

    /** Something that is never true; whether the rest of the condition makes up for that is said as well. */
    private void dead(Lint lint, Span span, String message, Optional<Fix> fix) {
        boolean fatal = !reach.canEverApply();
        explained |= fatal;
        findings.add(lint, span, message + (fatal ? ". The statement never applies" : ""), fix);
    }

    private String shown(Condition condition) {
        return ruling.textOf(condition.span());
    }
}
