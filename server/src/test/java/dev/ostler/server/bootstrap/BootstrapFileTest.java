// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ostler.server.bootstrap.DeclaredObject.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bootstrap files as they are read, right ones and wrong ones. */
class BootstrapFileTest {
    private static final Map<String, String> VARIABLES = Map.of("SECRET", "hunter2", "EMPTY", "");

    @TempDir
    Path directory;

    @BeforeEach
    void layOutFiles() throws IOException {
        Files.writeString(directory.resolve("ann.pem"), "-----BEGIN PUBLIC KEY-----\n");
        Files.writeString(
                directory.resolve("statements.json"),
                "[\n\t\"Allow group a to read objects in tenancy where a = '\\u00e9\\/'\"\n]");
        Files.writeString(directory.resolve("broken.json"), "[\n  {\"Allow\": \"x\"}]");
        Path below = Files.createDirectories(directory.resolve("fixtures/sub"));
        Files.writeString(below.resolveSibling("a.csv"), "a");
        Files.writeString(below.resolve("b.csv"), "bb");
    }

    /** A case of wrong-files.txt. */
    private record WrongFile(String title, String yaml, String said) {
        @Override
        public String toString() {
            return title;
        }
    }

    static List<WrongFile> wrongFiles() throws IOException {
        try (InputStream in = BootstrapFileTest.class.getResourceAsStream("wrong-files.txt")) {
            List<WrongFile> files = new ArrayList<>();
            for (String part : new String(in.readAllBytes(), UTF_8).split("(?m)^=== ", -1)) {
                if (!part.startsWith("#")) {
                    int title = part.indexOf('\n') + 1;
                    int end = part.indexOf("\n---\n", title - 1) + 1;
                    files.add(new WrongFile(
                            part.substring(0, title - 1),
                            part.substring(title, end).replace("---8<---", "---"),
                            part.substring(end + 4).strip()));
                }
            }
            assertThat(files).hasSizeGreaterThan(30);
            return files;
        }
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    void everyMistakeNamesItsLineAndColumn(WrongFile wrong) {
        String said = mistakesOf(wrong.yaml());

        assertThat(said).isEqualTo(wrong.said());
        assertThat(said.replace("hunter!", "")).doesNotContain("hunter2").doesNotContain("ter2");
    }

    private List<DeclaredWorld> read(String... files) throws BootstrapException {
        List<BootstrapSource> sources = IntStream.range(0, files.length)
                .mapToObj(i -> new BootstrapSource(
                        files.length == 1 ? "wrong.yaml" : i + ".yaml",
                        files[i].getBytes(UTF_8),
                        new FilesOnDisk(directory)))
                .toList();
        return BootstrapFile.read(sources, name -> Optional.ofNullable(VARIABLES.get(name)));
    }

    private String mistakesOf(String... files) {
        BootstrapException wrong = catchThrowableOfType(BootstrapException.class, () -> read(files));
        assertThat(wrong).as("the file is taken").isNotNull();
        return String.valueOf(wrong.getMessage());
    }

    private DeclaredTenancy declared(String yaml) throws BootstrapException {
        return read("version: 1\n" + yaml).getFirst().tenancies().getFirst();
    }

    @Test
    void absentFieldIsNotAnEmptyOne() throws BootstrapException {
        DeclaredTenancy tenancy = declared("users: [{name: ann}, {name: bob, groups: []}]");

        assertThat(tenancy.users().get(0).groups()).isEmpty();
        assertThat(tenancy.users().get(1).groups()).contains(List.of());
    }

    @Test
    void textsAreTakenAsTheyAreWritten() throws BootstrapException {
        DeclaredTenancy tenancy =
                declared("groups: [{name: 2026}, {name: 007}, {name: 1.10}, {name: no}, {name: '~'}]");

        assertThat(tenancy.groups())
                .extracting(group -> group.name().value())
                .containsExactly("2026", "007", "1.10", "no", "~");
    }

    @Test
    void variablesAreFilledIn() throws BootstrapException {
        DeclaredTenancy tenancy = declared("""
                users:
                  - {name: "${SECRET}-${NOBODY:-a:-b}", description: '$5 or $${SECRET}', email: "${EMPTY:-none}"}
                """);

        DeclaredUser user = tenancy.users().getFirst();
        assertThat(user.name().value()).isEqualTo("hunter2-a:-b");
        assertThat(user.description().orElseThrow().value()).isEqualTo("$5 or ${SECRET}");
        assertThat(user.email().orElseThrow().value()).isEqualTo("none");
    }

    @Test
    void aliasesStandForTheirAnchors() throws BootstrapException {
        DeclaredTenancy tenancy = declared("""
                buckets:
                  - {name: a, freeformTags: &tags {team: data}}
                  - {name: b, freeformTags: *tags}
                """);

        assertThat(tenancy.buckets())
                .allSatisfy(bucket -> assertThat(
                                bucket.tags().freeform().orElseThrow().get("team"))
                        .hasToString("data"));
    }

    @Test
    void namedFilesAreReadFromBesideTheFile() throws BootstrapException {
        DeclaredTenancy tenancy = declared("""
                users: [{name: ann, apiKeys: [{publicKeyFile: ann.pem}]}]
                policies: [{name: p, statementsFile: statements.json}]
                buckets:
                  - name: lake
                    objects:
                      - {name: one, file: fixtures/a.csv, contentType: text/csv, metadata: {Source: test}}
                      - {directory: fixtures, prefix: raw/, replace: true}
                """);

        assertThat(tenancy.users().getFirst().apiKeys().orElseThrow().getFirst().pem())
                .startsWith("-----BEGIN");
        assertThat(tenancy.policies().getFirst().statements())
                .hasToString("[Allow group a to read objects in tenancy where a = 'é/']");
        List<DeclaredObject> objects = tenancy.buckets().getFirst().objects();
        assertThat(objects).extracting(DeclaredObject::name).containsExactly("one", "raw/a.csv", "raw/sub/b.csv");
        assertThat(objects).extracting(DeclaredObject::replace).containsExactly(false, true, true);
        assertThat(objects).extracting(object -> object.content().lengthBytes()).containsExactly(1L, 1L, 2L);
        assertThat(objects.getFirst().headers().get("content-type")).hasToString("text/csv");
        assertThat(objects.getFirst().metadata()).containsOnlyKeys("Source");
    }

    @Test
    void inlineTextIsUtf8() throws BootstrapException {
        DeclaredTenancy tenancy = declared("buckets: [{name: b, objects: [{name: o, text: \"ü\\n\"}]}]");

        DeclaredObject object = tenancy.buckets().getFirst().objects().getFirst();
        assertThat(((Content.Inline) object.content()).bytes()).isEqualTo("ü\n".getBytes(UTF_8));
    }

    @Test
    void filesTogetherAreOneDeclaration() throws BootstrapException {
        List<DeclaredWorld> worlds =
                read("version: 1\ncompartments: [{name: a}]\n", "version: 1\nbuckets: [{name: b, compartment: a}]\n");

        assertThat(worlds).hasSize(2);
    }

    @Test
    void mistakesOfSeveralFilesAreToldFileByFile() {
        String said = mistakesOf(
                "version: 1\ngroups: [{name: a}]\nuser: []\n", "version: 1\ngroups: [{name: A}]\n", "version: 3\n");

        assertThat(said).isEqualTo("""
                        0.yaml:3:1: unknown key 'user' in a bootstrap file; did you mean 'users'?
                        2.yaml:1:10: 1 is expected here, not '3'
                        1.yaml:2:17: the group 'A' is there twice; first at 0.yaml:2:17""");
    }

    /** Line by line: what stands where in the value, and the character of the file that its place must name. */
    @Test
    void placesWithinTextsAreThoseOfTheFile() throws BootstrapException {
        String yaml = """
                version: 1
                policies:
                  - name: plain
                    statements:
                      - Allow group a
                        to read X in tenancy
                      - 'it''s
                        quoted X'
                      - "esc\\taped \\"\\u00e9\\x41\\
                         X"
                      - |
                        line one
                          X two
                      - >-
                        folded
                        into X

                        one
                      - ${NOBODY:-five} words ${SECRET} X
                      - 🐎 X
                """;

        List<Text> statements = read(yaml)
                .getFirst()
                .tenancies()
                .getFirst()
                .policies()
                .getFirst()
                .statements();

        List<String> lines = yaml.lines().toList();
        for (Text statement : statements) {
            Place place = statement.placeOf(statement.value().indexOf('X'));
            String line = lines.get(place.line() - 1);
            assertThat(line.substring(line.offsetByCodePoints(0, place.column() - 1)))
                    .as(statement.value())
                    .startsWith("X");
        }
        assertThat(statements).hasSize(7);
    }

    @Test
    void placesWithinAVariableAreTheVariables() throws BootstrapException {
        DeclaredTenancy tenancy = declared("groups: [{name: 'a ${SECRET} b'}]");

        Text name = tenancy.groups().getFirst().name();

        assertThat(name.placeOf(4)).isEqualTo(new Place("wrong.yaml", 2, 20));
        assertThat(name.placeOf(10)).isEqualTo(new Place("wrong.yaml", 2, 30));
    }

    @Test
    @Timeout(20)
    void aliasesThatGrowAreCounted() {
        StringBuilder bomb = new StringBuilder("version: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(10, before)) + "]\n");
        }

        assertThat(mistakesOf(bomb.toString()))
                .isEqualTo("wrong.yaml:7:45: more than 1000000 values, those of aliases counted each time");
    }

    @Test
    @Timeout(20)
    void depthIsBounded() {
        assertThat(mistakesOf("version: 1\nusers: " + "[".repeat(10_000)))
                .isEqualTo("wrong.yaml:2:58: nested more than 50 deep");
        assertThat(mistakesOf("version: 1\nusers:\n"
                        + IntStream.range(0, 2_000)
                                .mapToObj(i -> " ".repeat(i) + "a:\n")
                                .collect(Collectors.joining())))
                .isEqualTo("wrong.yaml:53:51: nested more than 50 deep");
        assertThat(mistakesOf("version: 1\nusers: " + "- ".repeat(10_000))).contains("wrong.yaml:2:");
    }

    @Test
    @Timeout(20)
    void largeFilesAreNotRead() throws IOException {
        Path large = directory.resolve("large.yaml");
        Files.write(large, new byte[100 << 20]);

        BootstrapSource source = BootstrapSource.of(large).getFirst();

        assertThat(source.yaml()).hasSize(BootstrapSource.MAX_BYTES + 1);
        assertThat(catchThrowableOfType(
                        BootstrapException.class, () -> BootstrapFile.read(List.of(source), _ -> Optional.empty())))
                .hasMessage(large + ":1:1: the file has more than 16777216 bytes");
    }

    @Test
    @Timeout(60)
    void largestFileIsReadInTime() throws BootstrapException {
        StringBuilder yaml = new StringBuilder("version: 1\nusers:\n");
        for (int i = 0; i < 60_000; i++) {
            yaml.append("  - {name: user-")
                    .append(i)
                    .append(", groups: [a, b], description: '")
                    .append("x".repeat(150))
                    .append("'}\n");
        }

        long start = System.nanoTime();
        DeclaredTenancy tenancy = read(yaml.toString()).getFirst().tenancies().getFirst();

        assertThat(tenancy.users()).hasSize(60_000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        BootstrapSource notUtf8 =
                new BootstrapSource("a.yaml", new byte[] {'a', (byte) 0xff}, new FilesOnDisk(directory));

        assertThat(catchThrowableOfType(
                        BootstrapException.class, () -> BootstrapFile.read(List.of(notUtf8), _ -> Optional.empty())))
                .hasMessage("a.yaml:1:1: the file is not UTF-8");
        assertThat(mistakesOf("version: 1\nname: a\0b"))
                .isEqualTo("wrong.yaml:2:8: this character may not stand in YAML; in double quotes write \\xNN");
    }

    @Test
    void mistakesBeyondAHundredAreCutOff() {
        String yaml = "version: 1\nusers:\n" + "  - {}\n".repeat(200);

        assertThat(mistakesOf(yaml).lines())
                .hasSize(101)
                .last()
                .asString()
                .endsWith("more mistakes follow; these are the first 100");
    }

    @Test
    void directoryOfFilesIsReadByName() throws IOException {
        Path all = Files.createDirectories(directory.resolve("bootstrap.d"));
        for (String name : List.of("20-b.yaml", "10-a.yml", ".hidden.yaml", "README.md")) {
            Files.writeString(all.resolve(name), "version: 1\n");
        }

        assertThat(BootstrapSource.of(all))
                .extracting(BootstrapSource::name)
                .containsExactly(
                        all.resolve("10-a.yml").toString(),
                        all.resolve("20-b.yaml").toString());
    }
}
