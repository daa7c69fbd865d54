// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

/**
 * Makes the CRC of two pieces in a row from the CRC of each, without their bytes: the first one is multiplied, in GF(2),
 * by the operator that appends as many zero bytes as the second one is long.
 *
 * @param bits the width of the CRC
 * @param polynomial bit-reversed
 */
public record CrcCombination(int bits, long polynomial) {
    /** The CRC of A followed by B. */
    long combine(long crcA, long crcB, long lengthBytesB) {
        long result = crcA;
        long[] operator = oneZeroByte();
        for (long remaining = lengthBytesB; remaining != 0; remaining >>>= 1) {
            if ((remaining & 1) == 1) {
                result = times(operator, result);
            }
            operator = square(operator);
        }
        return result ^ crcB;
    }

    private long[] oneZeroByte() {
        long[] oneBit = new long[bits];
        oneBit[0] = polynomial;
        for (int i = 1; i < bits; i++) {
            oneBit[i] = 1L << (i - 1);
        }
        return square(square(square(oneBit)));
    }

    private static long times(long[] matrix, long vector) {
        long sum = 0;
        for (int i = 0; vector != 0; i++, vector >>>= 1) {
            if ((vector & 1) == 1) {
                sum ^= matrix[i];
            }
        }
        return sum;
    }

    private static long[] square(long[] matrix) {
        long[] squared = new long[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            squared[i] = times(matrix, matrix[i]);
        }
        return squared;
    }

    static byte[] toBytes(long value, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            bytes[i] = (byte) (value >>> (8 * (lengthBytes - 1 - i)));
        }
        return bytes;
    }

    static long toLong(byte[] bytes) {
        long value = 0;
        for (byte b : bytes) {
            value = (value << 8) | (b & 0xff);
        }
        return value;
    }
}
