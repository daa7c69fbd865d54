// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

/** What the server does with requests. */
public interface RequestHandler {
    /** Finds what a request is for. Runs on the event loop: no waiting. The task is then run exactly once. */
    Task taskOf(RequestHead head);

    /** A request that is about to be answered. */
    interface Task {
        /**
         * Whether the answer to this request, when it has no body, takes no more than a few reads of rows. Then it is made
         * on the event loop, which spares it two changes of threads; others get a virtual thread of their own.
         */
        boolean answersAtOnce();

        /** Answers the request. May block unless it said otherwise; every failure is an answer. */
        Reply answer(RequestBody body);
    }

    /** The answer to a request that never gets that far. Runs on the event loop: no waiting. */
    Reply refuse(RequestHead head, Refused why);

    /** Why a request is not handled. */
    sealed interface Refused {
        record LineTooLong() implements Refused {}

        record HeadersTooLarge() implements Refused {}

        /** {@code detail} is for the client to read. */
        record Malformed(String detail) implements Refused {}

        record TooManyRequests() implements Refused {}
    }
}
