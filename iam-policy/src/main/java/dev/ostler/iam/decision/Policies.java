// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Compilation.Remark;
import dev.ostler.iam.language.Diagnostic;
import dev.ostler.iam.language.Parsed;
import dev.ostler.iam.language.Parser;
import dev.ostler.iam.language.Span;
import dev.ostler.iam.language.Statement;
import dev.ostler.iam.language.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Makes policies ready to decide: when they are saved, and again from what was kept of that. */
public final class Policies {
    /** Source: OCI documentation, "Service Limits": statements in a policy. */
    public static final int MAX_STATEMENTS = 50;

    /** The domain that a name without one is in. */
    static final String DEFAULT_DOMAIN = "Default";

    private Policies() {}

    /**
     * Parses a policy that is being saved, finds out what its names stand for, and works out its permissions. All that is
     * wrong is reported.
     *
     * @param denyRefused why deny statements are refused; empty where the tenancy has opted in to them
     */
    public static Compilation compile(Policy policy, Names names, Catalogue catalogue, Optional<String> denyRefused) {
        var remarks = new ArrayList<Remark>();
        if (policy.statements().size() > MAX_STATEMENTS) {
            remarks.add(new Remark(
                    0,
                    error(
                            new Span(0, 0),
                            "at most " + MAX_STATEMENTS + " statements",
                            "a policy holds no more than that")));
            return new Compilation(Optional.empty(), remarks);
        }
        List<Parsed> parsed = parse(policy, vocabulary(catalogue), remarks);
        denyRefused.ifPresent(because -> refuseDeny(parsed, policy, because, remarks));
        return compile(policy, parsed, catalogue, Resolver.saving(names), remarks);
    }

    /**
     * Makes a saved policy again from its text and what its names stood for then. Nobody is asked what they stand for now:
     * a renamed group keeps its rights, and a thing that is gone just never matches.
     */
    public static Compilation restore(Policy policy, Bindings bindings, Catalogue catalogue) {
        var remarks = new ArrayList<Remark>();
        List<Parsed> parsed = parse(policy, Vocabulary.NONE, remarks);
        return compile(policy, parsed, catalogue, Resolver.remembering(bindings), remarks);
    }

    /** The words that the catalogue and conditions know, by which the parser tells misspellings. */
    public static Vocabulary vocabulary(Catalogue catalogue) {
        var permissions = new HashSet<String>();
        for (Permission permission : catalogue.permissions()) {
            permissions.add(permission.name());
        }
        var variables = new HashSet<String>();
        for (Variable.Plain variable : Variable.Plain.values()) {
            variables.add(variable.text());
        }
        List<String> prefixes = Arrays.stream(Variable.Tag.Holder.values())
                .map(Variable.Tag.Holder::prefix)
                .toList();
        return new Vocabulary(catalogue.types(), catalogue.typesElsewhere(), permissions, variables, prefixes);
    }

    private static List<Parsed> parse(Policy policy, Vocabulary vocabulary, List<Remark> remarks) {
        var all = new ArrayList<Parsed>(policy.statements().size());
        for (String text : policy.statements()) {
            Parsed parsed = Parser.parse(text, vocabulary);
            all.add(parsed);
            for (Diagnostic diagnostic : parsed.diagnostics()) {
                remarks.add(new Remark(all.size(), diagnostic));
            }
        }
        return all;
    }

    private static void refuseDeny(List<Parsed> parsed, Policy policy, String because, List<Remark> remarks) {
        for (int i = 0; i < parsed.size(); i++) {
            int index = i + 1;
            String text = policy.statements().get(i);
            parsed.get(i).statement().filter(Policies::denies).ifPresent(statement -> {
                int start = statement.span().start();
                var word = new Span(start, start + "deny".length());
                remarks.add(new Remark(
                        index,
                        new Diagnostic(
                                Diagnostic.Severity.ERROR, word, word.of(text), "`Allow`", because, Optional.empty())));
            });
        }
    }

    private static boolean denies(Statement statement) {
        return switch (statement) {
            case Statement.Grant grant -> grant.effect() == Statement.Effect.DENY;
            case Statement.Endorse endorse -> endorse.effect() == Statement.Effect.DENY;
            case Statement.Admit admit -> admit.effect() == Statement.Effect.DENY;
            case Statement.Define _, Statement.Associate _ -> false;
        };
    }

    private static Compilation compile(
            Policy policy, List<Parsed> parsed, Catalogue catalogue, Resolver resolver, List<Remark> remarks) {
        var compiler = new StatementCompiler(policy, catalogue, resolver);
        for (int i = 0; i < parsed.size(); i++) {
            int index = i + 1;
            if (parsed.get(i).statement().orElse(null) instanceof Statement.Define define) {
                compiler.define(define, policy.statements().get(i), it -> remarks.add(new Remark(index, it)));
            }
        }
        var statements = new ArrayList<CompiledStatement>();
        for (int i = 0; i < parsed.size(); i++) {
            int index = i + 1;
            parsed.get(i)
                    .statement()
                    .flatMap(it -> compiler.compile(it, index, remark -> remarks.add(new Remark(index, remark))))
                    .ifPresent(statements::add);
        }
        remarks.sort(Comparator.comparingInt(Remark::statement));
        var compiled = new CompiledPolicy(policy, resolver.bindings(), statements);
        boolean refused = remarks.stream().anyMatch(it -> it.diagnostic().severity() == Diagnostic.Severity.ERROR);
        return new Compilation(refused ? Optional.empty() : Optional.of(compiled), remarks);
    }

    private static Diagnostic error(Span span, String expected, String because) {
        return new Diagnostic(Diagnostic.Severity.ERROR, span, "", expected, because, Optional.empty());
    }
}
