// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.language.Parsed;
import dev.ostler.iam.language.Parser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each lint finds what it is for, and leaves alone what comes near. */
class LinterTest {
    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final KnownNames WORLD = new KnownNames(Set.of("analysts"), Set.of(), Set.of("Finance"));

    /** Of the statements that are known to every example. */
    private static final String COMPANION = "Allow group readers to read objects in tenancy";

    @ParameterizedTest
    @EnumSource(Lint.class)
    void exampleShowsItsLintAlone(Lint lint) {
        List<String> statements = lint == Lint.SHADOWED ? List.of(COMPANION, lint.example()) : List.of(lint.example());

        List<Warning> warnings = lint(statements);

        assertThat(warnings).extracting(Warning::lint).containsOnly(lint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Allow group g to manage objects in tenancy"
                        + " where any {request.permission = 'OBJECT_CREATE', request.permission = 'OBJECT_OVERWRITE'}",
                "Allow group g to manage objects in tenancy"
                        + " where all {request.permission = 'OBJECT_READ', request.permission = /OBJECT_R*/}",
                "Allow group g to read objects in tenancy where all {target.object.name = 'a/*', target.object.name = '*.csv'}",
                "Allow group g to read objects in tenancy where all {target.bucket.name = 'a', target.bucket.name != 'b'}",
                "Allow group g to read objects in tenancy where all {request.groups.id = 'ocid1.group.oc1..a',"
                        + " request.groups.id = 'ocid1.group.oc1..b'}",
                "Allow group g to read objects in tenancy where all {request.utc-timestamp after '2026-01-01Z',"
                        + " request.utc-timestamp before '2026-02-01Z'}",
                "Allow group g to read objects in tenancy where all {target.bucket.name = target.object.name,"
                        + " target.bucket.name = 'b'}",
                "Allow group g to read objects in tenancy where any {!target.bucket.name, target.bucket.name = 'x'}",
                "Allow group g to read objects in tenancy"
                        + " where all {target.bucket.name != 'secret', target.bucket.name != 'private'}",
                "Allow group g to read objects in tenancy where request.permission = 'OBJECT_INSPECT'",
                "Allow group g to read objects in tenancy where request.region in ('IAD', 'phx', /f*/)",
                "Allow group g to read objects in tenancy where request.utc-timestamp.day-of-week in ('monday', /s*day/)",
                "Allow group g to read objects in tenancy where request.utc-timestamp.month-of-year in ('1', '12')",
                "Allow group g to read objects in tenancy where request.utc-timestamp.day-of-month in ('1', '31')",
                "Allow group g to read objects in tenancy where request.operation in ('GetObject', 'headobject')",
                "Allow group g to read all-resources in tenancy where request.operation = 'ListInstances'",
                "Allow group g to manage object-family in tenancy where target.object.name = 'raw/*'",
                "Allow group g to read vcns in tenancy where target.vcn.name = 'x'",
                "Allow any-user to read objects in tenancy where request.service.name = 'x'",
                "Allow group g to read groups in tenancy where target.group.name = 'x'",
                "Allow group g to read buckets in tenancy where target.compartment.name != 'secret'",
                "Allow group g to {OBJECT_CREATE, OBJECT_OVERWRITE} in tenancy",
                "Allow group g to {OBJECT_CREATE} in tenancy where request.operation = 'PutObject'",
                "Allow group g to read objects in tenancy where target.object.name = 'raw-*'",
                "Allow group g to read objects in tenancy where target.bucket.name = /raw-*/",
                "Allow group g to read objects in tenancy where target.bucket.name = 'raw-\\*'",
                "Allow group g to read objects in tenancy where target.bucket.tag.ns.key = '*'",
                "Allow group analysts to read objects in compartment Finance",
                "Allow group strangers to read objects in compartment elsewhere",
                "Allow any-user to read objects in tenancy where request.principal.type = 'instance'",
                "Allow any-group to read objects in tenancy"
                        + " where any {request.user.name = 'ann', all {request.user.name = 'bob', target.bucket.name = 'b'}}",
                "Deny group g to manage buckets in tenancy",
                "Deny any-user to manage buckets in tenancy where request.principal.id != 'ocid1.user.oc1..a'",
                "Deny any-user to read objects in tenancy"
                        + " where any {!request.networkSource.name, request.networkSource.name != 'office'}",
                "Allow group g to {OBJECT_READ, OBJECT_INSPECT} in tenancy where request.permission != 'OBJECT_INSPECT'",
            })
    void nearMissIsLeftAlone(String statement) {
        assertThat(lint(List.of(statement))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all {target.object.name = 'a*', target.object.name = 'b*'}",
                "all {target.bucket.name = 'a', all {target.bucket.name = 'B'}}",
                "all {target.bucket.name = 'a', target.bucket.name != 'A'}",
                "all {target.bucket.name = /a*b/, target.bucket.name != /a*/}",
                "all {target.bucket.name in ('a', 'b'), target.bucket.name not in ('b', 'a', 'c')}",
                "all {!target.bucket.name, target.bucket.name != 'a'}",
                "all {request.groups.id = 'ocid1.group.oc1..a', request.groups.id != 'ocid1.group.oc1..a'}",
                "all {request.utc-timestamp before '2026-01-01Z', request.utc-timestamp after '2026-01-01T00:00Z'}",
            })
    void contradictionsOfEveryKindAreFound(String condition) {
        List<Warning> warnings = lint(List.of("Allow group g to read objects in tenancy where " + condition));

        assertThat(warnings).extracting(Warning::lint).contains(Lint.CONTRADICTION);
        assertThat(warnings.getFirst().message()).endsWith("The statement never applies");
    }

    @Test
    void contradictionInOneBranchLeavesTheOther() {
        List<Warning> warnings = lint(List.of("Allow group g to read objects in tenancy where any"
                + " {all {target.bucket.name = 'a', target.bucket.name = 'b'}, target.bucket.name = 'c'}"));

        assertThat(warnings).extracting(Warning::lint).containsExactly(Lint.CONTRADICTION);
        assertThat(warnings.getFirst().message()).doesNotContain("never applies");
    }

    @Test
    void fixOfAContradictionWritesAny() {
        String statement = Lint.CONTRADICTION.example();

        Warning warning = lint(List.of(statement)).getFirst();

        String fixed = warning.fix().orElseThrow().applyTo(statement);
        assertThat(fixed).contains("where any {");
        assertThat(lint(List.of(fixed))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Lint.class,
            names = {"QUOTED_STAR", "NAME_IN_OTHER_CASE"})
    void fixedStatementHasNoWarningLeft(Lint lint) {
        Warning warning = lint(List.of(lint.example())).getFirst();

        assertThat(lint(List.of(warning.fix().orElseThrow().applyTo(lint.example()))))
                .isEmpty();
    }

    @Test
    void suggestedCompanionAllowsTheListing() {
        String statement = "Allow group readers to read buckets in compartment Finance"
                + " where all {request.region = 'iad', target.bucket.name != 'secret'}";
        Warning warning = lint(List.of(statement)).getFirst();

        String message = warning.message();
        String companion = message.substring(message.lastIndexOf("`Allow") + 1, message.length() - 1);

        assertThat(companion)
                .isEqualTo("Allow group readers to {BUCKET_INSPECT} in compartment Finance"
                        + " where all {request.region = 'iad', request.operation = 'ListBuckets'}");
        assertThat(lint(List.of(statement, companion))).isEmpty();
    }

    @Test
    void negatedObjectNameKeepsListingsWithoutPrefixAway() {
        String statement = "Allow group readers to read objects in tenancy where target.object.name != 'secret/*'";

        List<Warning> warnings = lint(List.of(statement));

        assertThat(warnings).extracting(Warning::lint).containsExactly(Lint.NOT_EQUAL_WITHOUT_COMPANION);
        assertThat(warnings.getFirst().message()).startsWith("ListObjectVersions, ListObjects without a prefix");
        assertThat(lint(List.of(statement, "Allow group readers to inspect objects in tenancy")))
                .isEmpty();
    }

    @Test
    void overwriteOfAnotherStatementLetsMultipartUploadsPass() {
        assertThat(lint(List.of(
                        Lint.MULTIPART_WITHOUT_OVERWRITE.example(),
                        "Allow group loaders, others to {OBJECT_OVERWRITE} in tenancy")))
                .isEmpty();
        assertThat(lint(List.of(
                        Lint.MULTIPART_WITHOUT_OVERWRITE.example(),
                        "Allow group others to {OBJECT_OVERWRITE} in tenancy")))
                .extracting(Warning::lint)
                .containsExactly(Lint.MULTIPART_WITHOUT_OVERWRITE);
    }

    @Test
    void onlyTheLaterOfTwoEqualStatementsIsShadowed() {
        List<Warning> warnings = lint(List.of(
                "Allow group a to read objects in compartment Finance where target.bucket.name = 'b'",
                "allow group A  to read objects in compartment finance where target.bucket.name = 'b'"));

        assertThat(warnings)
                .filteredOn(it -> it.lint() == Lint.SHADOWED)
                .extracting(Warning::statement)
                .containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Allow group readers, others to read objects in tenancy",
                "Allow group readers to use objects in tenancy",
                "Allow dynamic-group readers to read objects in tenancy",
                "Deny group readers to {OBJECT_READ} in tenancy",
            })
    void statementThatSaysMoreIsNotShadowed(String statement) {
        assertThat(lint(List.of(COMPANION, statement)))
                .filteredOn(it -> it.statement() == 1)
                .isEmpty();
    }

    @Test
    void operationWithoutItsPermissionSaysWhatItNeeds() {
        Warning warning = lint(List.of(
                        "Allow group g to read objects in tenancy where request.operation = 'PutObject'"))
                .getFirst();

        assertThat(warning.lint()).isEqualTo(Lint.OPERATION_NOT_COVERED);
        assertThat(warning.message())
                .isEqualTo(
                        "never true: PutObject needs OBJECT_CREATE or OBJECT_OVERWRITE, which the statement is not about."
                                + " The statement never applies");
    }

    @Test
    void misspelledOperationThatIsRuledOutRulesOutNothing() {
        Warning warning = lint(List.of(
                        "Allow group g to manage objects in tenancy where request.operation != 'DeletObject'"))
                .getFirst();

        assertThat(warning.message()).isEqualTo("there is no operation DeletObject here: this rules out nothing");
    }

    @Test
    void verbThatGivesNothingNamesTheOneThatDoes() {
        Warning warning = lint(List.of("Allow group g to inspect objectstorage-namespaces in tenancy"))
                .getFirst();

        assertThat(warning.lint()).isEqualTo(Lint.NEVER_APPLIES);
        assertThat(warning.message()).contains("write `read`");
    }

    @Test
    void servicesHaveNoUser() {
        assertThat(lint(List.of("Allow service objectstorage-us-ashburn-1 to read objects in tenancy"
                        + " where request.user.name = 'ann'")))
                .extracting(Warning::lint)
                .containsExactly(Lint.VARIABLE_NOT_SUPPLIED);
    }

    /** The longest lists, the most statements: what a hostile file may hold. */
    @Test
    void hostileStatementsAreLintedToTheEnd() {
        String values = String.join(
                ", ", Stream.generate(() -> "/*a*b*c*d*e*/").limit(900).toList());
        String braces = "Allow any-user to manage all-resources in tenancy where all {target.bucket.name in (" + values
                + "), target.bucket.name not in (" + values + ")}";
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            statements.add(braces);
        }
        for (int i = 0; i < 480; i++) {
            statements.add("Allow group g" + i + " to manage all-resources in tenancy where target.bucket.name != 'b"
                    + i + "'");
        }

        // A pair of every two values of every two statements would not end within any test's patience.
        assertThat(assertTimeoutPreemptively(Duration.ofMinutes(5), () -> lint(statements)))
                .isNotEmpty();
    }

    private static List<Warning> lint(List<String> texts) {
        List<WrittenStatement> statements = new ArrayList<>();
        for (String text : texts) {
            Parsed parsed = Parser.parse(text, Policies.vocabulary(CATALOGUE));
            assertThat(parsed.errors()).as(text).isEmpty();
            statements.add(new WrittenStatement(text, parsed.statement().orElseThrow(), ""));
        }
        return new Linter(CATALOGUE).lint(statements, WORLD);
    }
}
