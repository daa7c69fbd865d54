// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.server.http.Reply;
import dev.ostler.server.http.RequestBody;
import dev.ostler.server.http.RequestHead;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** One API: its operations, how its callers prove themselves, and how it words what goes wrong. */
public interface FrontEnd {
    Api api();

    List<Operation<?>> operations();

    /** Query parameters that select an operation; see {@link OperationTable}. */
    Set<String> subresources();

    /**
     * Proves who sends the request. Reads nothing of the body unless {@code kind} is a form, whose credentials are inside.
     * Throws a ProblemException for credentials that prove nothing; a request without any is anonymous.
     */
    Authenticated authenticate(RequestHead head, Query query, Destination destination, BodyKind kind, RequestBody body)
            throws IOException;

    /** For messages: whom credentials name that prove nothing. The key is shortened. */
    String claimant(Problem.Credentials credentials);

    /** The answer to a request of {@code operation} that goes wrong, in the API's words. */
    Worded word(Problem problem, RequestHead head, String operation, String requestId);

    /** Puts on the headers that every answer of this API carries. */
    void decorate(Reply reply, RequestHead head, String requestId);

    /**
     * A problem in an API's words.
     *
     * @param code the API's error code, for the log of refusals
     */
    record Worded(Reply reply, String code) {}
}
