// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.decision.Variable.Plain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of which a variable must have one, or the condition cannot hold: what statements can be looked up by. */
record Necessary(Variable variable, List<String> texts) {
    /** Those that tell statements apart best, first. */
    private static final List<Plain> BEST = List.of(
            Plain.TARGET_BUCKET_NAME,
            Plain.TARGET_OBJECT_NAME,
            Plain.REQUEST_USER_ID,
            Plain.REQUEST_USER_NAME,
            Plain.REQUEST_PRINCIPAL_ID,
            Plain.TARGET_COMPARTMENT_ID,
            Plain.TARGET_COMPARTMENT_NAME,
            Plain.REQUEST_OPERATION,
            Plain.REQUEST_PERMISSION);

    /** Null when nothing is necessary, or nothing that is worth it. */
    static @Nullable Necessary of(Where where) {
        return switch (where) {
            case Where.All all -> best(all.parts());
            case Where.Any any -> together(any.parts());
            case Where.Comparison comparison -> ofComparison(comparison);
            case Where.Moment _, Where.Between _, Where.Absent _, Where.Present _, Where.Sets _ -> null;
        };
    }

    private static @Nullable Necessary best(List<Where> parts) {
        Necessary best = null;
        for (Where part : parts) {
            Necessary necessary = of(part);
            if (necessary != null && (best == null || necessary.rank() < best.rank())) {
                best = necessary;
            }
        }
        return best;
    }

    private int rank() {
        return variable instanceof Plain plain ? BEST.indexOf(plain) : BEST.size();
    }

    private static @Nullable Necessary together(List<Where> parts) {
        Variable variable = null;
        var texts = new ArrayList<String>();
        for (Where part : parts) {
            Necessary necessary = of(part);
            if (necessary == null || (variable != null && !variable.equals(necessary.variable))) {
                return null;
            }
            variable = necessary.variable;
            texts.addAll(necessary.texts);
        }
        return variable == null ? null : new Necessary(variable, texts);
    }

    private static @Nullable Necessary ofComparison(Where.Comparison comparison) {
        if (comparison.negated() || !(comparison.variable() instanceof Plain plain) || !BEST.contains(plain)) {
            return null;
        }
        var texts = new ArrayList<String>();
        for (Where.Operand operand : comparison.operands()) {
            if (!(operand instanceof Where.Operand.Fixed fixed)
                    || !fixed.pattern().isLiteral()) {
                return null;
            }
            texts.add(fixed.pattern().text());
        }
        return new Necessary(comparison.variable(), texts);
    }
}
