// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

/** What the server does with requests. */
public interface RequestHandler {
    /** Answers one request. Runs on a virtual thread of its own and may block; every failure is an answer. */
    Reply handle(RequestHead head, RequestBody body);

    /** The answer to a request that never gets that far. Runs on the event loop: no waiting. */
    Reply refuse(RequestHead head, Refused why);

    /** Why a request is not handled. */
    enum Refused {
        LINE_TOO_LONG,
        HEADERS_TOO_LARGE,
        MALFORMED,
        TOO_MANY_REQUESTS
    }
}
