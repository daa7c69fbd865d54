// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds a statement that holds, among many of one kind, without asking each: by permission first, then by whatever tells
 * them apart. What one permission needs is built when it is first asked for.
 */
final class StatementIndex {
    private final List<CompiledStatement> statements;
    private final Set<Permission> catalogued;
    private final Map<Permission, StatementTree> byPermission = new ConcurrentHashMap<>();

    StatementIndex(List<CompiledStatement> statements, Set<Permission> catalogued) {
        this.statements = List.copyOf(statements);
        this.catalogued = catalogued;
    }

    boolean isEmpty() {
        return statements.isEmpty();
    }

    @Nullable
    CompiledStatement firstThatHolds(Question question) {
        StatementTree tree = byPermission.get(question.permission());
        return (tree == null ? build(question.permission()) : tree).firstThatHolds(question);
    }

    private StatementTree build(Permission permission) {
        var candidates = new ArrayList<StatementTree.Candidate>();
        for (CompiledStatement statement : statements) {
            if (statement.isAbout(permission, catalogued)) {
                Necessary.waysToHold(statement, permission)
                        .forEach(way -> candidates.add(new StatementTree.Candidate(statement, way)));
            }
        }
        StatementTree tree = StatementTree.of(candidates);
        // What is kept is bounded by the catalogue, not by what callers may ask for.
        if (catalogued.contains(permission)) {
            byPermission.put(permission, tree);
        }
        return tree;
    }
}
