// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** The status line and the headers of a reply as bytes. */
final class ReplyHead {
    private static final int USUAL_CHARS = 1024;

    private ReplyHead() {}

    /** One char per byte. Throws IllegalArgumentException for a header that would break out of its line. */
    static byte[] encode(Reply reply, boolean keepAlive) {
        StringBuilder text = new StringBuilder(USUAL_CHARS);
        text.append("HTTP/1.1 ")
                .append(reply.status())
                .append(' ')
                .append(HttpResponseStatus.valueOf(reply.status()).reasonPhrase())
                .append("\r\n");
        reply.headers().forEach((name, value) -> append(text, name, value));
        boolean mayHaveLength = reply.status() != 204 && reply.status() != 304;
        if (mayHaveLength && reply.headers().first("content-length").isEmpty()) {
            append(text, "content-length", Long.toString(reply.body().lengthBytes()));
        }
        if (!keepAlive) {
            append(text, "connection", "close");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void append(StringBuilder text, String name, String value) {
        requireOneLine(name);
        requireOneLine(value);
        text.append(name).append(": ").append(value).append("\r\n");
    }

    private static void requireOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
                throw new IllegalArgumentException("a header of a reply holds a character that no header may hold");
            }
        }
    }
}
