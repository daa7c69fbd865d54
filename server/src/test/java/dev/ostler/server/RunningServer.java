// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;

/** A server that requests put together by hand are sent to, whether in this JVM or in a process of its own. */
public interface RunningServer {
    /** The administrator's. */
    CustomerSecretKey key();

    /** What requests are signed by. */
    Clock clock();

    InetSocketAddress address();

    /** {@code 127.0.0.1:PORT}: what clients send as Host. */
    default String authority() {
        return "127.0.0.1:" + address().getPort();
    }

    /** {@code http://127.0.0.1:PORT}, whatever the public URL is. */
    default URI endpoint() {
        return URI.create("http://" + authority());
    }

    /** A request put together by hand; {@code target} is path and query. */
    default RawRequest request(String method, String target) {
        return new RawRequest(this, method, target);
    }

    default RawConnection connect() throws IOException {
        return new RawConnection(address());
    }

    /** Sends a request as it stands on a connection of its own; the answer to a HEAD is read by {@link #connect}. */
    default RawReply send(byte[] request) throws IOException {
        try (RawConnection connection = connect()) {
            return connection.write(request).read();
        }
    }
}
