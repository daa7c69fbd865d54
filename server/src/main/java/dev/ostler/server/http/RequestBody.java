// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as a blocking stream. The event loop fills it, one virtual thread reads it; one chunk is at work
 * and one in flight. The first read lets the client go on that waits for 100 Continue.
 *
 * <p>Whoever reads is never interrupted: a client that goes away, or stalls, makes {@link #read} throw.
 */
public final class RequestBody extends InputStream {
    private final Channel channel;
    private final long lengthBytes;
    private final long stallNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuf> arrived = new ArrayDeque<>(2);
    private long receivedBytes;
    private boolean ended;
    private boolean abandoned;
    private boolean continueWanted;
    private @Nullable IOException failure;
    private @Nullable ByteBuf current;

    /** What the body asks of its connection. */
    interface Channel {
        /** Asks for one more chunk; from any thread. */
        void readMore();

        void sendContinue();
    }

    RequestBody(Channel channel, long lengthBytes, boolean expectsContinue, long stallNanos) {
        this.channel = channel;
        this.lengthBytes = lengthBytes;
        this.continueWanted = expectsContinue;
        this.stallNanos = stallNanos;
    }

    /** The announced length; -1 for a chunked body; 0 when there is none. */
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Blocks until a byte is there, the body ends (-1), the client is gone or nothing came for the stall timeout. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        ByteBuf chunk = current;
        if (chunk == null || !chunk.isReadable()) {
            chunk = nextChunk();
            if (chunk == null) {
                return -1;
            }
        }
        int count = Math.min(length, chunk.readableBytes());
        chunk.readBytes(bytes, offset, count);
        if (!chunk.isReadable()) {
            releaseCurrent();
        }
        return count;
    }

    private @Nullable ByteBuf nextChunk() throws IOException {
        lock.lock();
        try {
            if (continueWanted) {
                continueWanted = false;
                channel.sendContinue();
            }
            awaitChunk();
            if (arrived.isEmpty()) {
                if (failure != null) {
                    throw failure;
                }
                return null;
            }
            current = arrived.poll();
            if (arrived.isEmpty() && !ended) {
                channel.readMore();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when a chunk is there, the body has ended or the connection is gone. */
    private void awaitChunk() throws IOException {
        long patience = stallNanos;
        try {
            while (arrived.isEmpty() && !ended && failure == null) {
                if (patience <= 0) {
                    throw new UnreadableBodyException(
                            UnreadableBodyException.Reason.STALLED,
                            "nothing of the body came for " + TimeUnit.NANOSECONDS.toSeconds(stallNanos) + " s");
                }
                patience = changed.awaitNanos(patience);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("INVARIANT: nobody interrupts a request thread", e);
        }
    }

    private void releaseCurrent() {
        ByteBuf done = current;
        current = null;
        if (done != null) {
            done.release();
        }
    }

    /** The event loop brings a chunk, whose reference it hands over. */
    void offer(ByteBuf chunk) {
        lock.lock();
        try {
            receivedBytes += chunk.readableBytes();
            if (abandoned || !chunk.isReadable()) {
                chunk.release();
                if (!abandoned) {
                    channel.readMore();
                }
                return;
            }
            arrived.add(chunk);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The event loop has seen the last byte. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The connection is gone; what has arrived can still be read, then {@link #read} throws. */
    void fail(IOException cause) {
        lock.lock();
        try {
            if (!ended && failure == null) {
                failure = cause;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody reads any further. Called by the thread that read, after its last read. */
    void abandon() {
        releaseCurrent();
        lock.lock();
        try {
            abandoned = true;
            arrived.forEach(ByteBuf::release);
            arrived.clear();
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes may still come; {@link Long#MAX_VALUE} when unknown, or when the client waits for 100 Continue. */
    long outstandingBytes() {
        lock.lock();
        try {
            if (ended) {
                return 0;
            }
            return continueWanted || lengthBytes < 0 ? Long.MAX_VALUE : lengthBytes - receivedBytes;
        } finally {
            lock.unlock();
        }
    }
}
