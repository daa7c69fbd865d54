// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** The two kinds of open bytes. */
final class BlobSlices {
    private BlobSlices() {}

    @SuppressWarnings("ArrayRecordComponent") // the reader's own, and never compared
    record InMemory(byte[] bytes, int offset, long lengthBytes) implements BlobSlice.InMemory {
        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes, offset, (int) lengthBytes);
        }

        @Override
        public void close() {}
    }

    record InFile(FileChannel channel, long position, long lengthBytes) implements BlobSlice.InFile {
        @Override
        public InputStream stream() {
            return new FileStream(this);
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads by position, so that whoever else looks at the channel is not moved. */
    private static final class FileStream extends InputStream {
        private final InFile slice;
        private long at;

        FileStream(InFile slice) {
            this.slice = slice;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int read = read(one, 0, 1);
            return read < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            int wanted = (int) Math.min(length, slice.lengthBytes - at);
            if (wanted <= 0) {
                return length == 0 ? 0 : -1;
            }
            int read = slice.channel.read(ByteBuffer.wrap(into, offset, wanted), slice.position + at);
            if (read < 0) {
                throw new EOFException("a blob's file ends too early");
            }
            at += read;
            return read;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, slice.lengthBytes - at);
        }

        @Override
        public void close() {
            slice.close();
        }
    }
}
