// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.iam.cases.CaseWorld;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.decision.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people are told of refusals, word for word: {@code explanations.txt}, a case a block, first as shown at once, then
 * with all. {@code -Dostler.golden.write=true} writes it anew.
 */
class ExplanationGoldenTest {
    private static final Path FILE = Path.of("src/test/resources/dev/ostler/iam/explanation/explanations.txt");
    private static final String READ_LAKE =
            "Allow group analysts to read objects in compartment finance where all {target.bucket.name = 'lake', "
                    + "target.object.name = 'raw/*'}";
    private static final int MAX_LINES = 13;

    static List<Asking> refusals() {
        Asking put = Asking.to("PutObject").in("finance").object("lake", "raw/a.csv");
        Asking get = Asking.to("GetObject").in("finance").object("lake", "raw/a.csv");
        return List.of(
                put.titled("a verb that gives less")
                        .needing("raw/a.csv exists (a new name needs OBJECT_CREATE)", Permission.OBJECT_OVERWRITE)
                        .policyIn("home", "ROOT", "read-lake", READ_LAKE)
                        .policyIn("home", "ROOT", "others", manyOthers(6)),
                get.titled("a deny statement")
                        .policyIn("home", "ROOT", "read-lake", READ_LAKE)
                        .policyIn(
                                "home",
                                "ROOT",
                                "no-raw",
                                "Deny group analysts to read objects in compartment finance where target.object.name = 'raw/*'"),
                get.titled("a deny statement, and nothing that allows")
                        .policyIn(
                                "home", "ROOT", "no-raw", "Deny group analysts to read objects in compartment finance"),
                get.titled("a condition that is false")
                        .object("lake", "tmp/a.csv")
                        .policyIn("home", "ROOT", "read-lake", READ_LAKE),
                get.titled("several conditions that are false")
                        .object("pond", "tmp/a.csv")
                        .policyIn("home", "ROOT", "read-lake", READ_LAKE),
                Asking.to("ListBuckets")
                        .titled("a variable that the operation does not carry")
                        .policyIn(
                                "home",
                                "ROOT",
                                "see-lake",
                                "Allow group analysts to inspect buckets in compartment finance where target.bucket.name = 'lake'"),
                get.titled("variables that this request does not have")
                        .policyIn(
                                "home",
                                "ROOT",
                                "tagged",
                                "Allow group analysts to read objects in tenancy where target.bucket.tag.ops.env = 'dev'",
                                "Allow group analysts to read objects in tenancy where request.principal.cluster_id = 'c1'",
                                "Allow group analysts to read objects in tenancy where target.objects.name = 'raw/*'"),
                Asking.to("ListObjects")
                        .titled("a listing of more than is allowed")
                        .names("lake", "r")
                        .policyIn("home", "ROOT", "read-lake", READ_LAKE),
                get.titled("another compartment")
                        .in("finance:eu")
                        .policyIn("home", "ROOT", "read-hr", "Allow group analysts to read objects in compartment hr"),
                get.titled("a type that does not have it")
                        .policyIn("home", "ROOT", "buckets", "Allow group analysts to manage buckets in tenancy"),
                get.titled("a list of other permissions")
                        .policy(
                                "list",
                                "Allow group analysts to {OBJECT_INSPECT, OBJECT_CREATE} in compartment finance"),
                get.titled("nobody's statement").policyIn("home", "ROOT", "others", manyOthers(2)),
                get.titled("no statement at all"),
                get.titled("a user without groups")
                        .by(Asking.user("bob", "home"))
                        .in("ROOT")
                        .policyIn("home", "ROOT", "read-lake", READ_LAKE),
                get.titled("a resource principal")
                        .by(new Principal.Resource(
                                "instance",
                                "ocid1.instance.oc1..i1",
                                CaseWorld.tenancyId("home"),
                                CaseWorld.compartmentId("home", "hr"),
                                Set.of(CaseWorld.dynamicGroupId("builders")),
                                Map.of()))
                        .policyIn(
                                "home", "ROOT", "build", "Allow dynamic-group builders to inspect objects in tenancy"),
                Asking.to("CreateMultipartUpload")
                        .titled("one permission of two")
                        .object("lake", "raw/a.csv")
                        .policyIn(
                                "home",
                                "ROOT",
                                "write-once",
                                "Allow group analysts to {OBJECT_CREATE, OBJECT_INSPECT} in compartment finance"),
                Asking.to("HeadObject")
                        .titled("one permission or another")
                        .object("lake", "raw/a.csv")
                        .policyIn(
                                "home",
                                "ROOT",
                                "make",
                                "Allow group analysts to {OBJECT_CREATE} in compartment finance"),
                get.titled("another tenancy that does not agree")
                        .by(Asking.user("carol", "acme", "partners"))
                        .policyIn("acme", "ROOT", "out", "Endorse group partners to read objects in any-tenancy"),
                get.titled("a group that was renamed since")
                        .by(Asking.user("dave", "home", "old-staff"))
                        .policyIn("home", "ROOT", "staff", "Allow group old-staff to inspect objects in tenancy"),
                get.titled("a group that was deleted since")
                        .policyIn(
                                "home", "ROOT", "gone", "Allow group analysts, interns to inspect objects in tenancy"),
                get.titled("statements for every other kind of caller")
                        .policyIn(
                                "home",
                                "ROOT",
                                "kinds",
                                "Allow group interns to read objects in tenancy",
                                "Allow dynamic-group builders to read objects in tenancy",
                                "Allow service objectstorage-us-ashburn-1 to read objects in tenancy"),
                get.titled("a service that any-group does not stand for")
                        .by(new Principal.Service("objectstorage-us-ashburn-1", CaseWorld.tenancyId("home")))
                        .policyIn("home", "ROOT", "all", "Allow any-group to read objects in tenancy"),
                get.titled("another tenancy that admits another group")
                        .by(Asking.user("carol", "acme", "partners"))
                        .policyIn("acme", "ROOT", "out", "Endorse group partners to read objects in any-tenancy")
                        .policyIn(
                                "home",
                                "ROOT",
                                "in",
                                "Define tenancy Acme as " + CaseWorld.tenancyId("acme"),
                                "Admit group suppliers of tenancy Acme to read objects in tenancy"),
                get.titled("a long statement, shortened around what fails")
                        .policyIn(
                                "home",
                                "ROOT",
                                "long",
                                "Allow group analysts to read objects in compartment finance where any {"
                                        + IntStream.range(0, 30)
                                                .mapToObj(it -> "target.object.name = 'folder-" + it + "/*'")
                                                .collect(Collectors.joining(", "))
                                        + "}"),
                get.titled("more near misses than fit")
                        .policyIn(
                                "home",
                                "ROOT",
                                "many",
                                IntStream.range(0, 9)
                                        .mapToObj(it -> "Allow group analysts to read objects in tenancy where"
                                                + " target.bucket.name = 'lake-" + it + "'")
                                        .toArray(String[]::new)));
    }

    @Test
    void aTenancyOfThousandsOfStatementsIsToldInPart() {
        Asking asking = Asking.to("GetObject").in("finance").object("lake", "raw/a.csv");
        for (int i = 0; i < 5; i++) {
            asking = asking.policyIn("home", "ROOT", "others-" + i, manyOthers(50));
        }

        Explanation explanation = asking.explained();

        assertThat(text(explanation.lines(MAX_LINES, true)))
                .contains("250 statements in force; 250 are for other groups (the nearest 200 are shown)");
        assertThat(text(explanation.lines(MAX_LINES, true)).lines().filter(it -> it.startsWith("for others")))
                .hasSize(Explanation.MAX_FINDINGS);
        assertThat(explanation.json().toString()).contains("notShown=50");
    }

    @Test
    void theGroupsOfTheCallerAreNamedAsTheyAreCalledNow() {
        Asking asking = Asking.to("GetObject").by(Asking.user("dave", "home", "zebras", "old-staff", "interns"));

        assertThat(asking.explained().groups()).containsExactly("staff", "zebras");
    }

    private static String[] manyOthers(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(it -> "Allow group others-" + it + " to read objects in tenancy")
                .toArray(String[]::new);
    }

    @Test
    void refusalsAreExplained() throws IOException {
        String explained = refusals().stream().map(ExplanationGoldenTest::block).collect(Collectors.joining("\n"));
        if (Boolean.getBoolean("ostler.golden.write")) {
            Files.writeString(FILE, explained);
        }

        assertThat(explained).isEqualTo(Files.readString(FILE));
    }

    private static String block(Asking asking) {
        Explanation explanation = asking.explained();
        String brief = text(explanation.lines(MAX_LINES, false));
        String all = text(explanation.lines(MAX_LINES, true));
        return "=== " + asking.title() + "\n(" + explanation.inShort() + ")\n" + brief
                + (all.equals(brief) ? "" : "--- all\n" + all);
    }

    private static String text(List<ExplanationLine> lines) {
        return lines.stream()
                .map(it -> String.format(Locale.ROOT, "%-17s%s%n", it.name(), it.value()))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void explanationsAreShortUnlessAllIsWanted(Asking asking) {
        assertThat(asking.explained().lines(MAX_LINES, false)).hasSizeLessThanOrEqualTo(MAX_LINES);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void jsonSaysTheSame(Asking asking) throws JsonProcessingException {
        Explanation explanation = asking.explained();

        String json = new ObjectMapper().writeValueAsString(explanation.json());

        assertThat(json).contains(explanation.missing().getFirst().permission().name());
        assertThat(new ObjectMapper().readTree(json).path("missing"))
                .hasSize(explanation.missing().size());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void statementThatWouldAllowItDoes(Asking asking) {
        Optional<String> statement = allowed(asking.explained().remedy());

        if (asking.title().equals("a group that was renamed since")) {
            // In this world a name and what it stands for are one: the new name would be another group.
            assertThat(statement.orElseThrow()).startsWith("Allow group staff to ");
            return;
        }
        statement.ifPresent(it -> assertThat(withoutDeny(asking)
                        .policyIn("home", "ROOT", "new", it)
                        .verdict()
                        .allowed())
                .as(it)
                .isTrue());
        assertThat(statement.isPresent())
                .isEqualTo(!asking.title().equals("a deny statement")
                        && !asking.title().startsWith("another tenancy"));
    }

    private static Asking withoutDeny(Asking asking) {
        return new Asking(
                asking.title(),
                asking.principal(),
                asking.operation(),
                asking.compartment(),
                asking.variables(),
                asking.policies().stream()
                        .filter(it -> !it.name().equals("no-raw"))
                        .toList(),
                asking.needed(),
                asking.because());
    }

    private static Optional<String> allowed(Remedy remedy) {
        return switch (remedy) {
            case Remedy.Allow allow -> Optional.of(allow.statement());
            case Remedy.Withdraw withdraw -> withdraw.allow().map(Remedy.Allow::statement);
            case Remedy.Agree _, Remedy.None _ -> Optional.empty();
        };
    }

    static List<String> hostileNames() {
        return List.of(
                "it's",
                "a*b",
                "back\\slash\\",
                "'}, any {request.operation = 'GetObject'} ",
                "\"double\"",
                "line\nbreak",
                "\r\n\t",
                "\u202Eesrever",
                "\u001b[2J",
                "/slashes/",
                "ünï/日本/🦆",
                " ",
                "*",
                "\\*",
                "${variable}",
                "x".repeat(1024));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void anyNameIsQuotedSoThatItIsGrantedAndNoOther(String name) {
        Asking asking = Asking.to("GetObject").object("lake", name);

        String statement = allowed(asking.explained().remedy()).orElseThrow();

        assertThat(statement.codePoints().allMatch(ExplanationLine::isPrintable))
                .isTrue();
        Asking after = asking.policyIn("home", "ROOT", "new", statement);
        assertThat(after.verdict().allowed()).as(statement).isTrue();
        assertThat(after.object("lake", "-" + name + "-").verdict().allowed())
                .as(statement)
                .isEqualTo(name.equals("\r\n\t"));
        assertThat(after.object("pond", name).verdict().allowed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void listingsAreGrantedFromTheirPrefixOn(String prefix) {
        Asking asking = Asking.to("ListObjects").names("lake", prefix);

        String statement = allowed(asking.explained().remedy()).orElseThrow();

        Asking after = asking.policyIn("home", "ROOT", "new", statement);
        assertThat(after.verdict().allowed()).as(statement).isTrue();
        assertThat(after.names("lake", prefix + "/x").verdict().allowed()).isTrue();
        assertThat(after.names("lake", "").verdict().allowed()).isEqualTo(prefix.isBlank() && !prefix.equals(" "));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void nothingSteersTheTerminal(String name) {
        List<ExplanationLine> lines = Asking.to("GetObject")
                .object("lake", name)
                .policyIn(
                        "home",
                        "ROOT",
                        "read-lake",
                        "Allow group analysts to read objects\n\tin compartment finance where target.object.name = 'b'")
                .explained()
                .lines(MAX_LINES, true);

        assertThat(lines).allSatisfy(it -> assertThat(it.value().codePoints()).allMatch(ExplanationLine::isPrintable));
    }

    @Test
    void refusalWithoutPoliciesSaysSo() {
        var denied = new Decision.Denied(Permission.OBJECT_READ);

        Explanation explanation =
                Explanation.of(Asking.CATALOGUE.requirementOf("GetObject"), List.of(denied), Optional.empty());

        assertThat(text(explanation.lines(MAX_LINES, false)))
                .isEqualTo("needed           OBJECT_READ\nno policy        applies to this caller\n");
        assertThat(explanation.remedy()).isEqualTo(new Remedy.None());
    }

    @Test
    void caretsStandUnderWhatFails() {
        for (Asking asking : refusals()) {
            List<ExplanationLine> lines = asking.explained().lines(MAX_LINES, true);
            for (int i = 1; i < lines.size(); i++) {
                String value = lines.get(i).value();
                if (value.strip().startsWith("^")) {
                    int statement = i - 1;
                    while (lines.get(statement).value().strip().startsWith("^")) {
                        statement--;
                    }
                    int from = value.indexOf('^');
                    int to = value.lastIndexOf('^') + 1;
                    String part = lines.get(statement).value().substring(from, to);
                    assertThat(Arrays.asList(part.charAt(0), part.charAt(part.length() - 1)))
                            .as(part)
                            .doesNotContain(' ');
                }
            }
        }
    }
}
