// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** A body is longer than its {@link StageOptions#maxLengthBytes}. Nothing of it is kept. */
public final class BodyTooLargeException extends RuntimeException {
    private final long maxLengthBytes;

    public BodyTooLargeException(long maxLengthBytes) {
        super("the body is longer than " + maxLengthBytes + " bytes");
        this.maxLengthBytes = maxLengthBytes;
    }

    public long maxLengthBytes() {
        return maxLengthBytes;
    }
}
