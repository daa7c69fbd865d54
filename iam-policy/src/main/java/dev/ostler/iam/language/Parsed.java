// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.util.List;
import java.util.Optional;

/**
 * What a text turned out to be.
 *
 * @param statement empty exactly when a diagnostic is an error
 * @param diagnostics in the order of the text
 */
public record Parsed(Optional<Statement> statement, List<Diagnostic> diagnostics) {
    public Parsed {
        diagnostics = List.copyOf(diagnostics);
    }

    public List<Diagnostic> errors() {
        return diagnostics.stream()
                .filter(it -> it.severity() == Diagnostic.Severity.ERROR)
                .toList();
    }
}
