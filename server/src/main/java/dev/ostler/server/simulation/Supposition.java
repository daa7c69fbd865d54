// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that nobody sends, as somebody wrote it down.
 *
 * @param operation the native name, or that of an API that has another one
 * @param on {@code BUCKET} or {@code BUCKET/OBJECT}; a listing's prefix stands in the place of the object; empty for what is
 *     about neither
 * @param objectExists what to take for granted; empty: what is stored
 * @param given values of variables in the place of what a request would supply; an empty list: it supplies none
 */
public record Supposition(
        Who as, String operation, String on, Optional<Boolean> objectExists, Map<String, List<String>> given) {
    public Supposition {
        given = new LinkedHashMap<>(given);
    }

    /** A part of what somebody wrote. */
    public enum Part {
        AS,
        OPERATION,
        ON,
        GIVEN
    }

    /**
     * What cannot stand.
     *
     * @param name of the variable when it is about one of several, else empty
     */
    public record Wrong(Part part, String name, String message) {}
}
