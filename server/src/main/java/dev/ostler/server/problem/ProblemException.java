// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.problem;

/** Carries a {@link Problem} to the dispatcher, the only place that catches it. Cheap: it has no stack trace. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.toString(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
