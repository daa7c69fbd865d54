// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.language.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the condition as written to the one that is asked: variables looked up, patterns and times read. */
final class WhereCompiler {
    private WhereCompiler() {}

    static Where compile(Condition condition) {
        return switch (condition) {
            case Condition.All all -> new Where.All(compileAll(all.parts()), all.span());
            case Condition.Any any -> new Where.Any(compileAll(any.parts()), any.span());
            case Condition.Equals equals -> {
                Variable variable = variable(equals.variable());
                yield new Where.Comparison(
                        variable, equals.negated(), List.of(operand(variable, equals.value())), equals.span());
            }
            case Condition.In in -> {
                Variable variable = variable(in.variable());
                yield new Where.Comparison(variable, in.negated(), operands(variable, in.values()), in.span());
            }
            case Condition.Moment moment ->
                new Where.Moment(
                        variable(moment.variable()),
                        moment.before(),
                        UtcTime.epochMillis(moment.instant().text()),
                        moment.instant().text(),
                        moment.span());
            case Condition.Between between ->
                new Where.Between(
                        variable(between.variable()),
                        UtcTime.millisOfDay(between.from().text()),
                        UtcTime.millisOfDay(between.to().text()),
                        between.from().text() + " to " + between.to().text(),
                        between.span());
            case Condition.Absent absent -> new Where.Absent(variable(absent.variable()), absent.span());
            case Condition.Present present -> new Where.Present(variable(present.variable()), present.span());
            case Condition.Sets sets -> {
                Variable variable = variable(sets.variable());
                yield new Where.Sets(
                        variable,
                        sets.comparison() == Condition.Sets.Comparison.EQUAL,
                        operands(variable, sets.values()),
                        sets.span());
            }
        };
    }

    private static List<Where> compileAll(List<Condition> parts) {
        var compiled = new ArrayList<Where>(parts.size());
        parts.forEach(part -> compiled.add(compile(part)));
        return List.copyOf(compiled);
    }

    private static Variable variable(Condition.VariableRef reference) {
        return Variable.of(reference.name());
    }

    private static List<Where.Operand> operands(Variable variable, List<Condition.Value> values) {
        var operands = new ArrayList<Where.Operand>(values.size());
        values.forEach(value -> operands.add(operand(variable, value)));
        return List.copyOf(operands);
    }

    private static Where.Operand operand(Variable variable, Condition.Value value) {
        return switch (value) {
            case Condition.Value.Text text -> quoted(variable, text);
            case Condition.Value.Pattern pattern -> new Where.Operand.Fixed(Pattern.starred(pattern.pieces()));
            case Condition.Value.OfVariable other -> new Where.Operand.OfVariable(variable(other.variable()));
            case Condition.Value.OfOcid ocid -> fixed(ocid.ocid().text());
        };
    }

    /**
     * A quoted star is a wildcard in object names, and alone, for any value, in tags. Source: OCI documentation, "Managing
     * Objects" and "Using Tags to Manage Access". Assumed: nowhere else.
     */
    private static Where.Operand quoted(Variable variable, Condition.Value.Text text) {
        if (variable == Variable.Plain.TARGET_OBJECT_NAME
                || (variable instanceof Variable.Tag && text.pieces().equals(List.of("", "")))) {
            return new Where.Operand.Fixed(Pattern.starred(text.pieces()));
        }
        if (variable == Variable.Plain.REQUEST_IPV4_IPADDRESS) {
            Optional<Cidr> range = Cidr.parse(text.text());
            if (range.isPresent()) {
                return new Where.Operand.Range(range.get());
            }
        }
        return fixed(text.text());
    }

    private static Where.Operand fixed(String text) {
        return new Where.Operand.Fixed(Pattern.literal(text));
    }
}
