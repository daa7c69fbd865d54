// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes a value as fields without names: compact, and read back in the same order. Used by one thread.
 *
 * <p>A codec calls {@link #version} first; a field may be added at the end under the next version.
 */
public final class ValueWriter {
    static final int MAX_VERSION = 255;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[128];
    private int length;

    ValueWriter() {}

    /** The version of the codec, 1 to 255. */
    public ValueWriter version(int version) {
        if (version < 1 || version > MAX_VERSION) {
            throw new IllegalArgumentException("a codec's version is 1 to 255, not " + version);
        }
        return oneByte(version);
    }

    /** Any number; those near zero, of either sign, take one byte. */
    public ValueWriter number(long number) {
        long rest = (number << 1) ^ (number >> 63);
        while ((rest & ~0x7FL) != 0) {
            oneByte(((int) rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        return oneByte((int) rest);
    }

    /** Four bytes whatever the number: for checksums. */
    public ValueWriter fixedInt(int number) {
        reserve(Integer.BYTES);
        INT.set(bytes, length, number);
        length += Integer.BYTES;
        return this;
    }

    /** Eight bytes whatever the number. */
    public ValueWriter fixedLong(long number) {
        reserve(Long.BYTES);
        LONG.set(bytes, length, number);
        length += Long.BYTES;
        return this;
    }

    public ValueWriter bool(boolean value) {
        return oneByte(value ? 1 : 0);
    }

    public ValueWriter text(String text) {
        return bytes(text.getBytes(UTF_8));
    }

    public ValueWriter bytes(byte[] value) {
        number(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    public ValueWriter uuid(UUID uuid) {
        return fixedLong(uuid.getMostSignificantBits()).fixedLong(uuid.getLeastSignificantBits());
    }

    public ValueWriter blob(BlobRef blob) {
        return number(blob.id())
                .bool(blob.place() == BlobRef.Place.FILE)
                .number(blob.lengthBytes())
                .fixedInt(blob.crc32c());
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private ValueWriter oneByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
