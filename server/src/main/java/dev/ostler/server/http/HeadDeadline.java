// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request head, once begun, does not end in time. Sits before the codec: it sees bytes, and
 * {@link #headArrived} tells it that they made a head. The usual head comes in one read and never starts the timer.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {
    private final Duration timeout;
    private final HeadDecoder decoder;
    private boolean expectsHead = true;
    private @Nullable Future<?> timer;

    HeadDeadline(Duration timeout, HeadDecoder decoder) {
        this.timeout = timeout;
        this.decoder = decoder;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean begins = expectsHead;
        context.fireChannelRead(message);
        if (begins && expectsHead) {
            startTimer(context);
        }
    }

    void headArrived() {
        expectsHead = false;
        stopTimer();
    }

    /** The answer before is sent. What the client sent meanwhile may be the beginning of a head. */
    void nextHead(ChannelHandlerContext context) {
        expectsHead = true;
        if (decoder.holdsBytes()) {
            startTimer(context);
        }
    }

    private void startTimer(ChannelHandlerContext context) {
        if (timer == null) {
            timer = context.executor()
                    .schedule(() -> context.channel().close(), timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopTimer();
        context.fireChannelInactive();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
