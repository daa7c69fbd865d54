// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import dev.ostler.server.simulation.Supposition.Wrong;
import java.util.List;
import java.util.stream.Collectors;

/** A request cannot be supposed like this. The message has a line for all that is wrong. */
public final class WrongSuppositionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Wrong> wrongs;

    WrongSuppositionException(List<Wrong> wrongs) {
        super(wrongs.stream().map(Wrong::message).collect(Collectors.joining("\n")));
        this.wrongs = List.copyOf(wrongs);
    }

    /** At least one. */
    public List<Wrong> wrongs() {
        return wrongs;
    }
}
