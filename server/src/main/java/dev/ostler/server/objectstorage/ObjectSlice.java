// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Bytes of an object, open to be sent. */
public sealed interface ObjectSlice extends AutoCloseable {
    long lengthBytes();

    @Override
    void close() throws IOException;

    /** A small body; the array is the reader's own. */
    record InMemory(byte[] bytes, int offset, long lengthBytes) implements ObjectSlice {
        @Override
        public void close() {}
    }

    /** Part of a file, ready for sendfile. Whoever sends it closes the channel, which is its own. */
    record InFile(FileChannel channel, long position, long lengthBytes) implements ObjectSlice {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
