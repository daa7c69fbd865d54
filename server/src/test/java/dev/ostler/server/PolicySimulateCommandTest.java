// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.server.OstlerCommand.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ostler policy simulate} on bootstrap files, without a server. */
class PolicySimulateCommandTest {
    private static final String LAKE = GeneratedDocument.home()
            .resolve("docs")
            .resolve("examples")
            .resolve("lake.yaml")
            .toString();

    /** Statements whose conditions ask for what {@code --set} gives. */
    private static final String WORLD = """
            version: 1
            groups: [{name: office}, {name: contractors}]
            users:
              - {name: olga, groups: [office]}
              - {name: carl, groups: [contractors]}
            policies:
              - name: hours
                statements:
                  - Allow group contractors to read objects in tenancy where request.utc-timestamp before '2027-01-01T00:00Z'
                  - Allow group office to read objects in tenancy where request.networkSource.name = 'corpnet'
                  - Allow group office to inspect objects in tenancy where request.utc-timestamp.day-of-week = 'Monday'
                  - Allow group office to inspect buckets in tenancy where request.vcn.id = 'ocid1.vcn.oc1..v'
                  - Allow group office to read buckets in tenancy where target.bucket.tag.ops.class = 'open'
                  - Allow service objectstorage-us-ashburn-1 to {OBJECT_DELETE} in tenancy
            buckets: [{name: lake}, {name: pond}]
            """;

    @TempDir
    private Path folder;

    private Outcome simulate(String... arguments) throws IOException {
        Path world = Files.writeString(folder.resolve("world.yaml"), WORLD);
        return simulateIn(world.toString(), arguments);
    }

    private static Outcome simulateIn(String world, String... arguments) {
        List<String> all = new ArrayList<>(List.of("policy", "simulate", "--bootstrap", world));
        all.addAll(List.of(arguments));
        return OstlerCommand.run(all.toArray(String[]::new));
    }

    private static String withoutTime(String text) {
        return text.replaceFirst(" {3}\\d\\d:\\d\\d:\\d\\dZ", "");
    }

    @Test
    void whatIsAllowedNamesTheStatementsThatGiveIt() {
        Outcome outcome = simulateIn(LAKE, "alice", "GetObject", "lake/raw/a.csv");

        assertThat(withoutTime(outcome.out())).isEqualTo("""
                ALLOWED  GetObject  lake/raw/a.csv  by alice
                granted          OBJECT_READ by read-lake:1 in finance
                                 Allow group analysts to read objects in compartment finance where all {target.bucket.name = 'lake', target.object.name = 'raw/*'}
                """);
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void whatIsRefusedIsExplainedLikeARefusedRequest() {
        Outcome outcome = simulateIn(LAKE, "alice", "PutObject", "lake/raw/a.csv");

        assertThat(withoutTime(outcome.out())).isEqualTo("""
                REFUSED  PutObject  lake/raw/a.csv  by alice (analysts)
                needed           OBJECT_OVERWRITE, because raw/a.csv exists (a new name needs OBJECT_CREATE)
                nearest          read-lake:1 in finance
                                 Allow group analysts to read objects in compartment finance where all {target.bucket.name = 'lake', target.object.name = 'raw/*'}
                                                         ^^^^ gives OBJECT_INSPECT, OBJECT_READ; 'use' adds OBJECT_OVERWRITE
                no others        2 statements in force; 1 is for other groups (--all shows them)
                would allow it   Allow group analysts to {OBJECT_OVERWRITE} in compartment finance where all {target.bucket.name = 'lake', target.object.name = 'raw/a.csv'}
                """);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void whetherAnObjectExistsCanBeSaid() {
        assertThat(simulateIn(LAKE, "alice", "PutObject", "lake/raw/a.csv", "--object-exists", "false")
                        .out())
                .contains("needed           OBJECT_CREATE, because raw/a.csv is a new name");
        assertThat(simulateIn(LAKE, "alice", "PutObject", "lake/raw/new.csv", "--object-exists", "true")
                        .out())
                .contains("needed           OBJECT_OVERWRITE, because raw/new.csv exists");
    }

    @Test
    void jsonHoldsTheSame() throws IOException {
        JsonNode allowed = new ObjectMapper()
                .readTree(simulateIn(LAKE, "alice", "GetObject", "lake/raw/a.csv", "--json")
                        .out());
        JsonNode refused = new ObjectMapper()
                .readTree(simulateIn(LAKE, "alice", "PutObject", "lake/raw/a.csv", "--json")
                        .out());

        assertThat(allowed.path("allowed").asBoolean()).isTrue();
        JsonNode statement = allowed.at("/granted/0/statements/0");
        assertThat(allowed.at("/granted/0/permission").asText()).isEqualTo("OBJECT_READ");
        assertThat(statement.path("statement").asText()).isEqualTo("read-lake:1");
        assertThat(statement.at("/span/end").asInt())
                .isEqualTo(statement.path("text").asText().length());
        assertThat(refused.path("allowed").asBoolean()).isFalse();
        assertThat(refused.at("/policies/missing/0/permission").asText()).isEqualTo("OBJECT_OVERWRITE");
        assertThat(refused.at("/policies/missing/0/nearest/0/statement").asText())
                .isEqualTo("read-lake:1");
    }

    @ParameterizedTest
    @CsvSource({
        "0, carl, GetObject, lake/a, request.utc-timestamp=2026-12-31T23:59:59Z",
        "1, carl, GetObject, lake/a, request.utc-timestamp=2027-01-01Z",
        "1, olga, GetObject, lake/a, request.region=iad",
        "0, olga, GetObject, lake/a, request.networkSource.name=corpnet",
        "1, olga, GetObject, lake/a, request.networkSource.name=",
        "0, olga, ListObjectsV2, lake/raw/, request.utc-timestamp=2026-03-02T09:00:00Z",
        "1, olga, ListObjectsV2, lake/raw/, request.utc-timestamp=2026-03-03T09:00:00Z",
        "0, olga, ListObjects, lake, request.utc-timestamp.day-of-week=monday",
        "0, olga, HeadBucket, lake, request.vcn.id=ocid1.vcn.oc1..v",
        "1, olga, HeadBucket, lake, request.ipv4.ipaddress=192.0.2.1",
        "0, olga, GetBucket, pond, target.bucket.tag.Ops.Class=open",
        "1, olga, GetBucket, pond, target.bucket.tag.ops.class=closed",
        "0, service:objectstorage-us-ashburn-1, DeleteObject, lake/a, request.region=iad",
        "0, '{service: objectstorage-us-ashburn-1}', DeleteObject, lake/a, request.region=iad",
        "1, service:objectstorage-us-phoenix-1, DeleteObject, lake/a, request.region=iad",
        "0, admin, CreateBucket, brook, request.region=iad",
        "1, anonymous, GetObject, lake/a, request.region=iad",
    })
    void variablesAreTakenFromTheCommand(int exitCode, String user, String operation, String target, String set)
            throws IOException {
        Outcome outcome = simulate(user, operation, target, "--set", set);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(exitCode);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "olag | GetObject | lake/a | request.region=iad | there is no user 'olag'; did you mean 'olga'?",
                "dynamicGroup:etl | GetObject | lake/a | request.region=iad | there is no dynamic group 'etl'",
                "olga | GetObjct | lake/a | request.region=iad | there is no operation 'GetObjct'; did you mean 'GetObject'?",
                "olga | GetObject | lak/a | request.region=iad | there is no bucket 'lak'; did you mean 'lake'?",
                "olga | GetObject | lake | request.region=iad | GetObject is about an object: write lake/OBJECT",
                "olga | HeadBucket | lake/a | request.region=iad | HeadBucket is about a bucket: leave '/a' out",
                "olga | ListBuckets | lake | request.region=iad | ListBuckets is about no one bucket; leave 'lake' out",
                "olga | ListUsers | lake | request.region=iad | ListUsers is about neither buckets nor objects: it cannot be simulated",
                "olga | GetObject | lake/a | request.utc-timestmp=1 | unknown variable 'request.utc-timestmp'; did you mean 'request.utc-timestamp'?",
                "olga | GetObject | lake/a | request.utc-timestamp=yesterday | request.utc-timestamp is a time in UTC like 2026-03-02T09:00:00Z, not 'yesterday'",
                "olga | GetObject | lake/a | request.ipv4.ipaddress=here | request.ipv4.ipaddress is an address like 192.0.2.1, not 'here'",
                "olga | GetObject | lake/a | request.utc-timestamp.day-of-month=32 | request.utc-timestamp.day-of-month is a number from 1 to 31, not '32'",
                "olga | GetObject | lake/a | target.object.name=b | target.object.name cannot be given: it is the object's",
                "olga | CreateBucket | new | target.bucket.tag.ops.class=open | CreateBucket does not carry target.bucket.tag.ops.class: the bucket is not there yet; leave it out",
                "olga | GetObject | lake/a | request.region | --set is a variable and a value, like request.utc-timestamp=2026-03-02T09:00:00Z, not 'request.region'",
            })
    void whatCannotBeSupposedIsWrongUsage(String user, String operation, String target, String set, String message)
            throws IOException {
        Outcome outcome = simulate(user, operation, target, "--set", set);

        assertThat(outcome.err().lines().findFirst().orElse("")).isEqualTo("ostler: " + message);
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @Test
    void allMistakesAreToldAtOnce() throws IOException {
        Outcome outcome = simulate("olag", "GetObjct", "lake/a", "--set", "request.regio=iad");

        assertThat(outcome.err()).contains("'olag'", "'GetObjct'", "'request.regio'");
    }

    @Test
    void aWrongBootstrapFileIsToldWithItsPlace() throws IOException {
        String file = Files.writeString(folder.resolve("wrong.yaml"), "version: 1\nbukets: []\n")
                .toString();

        Outcome outcome = simulateIn(file, "olga", "GetObject", "lake/a");

        assertThat(outcome.err()).contains(file + ":2:1: unknown key 'bukets'");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }
}
