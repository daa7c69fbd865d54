// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.List;

/**
 * How to take in a body.
 *
 * @param expectedLengthBytes what the sender announced, or -1; a hint that chooses between memory and file
 * @param maxLengthBytes the body is refused when it grows beyond this
 * @param inlineLimitBytes a body up to this size lies in the index, a larger one in a file
 * @param hashers fed with every byte, in order; a long body's beside the calling thread, but never by two threads at once,
 *     and by none any more when {@code stage} returns or throws
 */
public record StageOptions(
        long expectedLengthBytes, long maxLengthBytes, int inlineLimitBytes, List<? extends Hasher> hashers) {
    /** Bodies up to 64 KiB go into the same synced batch as their row. */
    public static final int DEFAULT_INLINE_LIMIT_BYTES = 64 << 10;

    public StageOptions {
        hashers = List.copyOf(hashers);
    }

    /** Fed with the bytes of a body while it is taken in. */
    @FunctionalInterface
    public interface Hasher {
        void update(byte[] bytes, int offset, int length);
    }
}
