// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;
import java.util.Optional;

/** What something is to be denied for, as far as a case says so. */
public record DeclaredReason(Place place, Optional<Text> permission, Optional<Text> statement, Optional<Text> part) {
    private static final Field<Text> PERMISSION =
            Field.optional("permission", Kind.text("a permission"), "The permission that is to be missing.");
    private static final Field<Text> STATEMENT = Field.optional(
            "statement",
            Kind.text("a statement like night-load:2"),
            "The statement that is not to give it, or that is to take it away: its policy's name and its number from 1.");
    private static final Field<Text> PART = Field.optional(
            "part",
            new Kind.OneOf(List.of("subject", "action", "location", "condition", "deny", "agreement")),
            "Where that statement is to fail; deny: it takes the permission away, or loses it to one that does; agreement: no statement of the other tenancy answers it.");

    static final Shape<DeclaredReason> SHAPE = Shape.named("a reason", "What something is to be denied for.")
            .with(PERMISSION, STATEMENT, PART)
            .builtBy(DeclaredReason::of);

    private static DeclaredReason of(Shape.Values values) {
        DeclaredReason reason = new DeclaredReason(
                values.place(), values.optional(PERMISSION), values.optional(STATEMENT), values.optional(PART));
        if (reason.part.isPresent() && reason.statement.isEmpty()) {
            values.reading().mistakes().add(reason.part.get().place(), "'part' is of a statement: say which one");
        }
        return reason;
    }
}
