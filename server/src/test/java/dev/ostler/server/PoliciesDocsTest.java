// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.ResourceType;
import dev.ostler.iam.catalogue.Switches;
import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.language.Parsed;
import dev.ostler.iam.language.Parser;
import dev.ostler.iam.lint.KnownNames;
import dev.ostler.iam.lint.Lint;
import dev.ostler.iam.lint.Linter;
import dev.ostler.iam.lint.WrittenStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/policies.md: its statements are what it says they are, its tables what the code has. */
class PoliciesDocsTest {
    private static final String TABLES = "<!-- the tables below are written from the code -->\n";

    /** Statements that are in force together, with the lints that they are shown for. */
    private static final Pattern BLOCK = Pattern.compile("```policy ?([a-z -]*)\n(.*?)```", Pattern.DOTALL);

    private final Catalogue catalogue = Catalogue.load();

    @Test
    void statementsHaveNoWarningButThoseThatTheyAreShownFor() throws IOException {
        List<MatchResult> blocks = BLOCK.matcher(document()).results().toList();

        assertThat(blocks).hasSizeGreaterThan(12);
        for (MatchResult block : blocks) {
            List<WrittenStatement> statements = new ArrayList<>();
            for (String text : block.group(2).lines().toList()) {
                Parsed parsed = Parser.parse(text, Policies.vocabulary(catalogue));
                assertThat(parsed.diagnostics()).as(text).isEmpty();
                statements.add(new WrittenStatement(text, parsed.statement().orElseThrow(), ""));
            }
            assertThat(new Linter(catalogue)
                            .lint(statements, KnownNames.NONE).stream()
                                    .map(warning -> warning.lint().id())
                                    .distinct()
                                    .collect(Collectors.joining(" ")))
                    .as(block.group(2))
                    .isEqualTo(block.group(1).strip());
        }
    }

    @Test
    void tablesAreFresh() throws IOException {
        String document = document();

        new GeneratedDocument("policies.md")
                .says(document.substring(0, document.indexOf(TABLES))
                        + TABLES
                        + types()
                        + operations()
                        + variables()
                        + assumptions()
                        + lints());
    }

    private static String document() throws IOException {
        return Files.readString(GeneratedDocument.home().resolve("docs/policies.md"));
    }

    private String types() {
        StringBuilder text = new StringBuilder("""

                ## Types and verbs

                What each verb adds to the verbs before it. `object-family` is objectstorage-namespaces, buckets and objects.

                """);
        text.append(GeneratedDocument.row("type", "inspect", "read", "use", "manage"))
                .append(GeneratedDocument.rule(5));
        for (String name : catalogue.types()) {
            ResourceType type = catalogue.type(name).orElseThrow();
            if (!type.everything() && !name.endsWith("-family")) {
                text.append(GeneratedDocument.row(Stream.concat(
                                Stream.of("`" + name + "`"),
                                Stream.of(Verb.values())
                                        .map(verb -> listed(type.adds().getOrDefault(verb, Set.of()))))
                        .toArray(String[]::new)));
            }
        }
        return text.toString();
    }

    private String operations() {
        StringBuilder text = new StringBuilder("""

                ## Operations

                What each operation needs, and which variables of its target it supplies to conditions. `Operation:source` is what it
                needs on a second resource, `Operation:service` what the service needs that does the work later. The S3
                operations are decided as the native ones that they stand for: see [operations](operations.md).

                """);
        text.append(GeneratedDocument.row("operation", "needs", "supplies")).append(GeneratedDocument.rule(3));
        for (String operation : new TreeSet<>(catalogue.operations())) {
            String needs = catalogue.requirementOf(operation).alternatives().stream()
                    .map(this::together)
                    .collect(Collectors.joining(" *or* "));
            text.append(GeneratedDocument.row(
                    operation,
                    needs,
                    variableNames()
                            .filter(it -> !isEverywhere(it))
                            .filter(it -> catalogue.whyNotCarried(operation, it).isEmpty())
                            .map(PoliciesDocsTest::quoted)
                            .collect(Collectors.joining(", "))));
        }
        return text.toString();
    }

    private String together(Set<Permission> permissions) {
        if (permissions.containsAll(catalogue.permissions())) {
            return "every permission: `manage all-resources`";
        }
        return permissions.isEmpty() ? "nothing" : String.join(" and ", names(permissions));
    }

    private String variables() {
        String everywhere = variableNames()
                .filter(this::isEverywhere)
                .map(it -> "`" + it + "`")
                .collect(Collectors.joining(", "));
        String nowhere = variableNames()
                .filter(it -> catalogue.operations().stream()
                        .noneMatch(operation ->
                                catalogue.whyNotCarried(operation, it).isEmpty()))
                .map(it -> "`" + it + "`")
                .collect(Collectors.joining(", "));
        return "\n## Variables\n\nBesides those of the table above, every request may supply, as far as there is something to"
                + " supply: " + everywhere + ".\n\nKnown by name, and supplied by no request here: " + nowhere
                + ".\n\nA name that"
                + " ends in a dot goes on with namespace and key of a tag: `target.bucket.tag.operations.costcenter`.\n";
    }

    private boolean isEverywhere(String variable) {
        return catalogue.operations().stream()
                .allMatch(operation ->
                        catalogue.whyNotCarried(operation, variable).isEmpty());
    }

    private static Stream<String> variableNames() {
        return Stream.concat(
                Stream.of(Variable.Plain.values()).map(Variable.Plain::text),
                Stream.of(Variable.Tag.Holder.values()).map(Variable.Tag.Holder::prefix));
    }

    private static String quoted(String variable) {
        return "`" + variable + "`";
    }

    private String assumptions() {
        StringBuilder text = new StringBuilder("""

                ## What is assumed

                Where OCI's documents contradict each other, or are silent, Ostler has chosen; an explanation names the choices that
                it rests on. Smaller guesses are in [differences](differences.md).

                """);
        for (Switches.Choice choice : catalogue.switches().choices()) {
            text.append("- ")
                    .append(choice.meaning())
                    .append(" (`")
                    .append(choice.text())
                    .append("`)\n");
        }
        return text.toString();
    }

    private static String lints() {
        StringBuilder text = new StringBuilder("""

                ## Warnings

                What `ostler policy check` warns of. None of it keeps a policy from being saved. It also warns of types, permissions and
                variables that are unknown here, and of signs of regular expressions in patterns.

                """);
        text.append(GeneratedDocument.row("warning", "finds", "for example")).append(GeneratedDocument.rule(3));
        for (Lint lint : Lint.values()) {
            text.append(GeneratedDocument.row("`" + lint.id() + "`", lint.finds(), "`" + lint.example() + "`"));
        }
        return text.toString();
    }

    private static String listed(Collection<Permission> permissions) {
        return permissions.isEmpty() ? "–" : String.join(", ", names(permissions));
    }

    private static List<String> names(Collection<Permission> permissions) {
        return permissions.stream().map(Permission::name).sorted().toList();
    }
}
