// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Condition.Value;
import dev.ostler.iam.language.Diagnostic.Fix;
import java.util.Optional;

/** Finds stars in quotes that were hardly meant as letters. */
final class QuotedStars {
    private QuotedStars() {}

    static void find(Ruling ruling, Linter.Findings findings) {
        ruling.where().stream()
                .flatMap(Conditions::leaves)
                .forEach(leaf -> Conditions.values(leaf).forEach(value -> find(ruling, leaf, value, findings)));
    }

    private static void find(Ruling ruling, Condition leaf, Value value, Linter.Findings findings) {
        String variable = Conditions.compared(leaf);
        if (value instanceof Value.Text text && text.pieces().size() > 1 && !Glob.takesQuotedStar(variable, text)) {
            String inner = ruling.textOf(text.span());
            String pattern = "/" + inner.substring(1, inner.length() - 1).replace("/", "\\/") + "/";
            findings.add(
                    Lint.QUOTED_STAR,
                    text.span(),
                    "in quotes the `*` is a letter like others, except in target.object.name"
                            + (VariableNames.isTag(variable) ? " and, alone, in tags" : "") + "; for a pattern write `"
                            + pattern + "`",
                    Optional.of(new Fix(text.span(), pattern)));
        }
    }
}
