// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/** CRC32C of bodies in the index, which carry it in front, and of files, whose index row carries it. */
final class Checksums {
    private static final int READ_BYTES = 256 << 10;

    private Checksums() {}

    /** Writes the checksum of what follows into the first four bytes, and returns it. */
    static int frame(byte[] framed) {
        int crc = of(framed);
        ByteBuffer.wrap(framed).putInt(crc);
        return crc;
    }

    static boolean matches(byte[] framed, int expected) {
        return framed.length >= Stager.FRAME_BYTES && stored(framed) == expected && of(framed) == expected;
    }

    static int stored(byte[] framed) {
        return ByteBuffer.wrap(framed).getInt();
    }

    /** Feeds {@code count} bytes of a file from {@code position}, past the heap. */
    static void update(CRC32C crc, FileChannel file, long position, long count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        long at = position;
        long end = position + count;
        while (at < end) {
            buffer.clear().limit((int) Math.min(READ_BYTES, end - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new EOFException("a blob ends " + (end - at) + " bytes too early");
            }
            crc.update(buffer.flip());
            at += read;
        }
    }

    private static int of(byte[] framed) {
        CRC32C crc = new CRC32C();
        crc.update(framed, Stager.FRAME_BYTES, framed.length - Stager.FRAME_BYTES);
        return (int) crc.getValue();
    }
}
