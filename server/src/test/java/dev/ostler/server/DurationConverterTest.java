// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are times. */
class DurationConverterTest {
    @ParameterizedTest
    @CsvSource({"0, PT0S", "0s, PT0S", "500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "24h, PT24H"})
    void timesAreANumberAndAUnit(String text, Duration wanted) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "-1s", "1d", "1.5s", "s", " 1s", "25h", "9999999999s", "999999999h"})
    void anythingElseIsWrongUsage(String text) {
        Outcome outcome = OstlerCommand.run("run", "--policy-delay", text, "--", "true");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("--policy-delay", "'" + text + "'");
    }

    @Test
    void bothDelaysAreFlags() {
        Outcome outcome = OstlerCommand.run("run", "--policy-delay", "10s", "--key-delay", "1m", "--", "true");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }
}
