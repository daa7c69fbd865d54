// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import java.io.IOException;

/** The client closed the connection, or stalled, before its request was whole. Nobody is there to be answered. */
public final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    public ClientGoneException(String message) {
        super(message);
    }
}
