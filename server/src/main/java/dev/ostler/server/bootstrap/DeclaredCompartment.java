// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;
import java.util.Optional;

/** A compartment with those in it. */
public record DeclaredCompartment(
        Place place,
        Text name,
        Optional<Text> id,
        Optional<Text> description,
        DeclaredTags tags,
        List<DeclaredCompartment> compartments) {
    private static final Field<Text> NAME =
            Field.required("name", Kind.text(), "Unique among its siblings, in any case of letters.");
    private static final Field<Text> ID = Fields.id();
    private static final Field<Text> DESCRIPTION = Fields.description();
    private static final Field<List<DeclaredCompartment>> COMPARTMENTS = Field.optional(
            "compartments",
            new Kind.ListOf<>(
                    new Kind.Later<>(() -> DeclaredCompartment.SHAPE, "a compartment"), "a list of compartments"),
            "The compartments within it.");

    static final Shape<DeclaredCompartment> SHAPE = Shape.named("a compartment", "Holds buckets and policies.")
            .with(NAME, ID, DESCRIPTION)
            .with(DeclaredTags.fields())
            .with(COMPARTMENTS)
            .builtBy(values -> new DeclaredCompartment(
                    values.place(),
                    values.of(NAME),
                    values.optional(ID),
                    values.optional(DESCRIPTION),
                    DeclaredTags.of(values),
                    values.all(COMPARTMENTS)));
}
