// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.server.http.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Who may call an operation, and the answer they get. Only a granted answer holds a {@link Permit}. */
public sealed interface Rule<I> {
    /**
     * Policies must meet the catalogue's requirement. What stored state then demands out of {@code sometimes} is decided
     * too, and required in the commit.
     */
    record Granted<I>(Function<I, Resource> target, Set<Permission> sometimes, GrantedAnswer<I> answer)
            implements Rule<I> {}

    /**
     * One permit or refusal per item of the body. A refused item is an answer, not the request's failure; who has not signed
     * is refused as a whole.
     */
    record Each<I, T>(Function<I, List<T>> items, Function<T, Resource> target, EachAnswer<I, T> answer)
            implements Rule<I> {}

    /** Whoever has signed. */
    record SignedIn<I>(String why, SignedInAnswer<I> answer) implements Rule<I> {}

    /** The holder of the control token, or an administrator. */
    record Control<I>(String why, OpenAnswer<I> answer) implements Rule<I> {}

    /** Everyone. */
    record Open<I>(String why, OpenAnswer<I> answer) implements Rule<I> {}

    /**
     * Known and answered 501 to whoever has signed.
     *
     * @param words how the API names it in its answer
     */
    record NotServed<I>(String words) implements Rule<I> {}

    /** Answers with a permit for the operation's target. */
    @FunctionalInterface
    interface GrantedAnswer<I> {
        Reply answer(I input, Permit permit) throws IOException;
    }

    /** Answers for all items at once. */
    @FunctionalInterface
    interface EachAnswer<I, T> {
        Reply answer(I input, List<Decided<T>> items) throws IOException;
    }

    /** Answers a known caller. */
    @FunctionalInterface
    interface SignedInAnswer<I> {
        Reply answer(I input, Caller.User caller) throws IOException;
    }

    /** Answers anyone. */
    @FunctionalInterface
    interface OpenAnswer<I> {
        Reply answer(I input) throws IOException;
    }
}
