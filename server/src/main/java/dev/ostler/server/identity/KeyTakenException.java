// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

/** The access key that the server is started with is somebody else's already. */
public final class KeyTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyTakenException(String keyId, String user) {
        super("the access key '" + keyId + "' is a key of user '" + user + "': start the server with another one");
    }
}
