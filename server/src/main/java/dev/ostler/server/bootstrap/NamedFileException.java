// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.util.List;

/** A file that a bootstrap file names could not be read to its end, though it was there before. */
public final class NamedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Mistake mistake;

    NamedFileException(Mistake mistake, Exception cause) {
        super(mistake.toString(), cause);
        this.mistake = mistake;
    }

    /** For whoever asked over HTTP. */
    public Problem problem() {
        return new Problem.WrongBootstrap(List.of(mistake.told()));
    }
}
