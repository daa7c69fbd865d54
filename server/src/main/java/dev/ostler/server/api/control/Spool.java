// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What a request brings, kept until all of it can be looked at. One file for everything, of the server's naming; it has no
 * name left once it is open, so that nothing of it outlives the process.
 */
final class Spool implements AutoCloseable {
    private static final int BUFFER_BYTES = 128 << 10;
    /** How much is written between two looks at the free space. */
    private static final long LOOK_EVERY_BYTES = 8L << 20;

    private final Path directory;
    private final long minFreeBytes;
    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long lengthBytes;
    private long lookAtBytes;

    /** Some of the bytes that were taken in. */
    record Slice(long start, long lengthBytes) {}

    /**
     * @param directory where it lies as long as it has a name
     * @param minFreeBytes what it leaves of the disk to everything else
     */
    Spool(Path directory, long minFreeBytes) throws IOException {
        this.directory = directory;
        this.minFreeBytes = minFreeBytes;
        this.file = FileChannel.open(
                directory.resolve("apply-" + UUID.randomUUID()),
                Set.of(CREATE_NEW, READ, WRITE, DELETE_ON_CLOSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Takes in all of a stream. Throws EntityTooLarge, DiskNearlyFull, and what {@code bytes} throws. */
    Slice append(InputStream bytes, long maxBytes) throws IOException {
        long start = lengthBytes;
        while (true) {
            int read = bytes.read(buffer.array(), 0, BUFFER_BYTES);
            if (read < 0) {
                return new Slice(start, lengthBytes - start);
            }
            if (lengthBytes - start + read > maxBytes) {
                throw new Problem.EntityTooLarge(maxBytes, lengthBytes - start + read).thrown();
            }
            requireSpace();
            buffer.position(0).limit(read);
            while (buffer.hasRemaining()) {
                lengthBytes += file.write(buffer, lengthBytes);
            }
        }
    }

    private void requireSpace() {
        if (lengthBytes >= lookAtBytes) {
            if (directory.toFile().getUsableSpace() < minFreeBytes) {
                throw new Problem.DiskNearlyFull().thrown();
            }
            lookAtBytes = lengthBytes + LOOK_EVERY_BYTES;
        }
    }

    /** Streams over slices do not disturb each other. */
    InputStream open(Slice slice) {
        return new SliceStream(slice);
    }

    private final class SliceStream extends InputStream {
        private long position;
        private final long end;

        SliceStream(Slice slice) {
            this.position = slice.start();
            this.end = slice.start() + slice.lengthBytes();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (position == end) {
                return -1;
            }
            int wanted = (int) Math.min(length, end - position);
            int read = file.read(ByteBuffer.wrap(into, offset, wanted), position);
            if (read < 0) {
                throw new IllegalStateException("INVARIANT: nobody shortens the spool");
            }
            position += read;
            return read;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
