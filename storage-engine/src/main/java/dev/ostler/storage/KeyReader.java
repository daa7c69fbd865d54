// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * Reads the parts of a key in the order in which {@link KeyWriter} wrote them. Used by one thread, while the row is current.
 *
 * <p>Every method throws {@link UnreadableRowException} when the key ends too early.
 */
public final class KeyReader {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int position;

    /** Reads {@code bytes[start, end)}; the table's prefix byte is not part of it. */
    KeyReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    public long fixedLong() {
        return (long) LONG.get(bytes, take(Long.BYTES));
    }

    public int fixedInt() {
        return (int) INT.get(bytes, take(Integer.BYTES));
    }

    public UUID uuid() {
        return new UUID(fixedLong(), fixedLong());
    }

    public String text() {
        int start = position;
        int escapes = 0;
        while (true) {
            if (bytes[take(1)] != 0) {
                continue;
            }
            byte afterZero = bytes[take(1)];
            if (afterZero == 0) {
                int terminator = position - 2;
                return escapes == 0
                        ? new String(bytes, start, terminator - start, UTF_8)
                        : new String(unescaped(start, terminator, escapes), UTF_8);
            }
            if (afterZero != (byte) 0xFF) {
                throw new UnreadableRowException("a key holds byte 00 followed by neither 00 nor FF");
            }
            escapes++;
        }
    }

    private byte[] unescaped(int start, int stop, int escapes) {
        byte[] plain = new byte[stop - start - escapes];
        int from = start;
        for (int to = 0; to < plain.length; to++) {
            plain[to] = bytes[from];
            from += bytes[from] == 0 ? 2 : 1;
        }
        return plain;
    }

    private int take(int length) {
        if (end - position < length) {
            throw new UnreadableRowException("a key ends " + (length - (end - position)) + " bytes too early");
        }
        int at = position;
        position += length;
        return at;
    }
}
