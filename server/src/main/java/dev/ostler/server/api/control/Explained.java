// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import java.time.Instant;
import java.util.Map;

/** What is told of one request, for a person or a program. */
sealed interface Explained permits Explanation, PolicyExplanation, ServedOnAssumption {
    Instant at();

    /** A few lines, the most important first; {@code all} leaves nothing out. */
    String text(boolean all);

    Map<String, Object> json(boolean all);
}
