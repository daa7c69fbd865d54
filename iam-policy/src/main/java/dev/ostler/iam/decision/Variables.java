// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request supplies to conditions. Asked on every request, so implementations answer without work or allocation. */
public interface Variables {
    /** Null when the request does not carry the variable; its conditions are false then. */
    @Nullable
    Value valueOf(Variable variable);

    /** What a variable stands for in one request. */
    sealed interface Value {
        record Text(String text) implements Value {}

        /** A variable with several values: {@code =} holds when any of them is equal, {@code !=} when none is. */
        record Texts(List<String> texts) implements Value {
            public Texts {
                texts = List.copyOf(texts);
            }
        }

        /**
         * Every name that begins with a prefix: {@code target.object.name} of a listing. In an allow statement {@code =}
         * holds when all such names match and {@code !=} when none can; a deny statement hits when any such name would be
         * hit. Assumed: no source says what listings supply.
         */
        record NamesUnder(String prefix) implements Value {}
    }
}
