// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.language.Diagnostic;
import dev.ostler.iam.language.Span;
import java.util.Optional;

/**
 * What a lint has found.
 *
 * @param statement its index among those that were looked at, from 0
 * @param message what happens in effect, and what to write instead
 * @param fix where the text to write can be told exactly
 */
public record Warning(Lint lint, int statement, Span span, String message, Optional<Diagnostic.Fix> fix) {}
