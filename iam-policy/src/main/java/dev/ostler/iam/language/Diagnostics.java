// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Collects what is wrong with one text. */
final class Diagnostics {
    private static final int MAX_FOUND_CHARS = 40;

    private final String source;
    private final List<Diagnostic> errors = new ArrayList<>();
    private final List<Diagnostic> warnings = new ArrayList<>();

    Diagnostics(String source) {
        this.source = source;
    }

    void error(Span span, String expected, String because) {
        add(Severity.ERROR, span, expected, because, Optional.empty());
    }

    void error(Span span, String expected, String because, Fix fix) {
        add(Severity.ERROR, span, expected, because, Optional.of(fix));
    }

    void error(Span span, String expected, String because, Optional<Fix> fix) {
        add(Severity.ERROR, span, expected, because, fix);
    }

    void warning(Span span, String expected, String because, Optional<Fix> fix) {
        add(Severity.WARNING, span, expected, because, fix);
    }

    private void add(Severity severity, Span span, String expected, String because, Optional<Fix> fix) {
        // Counted apart: warnings, however many, must not keep an error from being seen.
        List<Diagnostic> same = severity == Severity.ERROR ? errors : warnings;
        if (same.size() < Limits.MAX_DIAGNOSTICS) {
            same.add(new Diagnostic(severity, span, excerpt(span), expected, because, fix));
        }
    }

    private String excerpt(Span span) {
        String text = span.of(source).replaceAll("\\s+", " ");
        return text.length() <= MAX_FOUND_CHARS ? text : text.substring(0, MAX_FOUND_CHARS - 1) + "…";
    }

    /** Whether so much is wrong that reading on helps nobody. */
    boolean full() {
        return errors.size() >= Limits.MAX_DIAGNOSTICS;
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    List<Diagnostic> inOrder() {
        return Stream.concat(errors.stream(), warnings.stream())
                .sorted(Comparator.comparingInt(it -> it.span().start()))
                .toList();
    }
}
