// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * An answer: status, headers and a body of known length.
 *
 * @param afterSent run once when the last byte is sent or the client is gone, on any thread
 */
public record Reply(int status, Headers headers, Body body, Runnable afterSent) {
    private static final Runnable NOTHING = () -> {};

    public Reply(int status, Headers headers, Body body) {
        this(status, headers, body, NOTHING);
    }

    public Reply(int status, Headers headers) {
        this(status, headers, Body.EMPTY);
    }

    /** This reply, with more to do after it is sent. */
    public Reply andThen(Runnable action) {
        Runnable first = afterSent;
        return new Reply(status, headers, body, () -> {
            try {
                first.run();
            } finally {
                action.run();
            }
        });
    }

    /** What follows the headers. */
    public sealed interface Body {
        Body EMPTY = new Bytes(new byte[0], 0, 0);

        /** The value of Content-Length; sent for HEAD too, where the bytes are not. */
        long lengthBytes();

        /** Bytes on the heap, which the reply now owns. */
        record Bytes(byte[] bytes, int offset, int length) implements Body {
            public Bytes(byte[] bytes) {
                this(bytes, 0, bytes.length);
            }

            @Override
            public long lengthBytes() {
                return length;
            }
        }

        /** Parts that are opened one after the other while they are sent; closed once, also when nothing was sent. */
        record Parts(long lengthBytes, PartSource source) implements Body {}
    }

    /** Opens the parts of a body in order, on a virtual thread. */
    public interface PartSource extends AutoCloseable {
        /** The next part, or null after the last one. */
        @Nullable
        Part next() throws IOException;

        @Override
        void close();
    }

    /** One part of a body. */
    public sealed interface Part {
        record Memory(byte[] bytes, int offset, int length) implements Part {}

        /** A region of a file; the writer closes the channel. */
        record File(FileChannel channel, long position, long lengthBytes) implements Part {}
    }
}
