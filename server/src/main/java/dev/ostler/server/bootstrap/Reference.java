// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** The reference of the bootstrap file's keys as Markdown, written from the shapes that read them. */
public final class Reference {
    private final SequencedSet<Shape<?>> shapes = new LinkedHashSet<>();

    private Reference() {}

    /** A table for each kind of mapping, in the order in which they turn up. */
    public static String ofBootstrapFile() {
        Reference reference = new Reference();
        reference.collect(DeclaredWorld.SHAPE);
        StringBuilder text = new StringBuilder();
        reference.shapes.forEach(shape -> write(shape, text));
        return text.toString();
    }

    private void collect(Kind<?> kind) {
        switch (kind) {
            case Shape<?> shape -> {
                if (shapes.add(shape)) {
                    shape.fields().forEach(field -> collect(field.kind()));
                }
            }
            case Kind.ListOf<?> list -> collect(list.item());
            case Kind.MapOf<?> map -> collect(map.value());
            case Kind.Entries<?> entries -> collect(entries.value());
            case Kind.TextOr<?> either -> collect(either.other());
            case Kind.Later<?> later -> collect(later.kind().get());
            case Kind.TextKind _, Kind.OneOf _, Kind.Flag _ -> {}
        }
    }

    private static void write(Shape<?> shape, StringBuilder text) {
        text.append("\n### ").append(shape.name()).append("\n\n").append(shape.says());
        text.append("\n\n| key | value | |\n|---|---|---|\n");
        for (Field<?> field : shape.fields()) {
            text.append("| `")
                    .append(field.name())
                    .append("` | ")
                    .append(field.kind().words());
            text.append(field.required() ? ", required" : "")
                    .append(" | ")
                    .append(field.says())
                    .append(" |\n");
        }
        if (!shape.alternatives().isEmpty()) {
            text.append("\nExactly one of ")
                    .append(Mistakes.oneOf(shape.alternatives().stream()
                            .map(each -> "`" + each.key().name() + "`")
                            .toList()))
                    .append(" is given.\n");
        }
    }
}
