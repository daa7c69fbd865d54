// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The status line and the headers of a reply as bytes: written once, into an array that grows. Used by one thread. */
final class ReplyHead {
    private static final int USUAL_BYTES = 1024;
    private static final byte[] COLON = {':', ' '};
    private static final byte[] END_OF_LINE = {'\r', '\n'};
    private static final byte[][] STATUS_LINES = statusLines();

    private byte[] bytes;
    private int length;

    private ReplyHead(int roomForBody) {
        this.bytes = new byte[USUAL_BYTES + roomForBody];
    }

    /**
     * One byte per char; {@code bodyLength} bytes of {@code body} follow the head.
     *
     * @return a buffer over what was written
     * @throws IllegalArgumentException a header would break out of its line
     */
    static ByteBuf encode(Reply reply, boolean keepAlive, Reply.Body.Bytes body, int bodyLength) {
        ReplyHead head = new ReplyHead(bodyLength);
        head.append(STATUS_LINES[reply.status()]);
        reply.headers().forEach(head::header);
        boolean mayHaveLength = reply.status() != 204 && reply.status() != 304;
        if (mayHaveLength && reply.headers().first("content-length").isEmpty()) {
            head.header("content-length", Long.toString(reply.body().lengthBytes()));
        }
        if (!keepAlive) {
            head.header("connection", "close");
        }
        head.append(END_OF_LINE);
        head.append(body.bytes(), body.offset(), bodyLength);
        return Unpooled.wrappedBuffer(head.bytes, 0, head.length);
    }

    private static byte[][] statusLines() {
        byte[][] lines = new byte[600][];
        for (int status = 100; status < lines.length; status++) {
            lines[status] = latin1("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n");
        }
        return lines;
    }

    private void header(String name, String value) {
        requireOneLine(name);
        requireOneLine(value);
        append(latin1(name));
        append(COLON);
        append(latin1(value));
        append(END_OF_LINE);
    }

    /** Searches and the copy are each one instruction for many characters, unlike a loop. */
    private static void requireOneLine(String text) {
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a header of a reply holds a character that no header may hold");
        }
    }

    /** A character beyond one byte, which nobody should have let in, becomes a question mark. */
    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void append(byte[] more) {
        append(more, 0, more.length);
    }

    private void append(byte[] from, int offset, int count) {
        ensureRoom(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    private void ensureRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
