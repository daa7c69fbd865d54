// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes request ids: {@code iad-1:} and 64 characters.
 *
 * <p>Observed: ids of the real service are the region's key, {@code -1:} and 64 characters of base64url (six samples,
 * 2022–2026). Assumed: letters and digits only, so that a pasted prefix is never taken for a flag.
 */
public final class RequestIds {
    private static final int LENGTH = 64;
    /** 64 entries, so that six random bits choose one; two characters stand twice. */
    private static final byte[] ALPHABET =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ07".getBytes(StandardCharsets.US_ASCII);

    private final byte[] prefix;

    public RequestIds(String regionKey) {
        this.prefix = (regionKey + "-1:").getBytes(StandardCharsets.US_ASCII);
    }

    public String next() {
        byte[] id = Arrays.copyOf(prefix, prefix.length + LENGTH);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int position = prefix.length;
        while (position < id.length) {
            long bits = random.nextLong();
            for (int i = 0; i < 10 && position < id.length; i++, bits >>>= 6) {
                id[position++] = ALPHABET[(int) (bits & 63)];
            }
        }
        return new String(id, StandardCharsets.US_ASCII);
    }
}
