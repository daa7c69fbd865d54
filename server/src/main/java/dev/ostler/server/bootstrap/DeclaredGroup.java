// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.Optional;

/** Users that policies speak of together. */
public record DeclaredGroup(Place place, Text name, Optional<Text> id, Optional<Text> description, DeclaredTags tags) {
    private static final Field<Text> NAME =
            Field.required("name", Kind.text(), "Unique in the tenancy, in any case of letters.");
    private static final Field<Text> ID = Fields.id();
    private static final Field<Text> DESCRIPTION = Fields.description();
    private static final String MEMBERSHIPS = "memberships stand with the user: users: [{name: ann, groups: [...]}]";

    static final Shape<DeclaredGroup> SHAPE = Shape.named("a group", "Users that policies speak of together.")
            .with(NAME, ID, DESCRIPTION)
            .with(DeclaredTags.fields())
            .refusing("users", MEMBERSHIPS)
            .refusing("members", MEMBERSHIPS)
            .builtBy(values -> new DeclaredGroup(
                    values.place(),
                    values.of(NAME),
                    values.optional(ID),
                    values.optional(DESCRIPTION),
                    DeclaredTags.of(values)));
}
