// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code ostler policy test} on files of cases. */
class PolicyTestCommandTest {
    private static final String WORLD = """
            version: 1
            denyStatements: true
            compartments: [{name: finance}]
            groups: [{name: loaders}, {name: idlers}]
            dynamicGroups: [{name: etl, matchingRule: "instance.compartment.id = 'ocid1.compartment.oc1..x'"}]
            users:
              - {name: loader, groups: [loaders]}
              - {name: idler, groups: [idlers]}
            policies:
              - name: night-load
                compartment: finance
                statements:
                  - Allow group loaders to {OBJECT_CREATE, OBJECT_READ} in compartment finance
                  - Allow group loaders to {OBJECT_OVERWRITE} in compartment finance where request.utc-timestamp.time-of-day between '22:00:00Z' and '06:00:00Z'
                  - Allow dynamic-group etl to read objects in compartment finance where target.bucket.tag.ops.class = 'open'
              - name: guard
                statements:
                  - Deny group loaders to {OBJECT_DELETE} in tenancy
                  - Allow service objectstorage-us-ashburn-1 to {OBJECT_DELETE} in tenancy
                  - Allow group idlers to inspect buckets in tenancy
            buckets:
              - {name: lake, compartment: finance, objects: [{name: raw/a.csv, text: a}]}
            """;

    /** Needs every statement of the world. */
    private static final String RIGHT = """
            world: world.yaml
            cases:
              - name: the first write is theirs, the second is not
                as: loader
                on: lake/raw/new.csv
                objectExists: true
                given: {request.utc-timestamp: 2026-03-02T09:00:00Z}
                allowed: [GetObject]
                denied: [PutObject]
                because: {permission: OBJECT_OVERWRITE, statement: "night-load:2", part: condition}
              - {name: at night it is, as: loader, on: lake/raw/a.csv, given: {request.utc-timestamp: 2026-03-02T23:00:00Z}, allowed: [PutObject]}
              - {name: nobody deletes, as: loader, on: lake/raw/a.csv, denied: [DeleteObject], because: {statement: "guard:1", part: deny}}
              - {name: but for the service, as: {service: objectstorage-us-ashburn-1}, on: lake/raw/a.csv, allowed: [DeleteObject]}
              - {name: jobs read what is open, as: {dynamicGroup: etl}, on: lake/raw/a.csv, given: {target.bucket.tag.ops.class: open}, allowed: [GetObject]}
              - {name: and nothing else, as: {dynamicGroup: etl}, on: lake/raw/a.csv, given: {target.bucket.tag.ops.class: []}, denied: [GetObject]}
              - {name: idlers see buckets, as: idler, allowed: [ListBuckets]}
              - {name: strangers see nothing, as: anonymous, on: lake/raw/a.csv, denied: [GetObject, HeadObject]}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeTheWorld() throws IOException {
        Files.writeString(folder.resolve("world.yaml"), WORLD);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private Outcome test(String cases, String... flags) throws IOException {
        List<String> all = new ArrayList<>(List.of("policy", "test", file("tests.yaml", cases)));
        all.addAll(List.of(flags));
        Outcome outcome = OstlerCommand.run(all.toArray(String[]::new));
        String prefix = folder + "/";
        return new Outcome(
                outcome.exitCode(),
                outcome.out().replace(prefix, ""),
                outcome.err().replace(prefix, ""));
    }

    private static Document xml(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    @Test
    void whatComesOutAsExpectedIsCounted() throws IOException {
        Outcome outcome = test(RIGHT, "--strict");

        assertThat(outcome.out()).isEqualTo("10 passed, 0 failed\n");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void failuresNameTheirPlaceAndWhatDecided() throws IOException {
        Outcome outcome = test("""
                world: world.yaml
                cases:
                  - name: loaders write once
                    as: loader
                    on: lake/raw/a.csv
                    given: {request.utc-timestamp: 2026-03-02T09:00:00Z}
                    allowed:
                      - PutObject
                    denied: [GetObject]
                """);

        assertThat(outcome.out()).isEqualTo("""
                tests.yaml:8:9: FAILED loaders write once: PutObject on lake/raw/a.csv by loader is to be allowed, but it is refused
                    needed           OBJECT_OVERWRITE, because raw/a.csv exists (a new name needs OBJECT_CREATE)
                    nearest          night-load:2 in finance
                                     Allow group loaders to {OBJECT_OVERWRITE} in compartment finance where request.utc-timestamp.time-of-day between '22:00:00Z' and '06:00:00Z'
                                                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ request.utc-timestamp.time-of-day is '09:00:00Z', not in that time
                    nearest          night-load:1 in finance
                                     Allow group loaders to {OBJECT_CREATE, OBJECT_READ} in compartment finance
                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gives OBJECT_CREATE, OBJECT_READ, not OBJECT_OVERWRITE
                    no others        7 statements in force; 4 are for others (--all shows them)
                    would allow it   Allow group loaders to {OBJECT_OVERWRITE} in compartment finance where all {target.bucket.name = 'lake', target.object.name = 'raw/a.csv'}
                tests.yaml:9:14: FAILED loaders write once: GetObject on lake/raw/a.csv by loader is to be denied, but it is allowed
                    granted          OBJECT_READ by night-load:1 in finance
                                     Allow group loaders to {OBJECT_CREATE, OBJECT_READ} in compartment finance
                NEVER DECIDED guard:1
                NEVER DECIDED guard:2
                NEVER DECIDED guard:3
                NEVER DECIDED night-load:1
                NEVER DECIDED night-load:2
                NEVER DECIDED night-load:3
                0 passed, 2 failed
                """);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void aRefusalForAnotherReasonFails() throws IOException {
        Outcome outcome = test("""
                world: world.yaml
                cases:
                  - {name: one, as: loader, on: lake/raw/new, given: {request.utc-timestamp: 2026-03-02T09:00:00Z}, objectExists: true, denied: [PutObject], because: {permission: OBJECT_CREATE}}
                  - {name: two, as: loader, on: lake/raw/a.csv, given: {request.utc-timestamp: 2026-03-02T09:00:00Z}, denied: [PutObject], because: {statement: "night-load:2", part: action}}
                  - {name: three, as: loader, on: lake/raw/a.csv, denied: [DeleteObject], because: {statement: "guard:1", part: condition}}
                """);

        assertThat(outcome.out().lines().filter(line -> line.contains("FAILED")))
                .containsExactly(
                        "tests.yaml:3:130: FAILED one: PutObject on lake/raw/new by loader is to be denied, but it is refused for want of OBJECT_OVERWRITE, not of OBJECT_CREATE",
                        "tests.yaml:4:112: FAILED two: PutObject on lake/raw/a.csv by loader is to be denied, but the part of 'night-load:2' that decides is its condition, not its action",
                        "tests.yaml:5:60: FAILED three: DeleteObject on lake/raw/a.csv by loader is to be denied, but the part of 'guard:1' that decides is its deny, not its condition");
        assertThat(outcome.out()).endsWith("0 passed, 3 failed\n");
    }

    @Test
    void statementsThatNoCaseNeededAreNamedAndFailOnlyWhenAskedTo() throws IOException {
        String cases = """
                world: world.yaml
                cases: [{name: reads, as: loader, on: lake/raw/a.csv, allowed: [GetObject]}]
                """;

        Outcome lenient = test(cases);
        Outcome strict = test(cases, "--strict");

        assertThat(lenient.out()).isEqualTo("""
                NEVER DECIDED guard:1
                NEVER DECIDED guard:2
                NEVER DECIDED guard:3
                NEVER DECIDED night-load:2
                NEVER DECIDED night-load:3
                1 passed, 0 failed
                """);
        assertThat(lenient.exitCode()).isZero();
        assertThat(strict.out()).isEqualTo(lenient.out());
        assertThat(strict.exitCode()).isEqualTo(1);
    }

    @Test
    void filesThatNameOneWorldShareTheAccountOfItsStatements() throws IOException {
        String half = RIGHT.substring(0, RIGHT.indexOf("  - {name: nobody deletes"));
        String rest = "world: ./world.yaml\ncases:\n" + RIGHT.substring(RIGHT.indexOf("  - {name: nobody deletes"));

        Outcome outcome =
                OstlerCommand.run("policy", "test", "--strict", file("half.yaml", half), file("rest.yaml", rest));

        assertThat(outcome.out()).isEqualTo("10 passed, 0 failed\n");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void allMistakesInAFileAreToldWithPlaceAndNearestName() throws IOException {
        Outcome inShape = test("""
                world: world.yaml
                cases:
                  - {name: one, as: loader, onn: lake/a, allowed: [GetObject]}
                  - {name: two, as: {servce: x}, on: lake/a, allowed: GetObject}
                  - {name: three, as: loader, on: lake/a}
                  - {name: four, as: loader, on: lake/a, allowed: [GetObject], denied: [GetObject]}
                  - {name: five, as: loader, on: lake/a, allowed: [GetObject], because: {part: condition}}
                  - {as: loader, on: lake/a, allowed: [GetObject], objectExists: perhaps}
                """);
        Outcome inNames = test("""
                world: world.yaml
                cases:
                  - {name: one, as: loadr, on: lak/a, allowed: [GetObjct, GetObject]}
                  - {name: two, as: {dynamicGroup: et}, on: lake/a, allowed: [GetObject, ListBuckets], given: {request.utc-timestmp: now, request.utc-timestamp: now}}
                  - {name: three, as: loader, on: lake/a, denied: [DeleteObject], because: {permission: OBJECT_DELET, statement: "gaurd:1"}}
                """);

        assertThat(inShape.err()).isEqualTo("""
                ostler: tests.yaml:3:29: unknown key 'onn' in a case; did you mean 'on'?
                tests.yaml:4:21: a caller needs 'service' or 'dynamicGroup'
                tests.yaml:4:22: unknown key 'servce' in a caller; did you mean 'service'?
                tests.yaml:4:55: a list of operations is expected here, not a single value
                tests.yaml:5:5: a case needs an operation that is 'allowed' or 'denied'
                tests.yaml:6:73: 'GetObject' is allowed above
                tests.yaml:7:73: 'because' is about what is 'denied', and nothing is
                tests.yaml:7:80: 'part' is of a statement: say which one
                tests.yaml:8:5: a case needs 'name'
                tests.yaml:8:66: true or false is expected here, not 'perhaps'
                """);
        assertThat(inShape.exitCode()).isEqualTo(1);
        assertThat(inNames.err()).isEqualTo("""
                ostler: tests.yaml:3:21: there is no user 'loadr'; did you mean 'loader'?
                tests.yaml:3:32: there is no bucket 'lak'; did you mean 'lake'?
                tests.yaml:3:49: there is no operation 'GetObjct'; did you mean 'GetObject'?
                tests.yaml:4:36: there is no dynamic group 'et'; did you mean 'etl'?
                tests.yaml:4:45: ListBuckets is about no one bucket; leave 'lake/a' out
                tests.yaml:4:96: unknown variable 'request.utc-timestmp'; did you mean 'request.utc-timestamp'?
                tests.yaml:4:123: request.utc-timestamp is a time in UTC like 2026-03-02T09:00:00Z, not 'now'
                tests.yaml:5:89: there is no permission 'OBJECT_DELET'; did you mean 'OBJECT_DELETE'?
                tests.yaml:5:114: there is no statement 'gaurd:1'; did you mean 'guard:1'?
                """);
        assertThat(inNames.exitCode()).isEqualTo(1);
    }

    @Test
    void aWorldThatIsNotThereOrWrongIsToldAtItsPlace() throws IOException {
        file("wrong.yaml", "version: 1\nbukets: []\n");

        assertThat(test("world: none.yaml\ncases: []\n").err()).isEqualTo("""
                ostler: tests.yaml:1:8: the world cannot be made
                the bootstrap file none.yaml cannot be read: there is no such file
                """);
        assertThat(test("world: wrong.yaml\ncases: []\n").err())
                .startsWith("ostler: tests.yaml:1:8: the world cannot be made\nwrong.yaml:2:1: unknown key 'bukets'");
        assertThat(OstlerCommand.run(
                                "policy", "test", folder.resolve("none.yaml").toString())
                        .err())
                .contains("the policy test " + folder.resolve("none.yaml") + " cannot be read: there is no such file");
        assertThat(test("").err())
                .contains("tests.yaml:1:1: nothing is declared here; begin with  world: bootstrap.yaml");
    }

    @Test
    void variablesOfTheEnvironmentAreFilledIn() throws IOException {
        String cases = file("tests.yaml", """
                world: ${WORLD}
                cases: [{name: reads, as: "${WHO:-loader}", on: lake/raw/a.csv, allowed: [GetObject]}]
                """);

        Outcome outcome = OstlerCommand.run(Map.of("WORLD", "world.yaml"), "policy", "test", cases);

        assertThat(outcome.out()).as(outcome.err()).endsWith("1 passed, 0 failed\n");
    }

    @Test
    void junitXmlHoldsEachDecision() throws Exception {
        Path report = folder.resolve("new").resolve("report.xml");

        Outcome outcome = test("""
                world: world.yaml
                cases:
                  - {name: "<reads> & \\"writes\\" \\u0001 ü", as: loader, on: "lake/raw/a]]>\\u0007.csv", allowed: [GetObject], denied: [HeadObject]}
                """, "--junit-xml", report.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        Element suites = xml(report).getDocumentElement();
        Element suite = (Element) suites.getElementsByTagName("testsuite").item(0);
        NodeList cases = suite.getElementsByTagName("testcase");
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(suites.getTagName()).isEqualTo("testsuites");
        assertThat(suites.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("name")).endsWith("tests.yaml");
        assertThat(cases.getLength()).isEqualTo(2);
        assertThat(((Element) cases.item(0)).getAttribute("name"))
                .isEqualTo("<reads> & \"writes\" \ufffd ü: GetObject");
        assertThat(((Element) cases.item(0)).getAttribute("line")).isEqualTo("3");
        assertThat(((Element) cases.item(0)).getElementsByTagName("failure").getLength())
                .isZero();
        assertThat(failure.getParentNode()).isEqualTo(cases.item(1));
        assertThat(failure.getAttribute("message")).contains("is to be denied, but it is allowed");
        assertThat(failure.getTextContent()).contains("granted          OBJECT_READ by night-load:1 in finance");
    }

    @Test
    void theExampleOfTheDocumentationPassesInAProcessOfItsOwn() throws Exception {
        Path example = GeneratedDocument.home().resolve("docs/examples/lake-policy-tests.yaml");
        Path output = folder.resolve("out");

        Process process = ServerProcess.launch(
                List.of(
                        "policy",
                        "test",
                        "--strict",
                        "--junit-xml",
                        folder.resolve("x.xml").toString(),
                        example.toString()),
                Map.of(),
                output);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).isEqualTo("9 passed, 0 failed\n");
        assertThat(process.exitValue()).isZero();
        assertThat(xml(folder.resolve("x.xml")).getDocumentElement().getAttribute("tests"))
                .isEqualTo("9");
        assertThat(folder.resolve("temporary")).isEmptyDirectory();
    }
}
