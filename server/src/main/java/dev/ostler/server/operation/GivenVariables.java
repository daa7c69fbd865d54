// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a supposed request is said to supply, before what it would supply. */
final class GivenVariables implements Variables {
    private final Variables supplied;
    private final Map<Variable, Optional<Value>> given;

    private GivenVariables(Variables supplied, Map<Variable, Optional<Value>> given) {
        this.supplied = supplied;
        this.given = given;
    }

    /** Nothing is given with requests that somebody sent. */
    static Variables over(Variables supplied, Map<Variable, Optional<Value>> given) {
        return given.isEmpty() ? supplied : new GivenVariables(supplied, given);
    }

    @Override
    public @Nullable Value valueOf(Variable variable) {
        Optional<Value> said = given.get(variable);
        return said == null ? supplied.valueOf(variable) : said.orElse(null);
    }
}
