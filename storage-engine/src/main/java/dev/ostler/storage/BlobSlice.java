// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.InputStream;
import java.nio.channels.FileChannel;

/** Bytes of a blob, open for reading. */
public sealed interface BlobSlice extends AutoCloseable {
    long lengthBytes();

    /** Reads the slice from its start. Closing the stream closes the slice. */
    InputStream stream();

    @Override
    void close();

    /** A small body, copied out of the index. The array is the reader's own. */
    non-sealed interface InMemory extends BlobSlice {
        byte[] bytes();

        int offset();
    }

    /** Part of a file, ready for sendfile. The channel is this slice's own; whoever sends it closes it. */
    non-sealed interface InFile extends BlobSlice {
        FileChannel channel();

        long position();
    }
}
