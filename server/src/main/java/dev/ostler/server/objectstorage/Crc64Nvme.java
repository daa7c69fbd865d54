// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import java.util.zip.Checksum;

/**
 * CRC-64/NVME: reflected, initial value and final xor all ones. Eight bytes a step by eight tables.
 *
 * <p>Source: NVM Express Command Set Specification, "64b CRC"; check value of "123456789" is AE8B14860A799888.
 */
final class Crc64Nvme implements Checksum {
    /** Bit-reversed. */
    static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    private static final long[][] TABLES = tables();

    private long state = -1;

    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 1 ? value >>> 1 ^ POLYNOMIAL : value >>> 1;
            }
            tables[0][i] = value;
        }
        for (int i = 0; i < 256; i++) {
            for (int table = 1; table < 8; table++) {
                long before = tables[table - 1][i];
                tables[table][i] = before >>> 8 ^ tables[0][(int) (before & 0xff)];
            }
        }
        return tables;
    }

    @Override
    public void update(int b) {
        state = TABLES[0][(int) ((state ^ b) & 0xff)] ^ state >>> 8;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        long crc = state;
        int position = offset;
        int end = offset + length;
        for (; end - position >= 8; position += 8) {
            long word = crc ^ littleEndian(bytes, position);
            crc = TABLES[7][(int) (word & 0xff)]
                    ^ TABLES[6][(int) (word >>> 8 & 0xff)]
                    ^ TABLES[5][(int) (word >>> 16 & 0xff)]
                    ^ TABLES[4][(int) (word >>> 24 & 0xff)]
                    ^ TABLES[3][(int) (word >>> 32 & 0xff)]
                    ^ TABLES[2][(int) (word >>> 40 & 0xff)]
                    ^ TABLES[1][(int) (word >>> 48 & 0xff)]
                    ^ TABLES[0][(int) (word >>> 56)];
        }
        state = crc;
        for (; position < end; position++) {
            update(bytes[position]);
        }
    }

    private static long littleEndian(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    private static final java.lang.invoke.VarHandle LONG =
            java.lang.invoke.MethodHandles.byteArrayViewVarHandle(long[].class, java.nio.ByteOrder.LITTLE_ENDIAN);

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}
