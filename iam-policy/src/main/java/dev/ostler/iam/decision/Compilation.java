// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.language.Diagnostic;
import java.util.List;
import java.util.Optional;

/**
 * What became of a policy that somebody wants to save.
 *
 * @param policy empty exactly when a remark is an error
 * @param remarks in the order of the statements
 */
public record Compilation(Optional<CompiledPolicy> policy, List<Remark> remarks) {
    /**
     * Something that is wrong with one statement, or unlikely to be meant.
     *
     * @param statement counted from 1; 0 when it is about the policy
     */
    public record Remark(int statement, Diagnostic diagnostic) {}

    public Compilation {
        remarks = List.copyOf(remarks);
    }

    public List<Remark> errors() {
        return remarks.stream()
                .filter(it -> it.diagnostic().severity() == Diagnostic.Severity.ERROR)
                .toList();
    }
}
