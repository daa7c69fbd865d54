// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Looks for texts that break the parser, guided by coverage. The build runs the inputs that are kept beside it;
 * {@code JAZZER_FUZZ=1 ./build test -pl iam-policy -Dtest=ParserFuzzTest -Djazzer.hooks=true} searches for new ones.
 */
class ParserFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void anyText(FuzzedDataProvider data) {
        TextProperties.hold(data.consumeRemainingAsString());
    }
}
