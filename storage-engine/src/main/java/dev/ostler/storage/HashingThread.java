// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hashes one long body on a thread of its own, at most a few buffers behind the thread that reads and writes it.
 *
 * <p>The reader fills the free buffer, hands it over, writes it to the file meanwhile, and asks for the next free one; when
 * none is, it waits for the hashers. Used by one reader, which learns here of what a hasher threw.
 *
 * <p>INVARIANT: after {@link #finish} or {@link #close} the thread has ended, and what it did has happened before.
 */
final class HashingThread implements AutoCloseable {
    static final int BUFFERS = 4;
    static final int BUFFER_BYTES = 128 << 10;

    /** A reader that waits is woken for two buffers at once: each change of threads costs a tenth of a buffer's time. */
    private static final int WAKE_READER_AT = BUFFERS / 2;

    private final List<? extends StageOptions.Hasher> hashers;
    private final byte[][] buffers = new byte[BUFFERS][BUFFER_BYTES];
    private final int[] filled = new int[BUFFERS];
    private final Thread reader = Thread.currentThread();
    private final Thread thread;

    /** Buffers handed over and buffers hashed, since the beginning; each is written by one of the two threads. */
    private volatile long handedOver;

    private volatile long hashed;
    private volatile boolean ended;
    private volatile boolean abandoned;
    private volatile @Nullable Throwable failure;

    HashingThread(List<? extends StageOptions.Hasher> hashers) {
        this.hashers = hashers;
        this.thread = Thread.ofVirtual().name("hashing").start(this::run);
    }

    /** A buffer to fill from its beginning; the last one that was handed over may still be read from, but not written. */
    byte[] freeBuffer() {
        Uninterrupted.parkUntil(this, () -> handedOver - hashed < BUFFERS || failure != null);
        requireNoFailure();
        return buffers[slot(handedOver)];
    }

    /** Hands over the free buffer with so many bytes in it. */
    void hash(int count) {
        long number = handedOver;
        filled[slot(number)] = count;
        handedOver = number + 1;
        LockSupport.unpark(thread);
    }

    /** Returns when all that was handed over is hashed. */
    void finish() {
        ended = true;
        join();
        requireNoFailure();
    }

    /** Ends the thread after the buffer it is at: nobody wants to know any more. */
    @Override
    public void close() {
        abandoned = true;
        join();
    }

    private void join() {
        LockSupport.unpark(thread);
        Uninterrupted.join(thread);
    }

    private void run() {
        try {
            for (long number = 0; awaitBuffer(number); number++) {
                int slot = slot(number);
                for (StageOptions.Hasher hasher : hashers) {
                    hasher.update(buffers[slot], 0, filled[slot]);
                }
                hashed = number + 1;
                if (handedOver - hashed <= WAKE_READER_AT) {
                    LockSupport.unpark(reader);
                }
            }
        } catch (Throwable thrown) {
            failure = thrown;
            LockSupport.unpark(reader);
        }
    }

    /** False when there is nothing to hash any more. */
    private boolean awaitBuffer(long number) {
        Uninterrupted.parkUntil(this, () -> handedOver > number || ended || abandoned);
        return handedOver > number && !abandoned;
    }

    private void requireNoFailure() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException("a hasher threw what it does not declare", e);
        }
    }

    private static int slot(long number) {
        return (int) (number % BUFFERS);
    }
}
