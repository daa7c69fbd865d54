// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Bodies that say which write of which object they are, so that a torn or a stale one gives itself away. */
final class Versioned {
    private static final int HEADER_BYTES = 2 * Long.BYTES;
    private static final int[] LENGTHS = {16, 100, 1_000, 1_001, 5_000, 70_000, 300_000};

    private Versioned() {}

    static byte[] body(String name, long version) {
        long seed = 31 * version + name.hashCode();
        byte[] body = new byte[LENGTHS[(int) Math.floorMod(seed, (long) LENGTHS.length)]];
        new Random(seed).nextBytes(body);
        ByteBuffer.wrap(body).putLong(name.hashCode()).putLong(version);
        return body;
    }

    /** @throws AssertionError the body is not exactly one that {@link #body} made for this name */
    static long version(String name, byte[] body) {
        if (body.length < HEADER_BYTES) {
            throw new AssertionError(name + " has only " + body.length + " bytes");
        }
        long version = ByteBuffer.wrap(body).getLong(Long.BYTES);
        if (!Arrays.equals(body, body(name, version))) {
            throw new AssertionError(name + " holds bytes that nobody wrote; its header says version " + version);
        }
        return version;
    }
}
