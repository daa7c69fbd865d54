// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * Reads the fields of a value in the order in which {@link ValueWriter} wrote them. Used by one thread, while the row is
 * current; what it returns is the caller's own.
 *
 * <p>Every method throws {@link UnreadableRowException} when the value ends too early.
 */
public final class ValueReader {
    private static final int MAX_NUMBER_BYTES = 10;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private int position;

    /** Reads {@code bytes[start, end)}. */
    ValueReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /**
     * The version that wrote the value, from 1 to {@code newestKnown}.
     *
     * @throws UnreadableRowException a newer program wrote it
     */
    public int version(int newestKnown) {
        int version = bytes[take(1)] & 0xFF;
        if (version < 1 || version > newestKnown) {
            throw new UnreadableRowException(
                    "a value has version " + version + "; this program knows versions up to " + newestKnown);
        }
        return version;
    }

    public long number() {
        long rest = 0;
        for (int i = 0; i < MAX_NUMBER_BYTES; i++) {
            byte b = bytes[take(1)];
            rest |= (b & 0x7FL) << (7 * i);
            if (b >= 0) {
                return (rest >>> 1) ^ -(rest & 1);
            }
        }
        throw new UnreadableRowException("a number in a value has no end");
    }

    public int fixedInt() {
        return (int) INT.get(bytes, take(Integer.BYTES));
    }

    public long fixedLong() {
        return (long) LONG.get(bytes, take(Long.BYTES));
    }

    public boolean bool() {
        return switch (bytes[take(1)]) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new UnreadableRowException("a truth value in a value is neither 0 nor 1");
        };
    }

    public String text() {
        int length = length();
        return new String(bytes, take(length), length, UTF_8);
    }

    public byte[] bytes() {
        int length = length();
        int start = take(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    public UUID uuid() {
        return new UUID(fixedLong(), fixedLong());
    }

    public BlobRef blob() {
        return new BlobRef(number(), bool() ? BlobRef.Place.FILE : BlobRef.Place.INDEX, number(), fixedInt());
    }

    private int length() {
        long length = number();
        if (length < 0 || length > end - position) {
            throw new UnreadableRowException("a field of " + length + " bytes does not fit into its value");
        }
        return (int) length;
    }

    private int take(int length) {
        if (end - position < length) {
            throw new UnreadableRowException("a value ends " + (length - (end - position)) + " bytes too early");
        }
        int at = position;
        position += length;
        return at;
    }
}
