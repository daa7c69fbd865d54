// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements in force in a compartment and those within it. */
public record DeclaredPolicy(
        Place place,
        Text name,
        Optional<Text> id,
        Optional<Text> description,
        Optional<Text> compartment,
        List<Text> statements,
        Optional<Text> versionDate,
        DeclaredTags tags) {
    private static final int MAX_STATEMENTS_BYTES = 1 << 20;
    private static final Pattern JSON_ESCAPE = Pattern.compile("\\\\.");
    private static final Kind<List<Text>> TEXTS =
            new Kind.ListOf<>(Kind.text("a policy statement"), "a list of policy statements");
    private static final Field<Text> NAME = Field.required("name", Kind.text(), "Unique in the tenancy.");
    private static final Field<Text> ID = Fields.id();
    private static final Field<Text> DESCRIPTION = Fields.description();
    private static final Field<Text> COMPARTMENT = Fields.compartment("Where the policy is attached:");
    private static final Field<List<Text>> STATEMENTS =
            Field.optional("statements", TEXTS, "All its statements, in OCI's policy language.");
    private static final Field<Text> STATEMENTS_FILE = Field.optional(
            "statementsFile",
            Kind.text("a path"),
            "A file with all its statements: the JSON that the oci CLI takes with --statements.");

    private static final Field<Text> VERSION_DATE =
            Field.optional("versionDate", Kind.text("a date"), "Kept as OCI keeps it, and without effect: 2026-03-01.");

    static final Shape<DeclaredPolicy> SHAPE = Shape.named(
                    "a policy", "Statements in force in a compartment and those within it.")
            .with(NAME, ID, DESCRIPTION, COMPARTMENT, STATEMENTS, STATEMENTS_FILE, VERSION_DATE)
            .with(DeclaredTags.fields())
            .alternative(STATEMENTS, List.of(), List.of())
            .alternative(STATEMENTS_FILE, List.of(), List.of())
            .builtBy(values -> values.optional(STATEMENTS)
                    .or(() -> fromFile(values.of(STATEMENTS_FILE), values.reading()))
                    .map(statements -> new DeclaredPolicy(
                            values.place(),
                            values.of(NAME),
                            values.optional(ID),
                            values.optional(DESCRIPTION),
                            values.optional(COMPARTMENT),
                            statements,
                            values.optional(VERSION_DATE),
                            DeclaredTags.of(values)))
                    .orElse(null));

    /** As YAML, so that its texts know their place too. No variable is filled in. */
    private static Optional<List<Text>> fromFile(Text path, Reading reading) {
        Reading plain = new Reading(reading.mistakes(), Variables.none(), reading.files());
        return reading.contents(path, MAX_STATEMENTS_BYTES).flatMap(json -> statements(path.value(), json, plain));
    }

    /** The JSON that the oci CLI takes with --statements. */
    static Optional<List<Text>> statements(String file, String json, Reading reading) {
        return YamlTree.read(new YamlText(file, yamlOf(json)), "[", reading.mistakes())
                .flatMap(root -> Optional.ofNullable(TEXTS.read(root, reading)));
    }

    /** JSON is YAML but for its tabs and for one escape. */
    private static String yamlOf(String json) {
        return JSON_ESCAPE
                .matcher(json.replace('\t', ' '))
                .replaceAll(escape -> Matcher.quoteReplacement(escape.group().equals("\\/") ? "/" : escape.group()));
    }
}
