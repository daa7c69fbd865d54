// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.language.Condition;
import dev.ostler.iam.lint.Reach.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds statements that lack another one beside them, and such as have one too many. */
final class Companions {
    private static final Pair UPLOAD_CREATING = pair(Permission.OBJECT_CREATE, "CreateMultipartUpload");
    private static final Pair UPLOAD_OVERWRITING = pair(Permission.OBJECT_OVERWRITE, "CreateMultipartUpload");
    private static final Set<String> LISTINGS_OF_NAMES = Set.of("ListObjects", "ListObjectVersions");

    private final Reach one;
    private final Ruling ruling;
    private final List<Reach> all;
    private final Linter.Findings findings;

    private Companions(Reach one, List<Reach> all, Linter.Findings findings) {
        this.one = one;
        this.ruling = one.ruling();
        this.all = all;
        this.findings = findings;
    }

    static void find(Reach one, List<Reach> all, Linter.Findings findings) {
        Companions companions = new Companions(one, all, findings);
        if (one.ruling().allows()) {
            companions.notEqual();
            companions.multipart();
        }
        companions.shadowed();
    }

    private static Pair pair(Permission permission, String operation) {
        return new Pair(Optional.of(permission), Optional.of(operation));
    }

    private void notEqual() {
        ruling.where().stream()
                .flatMap(Conditions::leaves)
                .filter(Conditions::isNegated)
                .forEach(leaf -> {
                    refusedForWantOf(leaf);
                    if (Conditions.compared(leaf).equals(VariableNames.OBJECT_NAME)) {
                        refusedWithoutPrefix(leaf);
                    }
                });
    }

    private void refusedForWantOf(Condition leaf) {
        List<Pair> lost =
                lost(pair -> one.whyNotSupplied(Conditions.compared(leaf), pair).isPresent()
                        && !one.canHold(pair)
                        && one.canHoldGranting(leaf, pair));
        if (!lost.isEmpty()) {
            boolean single = operations(lost).size() == 1;
            String effect = " no "
                    + Conditions.variables(leaf).findFirst().orElseThrow().name() + ", so that `!=` is false and ";
            refused(leaf, lost, single ? " has" + effect + "it is refused" : " have" + effect + "they are refused");
        }
    }

    private void refusedWithoutPrefix(Condition leaf) {
        List<Pair> lost = lost(pair -> isListingOfNames(pair) && one.canHold(pair));
        if (!lost.isEmpty()) {
            refused(leaf, lost, " without a prefix would show names that this rules out, and is refused");
        }
    }

    /** Whose refusal surprises, because they name nothing that the test would rule out. */
    private List<Pair> lost(Predicate<Pair> refused) {
        return one.pairs().stream()
                .filter(pair -> pair.operation().filter(Companions::isMissed).isPresent())
                .filter(one::coversOperation)
                .filter(refused)
                .filter(pair -> !isAllowedBeside(pair))
                .toList();
    }

    private static boolean isMissed(String operation) {
        return (operation.startsWith("List") || operation.startsWith("Create")) && !operation.contains("WorkRequest");
    }

    private static boolean isListingOfNames(Pair pair) {
        return pair.operation().filter(LISTINGS_OF_NAMES::contains).isPresent();
    }

    private static List<String> operations(List<Pair> pairs) {
        return pairs.stream()
                .map(pair -> pair.operation().orElseThrow())
                .distinct()
                .sorted()
                .toList();
    }

    private void refused(Condition leaf, List<Pair> lost, String effect) {
        List<String> operations = operations(lost);
        findings.add(
                Lint.NOT_EQUAL_WITHOUT_COMPANION,
                leaf.span(),
                String.join(", ", operations) + effect + "; to allow that, write besides: `"
                        + companion(leaf, lost, operations) + "`");
    }

    private String companion(Condition leaf, List<Pair> lost, List<String> operations) {
        List<String> permissions = lost.stream()
                .map(pair -> pair.permission().orElseThrow().name())
                .distinct()
                .sorted()
                .toList();
        String operation = operations.size() == 1
                ? "request.operation = '" + operations.getFirst() + "'"
                : "request.operation in ('" + String.join("', '", operations) + "')";
        List<String> tests = new ArrayList<>(othersThan(leaf));
        tests.add(operation);
        return "Allow " + ruling.textOf(ruling.subject().span()) + " to {" + String.join(", ", permissions) + "} in "
                + ruling.textOf(ruling.place())
                + " where " + (tests.size() == 1 ? operation : "all {" + String.join(", ", tests) + "}");
    }

    /** What else the condition demands. */
    private List<String> othersThan(Condition leaf) {
        return ruling.where().stream()
                .flatMap(where -> where instanceof Condition.All together ? together.parts().stream() : Stream.empty())
                .filter(part -> Conditions.nodes(part).noneMatch(it -> it == leaf))
                .map(part -> ruling.textOf(part.span()))
                .toList();
    }

    private void multipart() {
        boolean creates = one.decides(UPLOAD_CREATING);
        boolean overwrites = one.decides(UPLOAD_OVERWRITING);
        if (creates && !overwrites && !isAllowedBeside(UPLOAD_OVERWRITING)) {
            findings.add(
                    Lint.MULTIPART_WITHOUT_OVERWRITE,
                    ruling.action().span(),
                    "multipart uploads, which clients choose by themselves for large objects, fail for want of"
                            + " OBJECT_OVERWRITE; give it too, or have clients upload in one request");
        }
    }

    private boolean isAllowedBeside(Pair pair) {
        return all.stream()
                .filter(other -> isAnother(other)
                        && other.ruling().allows()
                        && other.ruling().reaches(ruling))
                .anyMatch(other -> other.decides(pair));
    }

    private boolean isAnother(Reach other) {
        return other.ruling().index() != ruling.index();
    }

    private void shadowed() {
        all.stream()
                .filter(other -> isAnother(other) && shadows(other.ruling()))
                .findFirst()
                .ifPresent(other -> findings.add(
                        Lint.SHADOWED,
                        ruling.written().statement().span(),
                        "this has no effect beside `"
                                + other.ruling().written().text().strip() + "`; leave it out"));
    }

    /** Of two that say the same the later one is in the shadow. */
    private boolean shadows(Ruling other) {
        return saysAtLeast(other, ruling) && (!saysAtLeast(ruling, other) || other.index() < ruling.index());
    }

    private static boolean saysAtLeast(Ruling broad, Ruling narrow) {
        return broad.effect() == narrow.effect()
                && broad.reaches(narrow)
                && broad.permissions().containsAll(narrow.permissions())
                && (!narrow.boundless() || broad.boundless())
                && (broad.where().isEmpty() || broad.hasConditionOf(narrow));
    }
}
