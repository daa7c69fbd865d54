// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.ArrayList;
import java.util.List;

/** All that one bootstrap file declares: the default tenancy first. */
public record DeclaredWorld(List<DeclaredTenancy> tenancies) {
    private static final Field<Text> VERSION =
            Field.required("version", new Kind.OneOf(List.of("1")), "The version of this format.");
    private static final Field<List<DeclaredTenancy>> TENANCIES = Field.optional(
            "tenancies",
            new Kind.ListOf<>(DeclaredTenancy.SHAPE, "a list of tenancies"),
            "Tenancies besides the default one, each with the same keys as stand here.");

    static final Shape<DeclaredWorld> SHAPE = Shape.named(
                    "a bootstrap file", "A world to begin with; the top level is the default tenancy.")
            .with(VERSION)
            .with(DeclaredTenancy.ofDefault())
            .with(TENANCIES)
            .builtBy(DeclaredWorld::of);

    public DeclaredWorld {
        tenancies = List.copyOf(tenancies);
    }

    private static DeclaredWorld of(Shape.Values values) {
        List<DeclaredTenancy> tenancies = new ArrayList<>();
        tenancies.add(DeclaredTenancy.theDefault(values));
        tenancies.addAll(values.all(TENANCIES));
        return new DeclaredWorld(tenancies);
    }
}
