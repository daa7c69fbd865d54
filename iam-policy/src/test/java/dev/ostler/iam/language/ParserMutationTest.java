// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Statements that were damaged at random: nothing that is typed breaks the parser, and its fixes stay inside the text. */
class ParserMutationTest {
    private static final int MUTANTS = 10_000;
    private static final String SIGNS =
            "{}()[],=!:/*'\"\\ \n\r\t&|<>;#~a.\u00a0\u000b\u2018\u2019\uD83D\uDE00\uD800\uFEFF";

    @Test
    void mutatedStatements() throws IOException {
        long seed = Long.getLong("ostler.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> texts = DiagnosticsGoldenTest.statements();
        RandomStatements statements = new RandomStatements(random);

        for (int i = 0; i < MUTANTS; i++) {
            String text = random.nextBoolean()
                    ? texts.get(random.nextInt(texts.size()))
                    : Printer.print(statements.statement());
            for (int changes = random.nextInt(5); changes >= 0; changes--) {
                text = mutated(text, texts.get(random.nextInt(texts.size())), random);
            }
            try {
                TextProperties.hold(text);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dostler.seed=" + seed + " mutant " + i + ": " + text, e);
            }
        }
    }

    private static String mutated(String text, String other, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(8));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> text.substring(0, from) + text.substring(from, to).repeat(2) + text.substring(to);
            case 2 -> text.substring(0, from) + other.substring(random.nextInt(other.length() + 1));
            default -> text.substring(0, from) + SIGNS.charAt(random.nextInt(SIGNS.length())) + text.substring(to);
        };
    }
}
