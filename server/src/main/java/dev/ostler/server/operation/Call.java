// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.server.http.RequestHead;
import dev.ostler.server.problem.Problem;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a decoder sees it: routed, its caller known.
 *
 * @param path the variables of the route's path
 * @param document the body of an operation that takes a document, else empty
 * @param notes takes down what has to be assumed of the request, for whoever asks why it was answered so
 */
public record Call(
        String requestId,
        Instant receivedAt,
        RequestHead head,
        Destination destination,
        Map<String, String> path,
        Query query,
        Authenticated authenticated,
        byte[] document,
        Notes notes) {

    /** What was assumed of a request. */
    public interface Notes {
        /** @param what one sentence, without a secret */
        void assume(String what);
    }

    /** A variable that the route's path has. */
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    /** A header, or what counts as one: a signed query parameter; of a form, its field alone. */
    public Optional<String> header(String name) {
        String parameter = authenticated.parameters().get(name.toLowerCase(Locale.ROOT));
        if (parameter != null) {
            return Optional.of(parameter);
        }
        return authenticated.isForm() ? Optional.empty() : head.header(name);
    }

    public Optional<String> query(String name) {
        return query.get(name);
    }

    /** A whole number in the query. Throws InvalidArgument when it is none, or outside the range. */
    public Optional<Integer> number(String name, int min, int max) {
        return query.get(name).map(value -> {
            try {
                int number = Integer.parseInt(value);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Reported below, like a number outside the range.
            }
            throw new Problem.InvalidArgument(
                            name,
                            value,
                            "Argument " + name + " must be an integer between " + min + " and " + max + ".")
                    .thrown();
        });
    }

    public Caller caller() {
        return authenticated.caller();
    }

    public IncomingBody body() {
        return authenticated.body();
    }

    /** The namespace of the Host, else the caller's, else {@code otherwise}. */
    public String namespaceOr(String otherwise) {
        return destination.namespace().orElseGet(() -> switch (caller()) {
            case Caller.User user -> user.namespace();
            case Caller.Anonymous _, Caller.Server _, Caller.Supposed _ -> otherwise;
        });
    }
}
