// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Bootstrap files are wrong, and nothing of them was applied. The message has a line for each mistake. */
public final class BootstrapException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    BootstrapException(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }

    /** For whoever asked over HTTP. */
    public Problem problem() {
        return new Problem.WrongBootstrap(mistakes.stream().map(Mistake::told).toList());
    }
}
