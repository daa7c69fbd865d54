// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How a file of statements is taken apart, and its places named. */
class StatementTextTest {
    private static List<String> texts(String file) {
        return StatementText.split(file).stream().map(StatementText::text).toList();
    }

    @Test
    void unindentedLinesBeginStatements() {
        assertThat(texts("Allow a\nDeny b\r\nAlow c\n")).containsExactly("Allow a", "Deny b", "Alow c");
    }

    @Test
    void indentedLinesGoOn() {
        assertThat(texts("Allow a\n  where b\n\t= 'c'\nDeny d"))
                .containsExactly("Allow a\n  where b\n\t= 'c'", "Deny d");
    }

    @Test
    void indentedStartWordsBeginStatements() {
        assertThat(texts("  Allow a\n  deny b\n    where c\n  ALLOW d"))
                .containsExactly("Allow a", "deny b\n    where c", "ALLOW d");
    }

    @Test
    void emptyLinesAndNotesAreNoStatements() {
        assertThat(texts("# readers\n\nAllow a\n# writers\n  # more\n\n  where b\n \n"))
                .containsExactly("Allow a", "where b");
        assertThat(texts("")).isEmpty();
        assertThat(texts("\n\r\n \n")).isEmpty();
    }

    @Test
    void startIsWhereTheTextStandsInTheFile() {
        String file = "# notes\r\nAllow a\r\n\r\n  Deny b\r\n  c\r\n";

        assertThat(StatementText.split(file))
                .hasSize(2)
                .allSatisfy(it -> assertThat(file.substring(it.start())).startsWith(it.text()));
    }

    @Test
    void diagnosticsOfAStatementAreShownAtTheirPlaceInTheFile() {
        String file = "Allow group g1 to read objects in tenancy\n\nAllow group g2\n\tto reed objects\n\tin tenancy\n";

        StatementText second = StatementText.split(file).getLast();
        Diagnostic diagnostic =
                Parser.parse(second.text()).diagnostics().getFirst().shifted(second.start());

        assertThat(Rendering.of(diagnostic, file)).isEqualTo("""
                4:5 error: found `reed`, expected a verb: `inspect`, `read`, `use` or `manage`
                     to reed objects
                        ^^^^ write `read`
                """);
        assertThat(diagnostic.fix().orElseThrow().applyTo(file)).isEqualTo(file.replace("reed", "read"));
    }

    @Test
    void placesCountCharactersAndEveryKindOfLineEnd() {
        assertThat(Place.of("a\r\nb\rc\nd", 7)).isEqualTo(new Place(4, 1));
        assertThat(Place.of("a\r\nb", 2)).isEqualTo(new Place(1, 3));
        assertThat(Place.of("\uD83D\uDE00x", 2)).isEqualTo(new Place(1, 2));
        assertThat(Place.of("", 0)).isEqualTo(new Place(1, 1));
    }

    @Test
    void longLinesAreCutAroundTheCaret() {
        String text = "Allow group " + "g1, ".repeat(200) + "g2 to reed objects in tenancy where " + "x".repeat(300);
        Diagnostic diagnostic = Parser.parse(text).diagnostics().getFirst();

        List<String> lines = Rendering.of(diagnostic, text).lines().toList();

        assertThat(lines).hasSize(3).allMatch(line -> line.length() < 200);
        int caret = lines.get(2).indexOf('^');
        assertThat(lines.get(1).substring(caret)).startsWith("reed");
    }
}
