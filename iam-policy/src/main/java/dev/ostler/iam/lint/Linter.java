// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Runs all lints. They ask each statement by itself and beside the others that are in force with it. Thread-safe. */
public final class Linter {
    private final Catalogue catalogue;
    private final Reach.Operations operations;

    public Linter(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.operations = new Reach.Operations(catalogue);
    }

    /** Takes what a lint has found. */
    @FunctionalInterface
    interface Findings {
        void add(Lint lint, Span span, String message, Optional<Fix> fix);

        default void add(Lint lint, Span span, String message) {
            add(lint, span, message, Optional.empty());
        }
    }

    /** Warnings in the order of the statements, and of the places in each. */
    public List<Warning> lint(List<WrittenStatement> statements, KnownNames names) {
        List<Reach> all = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            Ruling.of(i, statements.get(i), catalogue).ifPresent(ruling -> all.add(operations.of(ruling)));
        }
        List<Warning> warnings = new ArrayList<>();
        for (Reach one : all) {
            Findings findings = (lint, span, message, fix) ->
                    warnings.add(new Warning(lint, one.ruling().index(), span, message, fix));
            new TestsThatCannotHold(catalogue, one, findings).find();
            QuotedStars.find(one.ruling(), findings);
            Breadth.find(one, findings);
            Companions.find(one, all, findings);
            NamesInOtherCase.find(one.ruling(), names, findings);
        }
        warnings.sort(Comparator.comparingInt(Warning::statement)
                .thenComparingInt(it -> it.span().start()));
        return warnings;
    }
}
