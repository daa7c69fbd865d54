// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.decision.Variable.Plain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a condition cannot do without: a variable that begins with one of some texts. Statements can be looked up by it.
 *
 * @param beginnings none is empty
 */
record Necessary(Variable variable, List<String> beginnings) {
    /** A statement is kept once for each; with more, looking it up is not worth the room. */
    private static final int MAX_BEGINNINGS = 32;

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

    /** All that is necessary at once, the best first. */
    static List<Necessary> of(@Nullable Where where) {
        var all = new ArrayList<Necessary>();
        if (where != null) {
            collect(where, all);
        }
        all.sort(Comparator.comparingInt(Necessary::rank));
        return all;
    }

    private static void collect(Where where, List<Necessary> all) {
        if (where instanceof Where.All together) {
            together.parts().forEach(part -> collect(part, all));
            return;
        }
        Necessary necessary = one(where);
        if (necessary != null) {
            all.add(necessary);
        }
    }

    private int rank() {
        return variable instanceof Plain plain ? BEST.indexOf(plain) : BEST.size();
    }

    private static @Nullable Necessary one(Where where) {
        return switch (where) {
            case Where.All all -> of(all).stream().findFirst().orElse(null);
            case Where.Any any -> either(any.parts());
            case Where.Comparison comparison -> ofComparison(comparison);
            case Where.Moment _, Where.Between _, Where.Absent _, Where.Present _, Where.Sets _ -> null;
        };
    }

    private static @Nullable Necessary either(List<Where> parts) {
        Variable variable = null;
        var beginnings = new ArrayList<String>();
        for (Where part : parts) {
            Necessary necessary = one(part);
            if (necessary == null || (variable != null && !variable.equals(necessary.variable))) {
                return null;
            }
            variable = necessary.variable;
            beginnings.addAll(necessary.beginnings);
        }
        return variable == null || beginnings.size() > MAX_BEGINNINGS ? null : new Necessary(variable, beginnings);
    }

    private static @Nullable Necessary ofComparison(Where.Comparison comparison) {
        if (comparison.negated()
                || !(comparison.variable() instanceof Plain plain)
                || !BEST.contains(plain)
                || comparison.operands().size() > MAX_BEGINNINGS) {
            return null;
        }
        var beginnings = new ArrayList<String>();
        for (Where.Operand operand : comparison.operands()) {
            if (!(operand instanceof Where.Operand.Fixed fixed)
                    || fixed.pattern().beginning().isEmpty()) {
                return null;
            }
            beginnings.add(fixed.pattern().beginning());
        }
        return new Necessary(comparison.variable(), beginnings);
    }
}
