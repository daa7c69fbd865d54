// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the engine keeps for itself, in the column {@link Column#ENGINE}.
 *
 * <p>RUN (one row): the number of the current run and the first run whose files were not checked for orphans.
 * FILE (one per blob in a file, written in the batch that adopts it, deleted when it is swept): the answer to "does a row own
 * this file?" without a look at any table, and the list that a scrub works through.
 * GARBAGE (sequence, blob): given up, not swept yet. DAMAGED: found by a scrub, refused from then on.
 */
final class EngineRows {
    static final byte[] RUN_KEY = {'R'};

    private static final int FILE = 'F';
    private static final int GARBAGE = 'G';
    private static final int DAMAGED = 'D';
    private static final int CODEC_VERSION = 1;

    private EngineRows() {}

    /** @param firstUncheckedRun runs from this one up to {@code run} may have files that no row owns */
    record Run(int run, int firstUncheckedRun) {
        byte[] toBytes() {
            return new ValueWriter()
                    .version(CODEC_VERSION)
                    .number(run)
                    .number(firstUncheckedRun)
                    .toBytes();
        }

        static Optional<Run> of(byte @Nullable [] value) {
            if (value == null) {
                return Optional.empty();
            }
            ValueReader in = new ValueReader(value, 0, value.length);
            in.version(CODEC_VERSION);
            return Optional.of(new Run((int) in.number(), (int) in.number()));
        }
    }

    record Garbage(long sequence, BlobRef blob) {}

    static byte[] fileKey(long blobId) {
        return new KeyWriter(FILE).fixedLong(blobId).toBytes();
    }

    static byte[] fileKeysEnd() {
        return new byte[] {FILE + 1};
    }

    static byte[] garbageKey(long sequence, long blobId) {
        return new KeyWriter(GARBAGE).fixedLong(sequence).fixedLong(blobId).toBytes();
    }

    /** Above every garbage row up to {@code sequence} and below those after it. */
    static byte[] garbageAfter(long sequence) {
        return new KeyWriter(GARBAGE).fixedLong(sequence + 1).toBytes();
    }

    static byte[] damagedKey(long blobId) {
        return new KeyWriter(DAMAGED).fixedLong(blobId).toBytes();
    }

    static byte[] damagedKeysEnd() {
        return new byte[] {DAMAGED + 1};
    }

    static byte[] blobValue(BlobRef blob) {
        return new ValueWriter().version(CODEC_VERSION).blob(blob).toBytes();
    }

    static BlobRef blob(byte[] value) {
        ValueReader in = new ValueReader(value, 0, value.length);
        in.version(CODEC_VERSION);
        return in.blob();
    }

    static Garbage garbage(byte[] key, byte[] value) {
        return new Garbage(new KeyReader(key, 1, key.length).fixedLong(), blob(value));
    }

    /** Bodies lie in their own column under the bare number. */
    static byte[] bodyKey(long blobId) {
        return ByteBuffer.allocate(Long.BYTES).putLong(blobId).array();
    }

    static long bodyId(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }
}
