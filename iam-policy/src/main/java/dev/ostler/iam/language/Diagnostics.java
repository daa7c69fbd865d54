// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong with one text. */
final class Diagnostics {
    private static final int MAX_FOUND_CHARS = 40;

    private final String source;
    private final List<Diagnostic> all = new ArrayList<>();

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
        if (!full()) {
            all.add(new Diagnostic(severity, span, excerpt(span), expected, because, fix));
        }
    }

    private String excerpt(Span span) {
        String text = span.of(source).replaceAll("\\s+", " ");
        return text.length() <= MAX_FOUND_CHARS ? text : text.substring(0, MAX_FOUND_CHARS - 1) + "…";
    }

    /** Whether it has come to a number at which reading on helps nobody. */
    boolean full() {
        return all.size() >= Limits.MAX_DIAGNOSTICS;
    }

    boolean hasErrors() {
        return all.stream().anyMatch(it -> it.severity() == Severity.ERROR);
    }

    List<Diagnostic> inOrder() {
        return all.stream()
                .sorted(Comparator.comparingInt(it -> it.span().start()))
                .toList();
    }
}
