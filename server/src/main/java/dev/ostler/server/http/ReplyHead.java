// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;

/** The status line and the headers of a reply as bytes: written once, into an array that grows. Used by one thread. */
final class ReplyHead {
    private static final int USUAL_BYTES = 1024;

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
        head.append("HTTP/1.1 ");
        head.append(HttpResponseStatus.valueOf(reply.status()).toString());
        head.append("\r\n");
        reply.headers().forEach(head::header);
        boolean mayHaveLength = reply.status() != 204 && reply.status() != 304;
        if (mayHaveLength && reply.headers().first("content-length").isEmpty()) {
            head.header("content-length", Long.toString(reply.body().lengthBytes()));
        }
        if (!keepAlive) {
            head.header("connection", "close");
        }
        head.append("\r\n");
        head.append(body, bodyLength);
        return Unpooled.wrappedBuffer(head.bytes, 0, head.length);
    }

    private void header(String name, String value) {
        appendOneLine(name);
        append(": ");
        appendOneLine(value);
        append("\r\n");
    }

    private void appendOneLine(String text) {
        ensureRoom(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
                throw new IllegalArgumentException("a header of a reply holds a character that no header may hold");
            }
            bytes[length + i] = (byte) c;
        }
        length += text.length();
    }

    private void append(String ascii) {
        ensureRoom(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length + i] = (byte) ascii.charAt(i);
        }
        length += ascii.length();
    }

    private void append(Reply.Body.Bytes body, int bodyLength) {
        ensureRoom(bodyLength);
        System.arraycopy(body.bytes(), body.offset(), bytes, length, bodyLength);
        length += bodyLength;
    }

    private void ensureRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
