// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A socket to a server, for requests that no client library would send. */
public final class RawConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket;
    private final InputStream in;

    RawConnection(InetSocketAddress address) throws IOException {
        this.socket = new Socket(address.getAddress(), address.getPort());
        this.socket.setSoTimeout((int) PATIENCE.toMillis());
        this.socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public RawConnection write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Writes text of one char a byte. */
    public RawConnection write(String text) throws IOException {
        return write(text.getBytes(ISO_8859_1));
    }

    /** Says that no more bytes will come, and still listens. */
    public RawConnection endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next answer; interim ones (100) count. {@code toHead} says that the answer is one to a HEAD, without a body. */
    public RawReply read(boolean toHead) throws IOException {
        String head = readHead();
        RawReply reply = RawReply.of(head, new byte[0]);
        boolean bodiless = toHead || reply.status() < 200 || reply.status() == 204 || reply.status() == 304;
        if (bodiless) {
            return reply;
        }
        return RawReply.of(head, readBody(reply));
    }

    /** What follows the head of {@code reply}. */
    byte[] readBody(RawReply reply) throws IOException {
        return reply.header("content-length").isPresent()
                ? readExactly(Integer.parseInt(reply.header("content-length").get()))
                : in.readAllBytes();
    }

    public RawReply read() throws IOException {
        return read(false);
    }

    /** Whether the server has closed the connection, or does so before this gives up waiting. */
    public boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    /** The status line and the headers of the next answer, whose body is still to be read. */
    String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the server closed the connection after: " + head.toString(ISO_8859_1));
            }
            head.write(b);
            boolean expected = b == (matched % 2 == 0 ? '\r' : '\n');
            matched = expected ? matched + 1 : b == '\r' ? 1 : 0;
        }
        String text = head.toString(ISO_8859_1);
        return text.substring(0, text.length() - 4);
    }

    private byte[] readExactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the server sent " + bytes.length + " bytes of " + count);
        }
        return bytes;
    }

    /** Closes without a word: what was not read is a reset for the server. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
