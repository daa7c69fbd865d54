// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ostler.server.bootstrap.BootstrapException;
import dev.ostler.server.bootstrap.BootstrapFile;
import dev.ostler.server.bootstrap.BootstrapSource;
import dev.ostler.server.bootstrap.FilesOnDisk;
import dev.ostler.server.bootstrap.JsonSchema;
import dev.ostler.server.bootstrap.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/bootstrap.schema.json and the reference in docs/bootstrap.md say what the reader takes; the examples are taken. */
class BootstrapDocsTest {
    private static final String REFERENCE = "<!-- the reference below is written from the code -->\n";
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(version: 1\n.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void schemaIsFresh() throws IOException {
        var printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        String schema = new ObjectMapper().writer(printer).writeValueAsString(JsonSchema.ofBootstrapFile()) + "\n";

        new GeneratedDocument("bootstrap.schema.json").says(schema);
    }

    @Test
    void referenceIsFresh() throws IOException {
        String document = document();

        new GeneratedDocument("bootstrap.md")
                .says(document.substring(0, document.indexOf(REFERENCE)) + REFERENCE + Reference.ofBootstrapFile());
    }

    private static String document() throws IOException {
        return Files.readString(GeneratedDocument.home().resolve("docs/bootstrap.md"));
    }

    @Test
    void examplesAreTakenByReaderAndSchema() throws IOException, BootstrapException {
        Files.createDirectories(directory.resolve("fixtures/raw"));
        Files.writeString(directory.resolve("alice.pem"), "-----BEGIN PUBLIC KEY-----\n");
        Files.writeString(directory.resolve("statements.json"), "[]");

        List<String> examples = EXAMPLE.matcher(document())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();

        assertThat(examples).hasSizeGreaterThan(1);
        for (String example : examples) {
            BootstrapFile.read(
                    List.of(new BootstrapSource(
                            "docs/bootstrap.md", example.getBytes(StandardCharsets.UTF_8), new FilesOnDisk(directory))),
                    _ -> Optional.empty());
            assertThat(refusals(example)).as(example).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "buckets: []",
                "version: 2",
                "version: 1\nbucket: []",
                "version: 1\nusers: {}",
                "version: 1\nusers: [{}]",
                "version: 1\nusers: [{name: a, apiKeys: [{}]}]",
                "version: 1\nusers: [{name: a, customerSecretKeys: [{id: [a], key: b}]}]",
                "version: 1\ncompartments: [{name: a, compartments: [{nam: b}]}]",
                "version: 1\npolicies: [{name: a}]",
                "version: 1\npolicies: [{name: a, statements: [], statementsFile: b}]",
                "version: 1\nbuckets: [{name: a, objects: [{name: a, directory: b}]}]",
                "version: 1\nbuckets: [{name: a, objects: [{name: a, text: b, prefix: c}]}]",
                "version: 1\nbuckets: [{name: a, freeformTags: {a: {}}}]",
                "version: 1\ndenyStatements: maybe",
            })
    void schemaRefusesWhatTheReaderRefuses(String wrong) throws IOException {
        assertThat(refusals(wrong)).isNotEmpty();
    }

    private static List<String> refusals(String yaml) throws IOException {
        JsonNode schema = new ObjectMapper().valueToTree(JsonSchema.ofBootstrapFile());
        return new SchemaValidator(schema).refusals(new YAMLMapper().readTree(yaml));
    }
}
