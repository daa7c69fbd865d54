// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import java.io.IOException;

/** The rest of a body cannot be read, although the client is still there to be told. */
public final class UnreadableBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why there is no more to read. */
    public enum Reason {
        /** Nothing came for {@link HttpLimits#stallTimeout}. */
        STALLED,
        /** The chunks of a chunked body are no chunks. */
        MALFORMED
    }

    UnreadableBodyException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
