// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed parses to the same statement. */
class PrinterTest {
    private static final int STATEMENTS = 20_000;

    @Test
    void everyStatementIsReadBackAsItWas() {
        long seed = Long.getLong("ostler.seed", System.nanoTime());
        Random random = new Random(seed);
        RandomStatements statements = new RandomStatements(random);

        for (int i = 0; i < STATEMENTS; i++) {
            Statement statement = statements.statement();
            String text = Printer.print(statement);
            Parsed parsed = Parser.parse(text);

            assertThat(parsed.errors()).as("-Dostler.seed=%d: %s", seed, text).isEmpty();
            assertThat(Trees.withoutSpans(parsed.statement().orElseThrow()))
                    .as("-Dostler.seed=%d: %s", seed, text)
                    .isEqualTo(Trees.withoutSpans(statement));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ALLOW  GROUP g1 TO Manage OBJECTS IN Tenancy | Allow group g1 to manage objects in tenancy
            allow group 'g1','Corp'/g2 {object_read} in compartment a : b | Allow group 'g1', 'Corp'/g2 to {OBJECT_READ} in compartment a:b
            deny any-user to inspect buckets in tenancy where ANY{not request.region,request.region!='iad'} | Deny any-user to inspect buckets in tenancy where any {!request.region, request.region != 'iad'}
            endorse group g to read objects in compartment x of tenancy T | Endorse group g to read objects in compartment x of tenancy T
            admit any-user of any-tenancy to read objects in tenancy | Admit any-user to read objects in tenancy
            define group g as id ocid1.group.oc1..g | Define group g as ocid1.group.oc1..g
            allow any-user to read objects in tenancy where sets-equal(target.policy.type,('allow')) | Allow any-user to read objects in tenancy where sets-equal(target.policy.type, 'allow')
            """)
    void formIsCanonical(String text, String canonical) {
        assertThat(Printer.print(Parser.parse(text).statement().orElseThrow())).isEqualTo(canonical);
    }
}
