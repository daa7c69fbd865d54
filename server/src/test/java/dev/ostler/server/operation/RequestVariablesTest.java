// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request tells conditions about its time, in OCI's spelling. */
class RequestVariablesTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T00:00:00Z,     Monday,    11, 23, 00:00:00Z, 2026-11-23T00:00:00Z",
        "2026-11-24T09:05:00Z,     Tuesday,   11, 24, 09:05:00Z, 2026-11-24T09:05:00Z",
        "2026-11-25T12:00:07Z,     Wednesday, 11, 25, 12:00:07Z, 2026-11-25T12:00:07Z",
        "2026-11-26T23:59:59.999Z, Thursday,  11, 26, 23:59:59Z, 2026-11-26T23:59:59Z",
        "2026-01-02T00:00:00.5Z,   Friday,    1,  2,  00:00:00Z, 2026-01-02T00:00:00Z",
        "2028-02-29T18:30:00Z,     Tuesday,   2,  29, 18:30:00Z, 2028-02-29T18:30:00Z",
        "2026-11-28T01:02:03Z,     Saturday,  11, 28, 01:02:03Z, 2026-11-28T01:02:03Z",
        "2026-11-29T01:02:03Z,     Sunday,    11, 29, 01:02:03Z, 2026-11-29T01:02:03Z"
    })
    void timeIsToldInUtcAsOciSpellsIt(
            Instant at, String dayOfWeek, String month, String dayOfMonth, String timeOfDay, String timestamp) {
        var variables = new RequestVariables(
                new Authorizer.Request(
                        new Caller.User("ocid1.user.oc1..ann", "ann", TestPolicies.TENANCY, "local", Set.of(), "key"),
                        "ListBuckets",
                        "ListBuckets",
                        new Resource.Namespace("local", "us-ashburn-1"),
                        Set.of(),
                        new Circumstances(at, "us-ashburn-1", Optional.empty(), Vcns.NONE)),
                TestPolicies.TENANCY,
                Optional.empty(),
                new TestPolicies());

        assertThat(variables.valueOf(Variable.Plain.REQUEST_DAY_OF_WEEK)).isEqualTo(text(dayOfWeek));
        assertThat(variables.valueOf(Variable.Plain.REQUEST_MONTH_OF_YEAR)).isEqualTo(text(month));
        assertThat(variables.valueOf(Variable.Plain.REQUEST_DAY_OF_MONTH)).isEqualTo(text(dayOfMonth));
        assertThat(variables.valueOf(Variable.Plain.REQUEST_TIME_OF_DAY)).isEqualTo(text(timeOfDay));
        assertThat(variables.valueOf(Variable.Plain.REQUEST_UTC_TIMESTAMP)).isEqualTo(text(timestamp));
    }

    private static Variables.Value text(String text) {
        return new Variables.Value.Text(text);
    }
}
