// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.List;

/** A policy that is ready to decide. Immutable. */
public final class CompiledPolicy {
    private final Policy policy;
    private final Bindings bindings;
    private final List<CompiledStatement> statements;

    CompiledPolicy(Policy policy, Bindings bindings, List<CompiledStatement> statements) {
        this.policy = policy;
        this.bindings = bindings;
        this.statements = List.copyOf(statements);
    }

    public Policy policy() {
        return policy;
    }

    /** What its names stand for; with its text, they make it again. */
    public Bindings bindings() {
        return bindings;
    }

    /** Without definitions, which decide nothing by themselves. */
    List<CompiledStatement> statements() {
        return statements;
    }

    /** Whether it takes rights away. */
    public boolean denies() {
        return statements.stream().anyMatch(CompiledStatement::deny);
    }
}
