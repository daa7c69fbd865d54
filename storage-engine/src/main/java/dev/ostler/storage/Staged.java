// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import org.jspecify.annotations.Nullable;

/**
 * A body between {@code stage} and {@code commit}: in memory, or in its final file.
 *
 * <p>INVARIANT: once a change that adopted it was handed to RocksDB, it is never discarded here, whatever the outcome: the
 * row may be on disk. Only a change that was rolled back gives it back.
 */
final class Staged implements StagedBlob {
    private enum State {
        WAITING,
        ADOPTED,
        GONE
    }

    private final BlobRef blob;
    private final Stager stager;
    private byte @Nullable [] framedBody;
    private State state = State.WAITING;
    private boolean closed;

    /** @param framedBody the CRC32C and the bytes, or null for a body in a file */
    Staged(Stager stager, BlobRef blob, byte @Nullable [] framedBody) {
        this.stager = stager;
        this.blob = blob;
        this.framedBody = framedBody;
    }

    @Override
    public long lengthBytes() {
        return blob.lengthBytes();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (state == State.WAITING) {
            leave();
            stager.discard(blob);
        }
    }

    BlobRef blob() {
        return blob;
    }

    /** What goes into the index, if it goes there. Valid from adoption to {@link #committed}. */
    synchronized byte @Nullable [] framedBody() {
        return framedBody;
    }

    boolean isOf(Stager other) {
        return stager == other;
    }

    /** @throws IllegalStateException it is closed, or another change has it */
    synchronized void adopt() {
        if (state != State.WAITING) {
            throw new IllegalStateException("a staged blob is adopted once, before it is closed");
        }
        state = State.ADOPTED;
    }

    /** The change that adopted it was rolled back: the next one may adopt it, or its owner closes it. */
    synchronized void giveBack() {
        state = State.WAITING;
        if (closed) {
            close();
        }
    }

    synchronized void committed() {
        leave();
    }

    private void leave() {
        state = State.GONE;
        framedBody = null;
        stager.left(blob);
    }
}
