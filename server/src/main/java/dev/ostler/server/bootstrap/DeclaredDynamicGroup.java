// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.Optional;

/** Resources that policies speak of together, by a rule. */
public record DeclaredDynamicGroup(
        Place place, Text name, Optional<Text> id, Optional<Text> description, Text matchingRule, DeclaredTags tags) {
    private static final Field<Text> NAME =
            Field.required("name", Kind.text(), "Unique in the tenancy, in any case of letters.");
    private static final Field<Text> ID = Fields.id();
    private static final Field<Text> DESCRIPTION = Fields.description();
    private static final Field<Text> MATCHING_RULE =
            Field.required("matchingRule", Kind.text("a rule"), "Which resources are in it, in OCI's words.");

    static final Shape<DeclaredDynamicGroup> SHAPE = Shape.named(
                    "a dynamic group", "Resources that policies speak of together.")
            .with(NAME, ID, DESCRIPTION, MATCHING_RULE)
            .with(DeclaredTags.fields())
            .builtBy(values -> new DeclaredDynamicGroup(
                    values.place(),
                    values.of(NAME),
                    values.optional(ID),
                    values.optional(DESCRIPTION),
                    values.of(MATCHING_RULE),
                    DeclaredTags.of(values)));
}
