// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The open connections and the requests at work on them, both counted against their limits. */
final class Connections {
    private final ChannelGroup open = new DefaultChannelGroup("connections", GlobalEventExecutor.INSTANCE, true);
    private final HttpLimits limits;
    private final Semaphore requestSlots;
    private final AtomicBoolean draining = new AtomicBoolean();

    Connections(HttpLimits limits) {
        this.limits = limits;
        this.requestSlots = new Semaphore(limits.requestsAtWork());
    }

    /** False, and the channel closed, when there are too many or the server is about to stop. */
    boolean admit(Channel channel) {
        if (open.size() >= limits.connections() || draining.get()) {
            channel.close();
            return false;
        }
        open.add(channel);
        return true;
    }

    boolean tryStartRequest() {
        return requestSlots.tryAcquire();
    }

    void endRequest() {
        requestSlots.release();
    }

    /** Whether a connection shall end after the answer at hand. */
    boolean isDraining() {
        return draining.get();
    }

    void drain(Duration patience) {
        draining.set(true);
        open.forEach(channel -> channel.pipeline().fireUserEventTriggered(Drain.INSTANCE));
        try {
            if (requestSlots.tryAcquire(limits.requestsAtWork(), patience.toNanos(), TimeUnit.NANOSECONDS)) {
                requestSlots.release(limits.requestsAtWork());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // What sendfile still sends has no slot any more, but its connection is still open.
        open.newCloseFuture().awaitUninterruptibly(patience.toMillis());
    }

    void closeAll() {
        open.close().awaitUninterruptibly();
    }

    /** Tells a connection to close as soon as no request is at work on it. */
    enum Drain {
        INSTANCE
    }
}
