// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;
import java.util.Optional;

/** A bucket and what is in it from the start. */
public record DeclaredBucket(
        Place place,
        Text name,
        Optional<Text> compartment,
        Optional<Text> region,
        DeclaredTags tags,
        List<DeclaredObject> objects) {
    private static final Field<Text> NAME =
            Field.required("name", Kind.text(), "Unique in the tenancy's namespace and region.");
    private static final Field<Text> COMPARTMENT = Fields.compartment("Where the bucket lies:");
    private static final Field<Text> REGION =
            Field.optional("region", Kind.text("a region"), "The tenancy's home region when left out.");
    private static final Field<List<List<DeclaredObject>>> OBJECTS = Field.optional(
            "objects",
            new Kind.ListOf<>(DeclaredObject.SHAPE, "a list of objects"),
            "Objects to write where there is none of their name.");
    private static final String NOT_SERVED = "of the fields of CreateBucketDetails this one is not served yet";

    static final Shape<DeclaredBucket> SHAPE = Shape.named("a bucket", "A bucket and what is in it from the start.")
            .with(NAME, COMPARTMENT, REGION)
            .with(DeclaredTags.fields())
            .with(OBJECTS)
            .refusing("compartmentId", "name the compartment by its path: compartment: finance")
            .refusing("metadata", NOT_SERVED)
            .refusing("publicAccessType", NOT_SERVED)
            .refusing("storageTier", NOT_SERVED)
            .refusing("objectEventsEnabled", NOT_SERVED)
            .refusing("kmsKeyId", NOT_SERVED)
            .refusing("versioning", NOT_SERVED)
            .refusing("autoTiering", NOT_SERVED)
            .builtBy(values -> new DeclaredBucket(
                    values.place(),
                    values.of(NAME),
                    values.optional(COMPARTMENT),
                    values.optional(REGION),
                    DeclaredTags.of(values),
                    values.all(OBJECTS).stream().flatMap(List::stream).toList()));
}
