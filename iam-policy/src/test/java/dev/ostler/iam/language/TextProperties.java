// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for every text, whatever it is. */
final class TextProperties {
    private TextProperties() {}

    static void hold(String text) {
        Parsed parsed = Parser.parse(text, TestVocabulary.WORDS);

        assertThat(parsed.statement().isPresent()).isEqualTo(parsed.errors().isEmpty());
        for (Diagnostic diagnostic : parsed.diagnostics()) {
            assertThat(diagnostic.span().end()).isLessThanOrEqualTo(text.length());
            assertThat(diagnostic.expected()).isNotBlank();
            assertThat(Rendering.of(diagnostic, text))
                    .startsWith(Place.of(text, diagnostic.span().start()) + " ");
            diagnostic.fix().ifPresent(fix -> assertThat(fix.applyTo(text)).isNotEqualTo(text));
        }
        parsed.statement().ifPresent(statement -> {
            Parsed again = Parser.parse(Printer.print(statement));
            assertThat(again.errors()).isEmpty();
            assertThat(Printer.print(again.statement().orElseThrow())).isEqualTo(Printer.print(statement));
        });
        assertThat(StatementText.split(text))
                .allSatisfy(
                        it -> assertThat(text.startsWith(it.text(), it.start())).isTrue());
    }
}
