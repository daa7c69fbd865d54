// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes the parts of a key so that encoded keys sort, byte by byte, as the keys shall sort. Used by one thread.
 *
 * <p>INVARIANT: no encoded part is the beginning of another value of the same part, so parts can follow each other.
 */
public final class KeyWriter {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[64];
    private int length;

    KeyWriter(int tablePrefix) {
        bytes[length++] = (byte) tablePrefix;
    }

    /** Eight bytes that sort as the unsigned number; {@code ~number} sorts the other way round. */
    public KeyWriter fixedLong(long number) {
        reserve(Long.BYTES);
        LONG.set(bytes, length, number);
        length += Long.BYTES;
        return this;
    }

    /** Four bytes that sort as the unsigned number. */
    public KeyWriter fixedInt(int number) {
        reserve(Integer.BYTES);
        INT.set(bytes, length, number);
        length += Integer.BYTES;
        return this;
    }

    /** Sixteen bytes that sort as the UUID's text does. */
    public KeyWriter uuid(UUID uuid) {
        return fixedLong(uuid.getMostSignificantBits()).fixedLong(uuid.getLeastSignificantBits());
    }

    /**
     * UTF-8 of any length that sorts by its bytes: 00 becomes 00 FF, and 00 00 ends it.
     *
     * @throws IllegalArgumentException half of a surrogate pair stands alone: two such names would become one key
     */
    public KeyWriter text(String text) {
        textStart(text);
        reserve(2);
        bytes[length++] = 0;
        bytes[length++] = 0;
        return this;
    }

    /** What {@link #text} writes, without the end: the start of every text that begins with this one. */
    public KeyWriter textStart(String text) {
        requirePairedSurrogates(text);
        byte[] utf8 = text.getBytes(UTF_8);
        reserve(2 * utf8.length);
        for (byte b : utf8) {
            bytes[length++] = b;
            if (b == 0) {
                bytes[length++] = (byte) 0xFF;
            }
        }
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private static void requirePairedSurrogates(String text) {
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("text holds half of a surrogate pair at index " + i);
            }
            i += Character.charCount(codePoint);
        }
    }
}
