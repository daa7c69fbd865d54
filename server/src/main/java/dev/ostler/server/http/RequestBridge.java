// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection as a sequence of requests: has each answered, here or on a virtual thread, feeds its body, and begins the
 * next one when the answer is sent and the body has ended. All methods run on the connection's event loop.
 */
final class RequestBridge extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(RequestBridge.class);

    private final RequestHandler handler;
    private final HttpLimits limits;
    private final Connections connections;
    private final HeadDeadline deadline;
    private @Nullable Exchange exchange;
    /** Requests that a client sent without waiting for the answer before; at most one socket read of them. */
    private final ArrayDeque<Object> pipelined = new ArrayDeque<>();

    private Duration idle = Duration.ZERO;
    /** The client has ended its half of the connection; what it sent before still gets its answers. */
    private boolean inputEnded;

    private boolean closing;

    RequestBridge(RequestHandler handler, HttpLimits limits, Connections connections, HeadDeadline deadline) {
        this.handler = handler;
        this.limits = limits;
        this.connections = connections;
        this.deadline = deadline;
    }

    /** A request at work on this connection, until its answer is sent and its body has ended. */
    private static final class Exchange {
        final RequestBody body;
        /** What answers it on a thread of its own, until that thread starts. */
        @Nullable
        Runnable work;

        boolean bodyEnded;
        boolean answered;
        long drainedBytes;

        Exchange(RequestBody body) {
            this.body = body;
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        readMore(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        idle = Duration.ZERO;
        if (closing) {
            ReferenceCountUtil.release(message);
            readMore(context);
        } else if (!pipelined.isEmpty() || (exchange != null && message instanceof HttpRequest)) {
            pipelined.add(message);
        } else {
            handle(context, message);
        }
    }

    /**
     * Between two reads nothing is asked of the selector when the next read is asked for now: with a request at work that
     * has sent all it will, which is nearly every one without a body. What then comes is the next request, and only one
     * read of it.
     */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        startWork();
        if (exchange != null && exchange.bodyEnded && pipelined.isEmpty() && !closing) {
            readMore(context);
        }
    }

    /** Where there is nothing more to read, epoll takes asking for it as a mistake. */
    private void readMore(ChannelHandlerContext context) {
        if (!inputEnded && context.channel().isActive()) {
            context.read();
        }
    }

    private void handle(ChannelHandlerContext context, Object message) {
        switch (message) {
            case HttpRequest request -> begin(context, request);
            case HttpContent content -> continueBody(context, content);
            default -> throw new IllegalStateException("the codec sent a " + message.getClass());
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        deadline.headArrived();
        RequestHead head =
                new RequestHead(request, (InetSocketAddress) context.channel().remoteAddress());
        DecoderResult decoded = request.decoderResult();
        if (decoded.isFailure()) {
            ReferenceCountUtil.release(request);
            refuse(context, head, reasonOf(decoded.cause()));
            return;
        }
        Optional<String> broken = HeadRules.brokenBy(request);
        if (broken.isPresent()) {
            refuse(context, head, new RequestHandler.Refused.Malformed(broken.get()));
            return;
        }
        boolean hasBody = head.isChunked() || head.contentLength() > 0;
        long length = head.isChunked() ? -1 : Math.max(0, head.contentLength());
        BodyChannel channel = new BodyChannel(context);
        RequestBody body = new RequestBody(
                channel,
                length,
                hasBody && head.expectsContinue(),
                limits.stallTimeout().toNanos());
        Exchange begun = new Exchange(body);
        if (!hasBody) {
            body.end();
            begun.bodyEnded = true;
        }
        exchange = begun;
        if (!connections.tryStartRequest()) {
            refuse(context, head, new RequestHandler.Refused.TooManyRequests());
            return;
        }
        ReplyWriter writer = new ReplyWriter(
                context,
                head,
                isPersistent(request) && !connections.isDraining(),
                keep -> answered(context, begun, keep));
        if (!hasBody && head.expectsContinue()) {
            // Observed: botocore 1.43 (aws s3 cp of an empty file). A final answer that no 100 goes before makes it
            // misread the answer to the connection's next upload, and wait for more of it until its timeout.
            channel.sendContinue();
        }
        RequestHandler.Task task = handler.taskOf(head);
        if (task.answersAtOnce() && !hasBody) {
            work(task, body, writer);
        } else {
            begun.work = () -> work(task, body, writer);
        }
        if (hasBody) {
            readMore(context);
        }
    }

    /** After a whole read, so that a thread which begins finds the body that came with the head, and need not wait for it. */
    private void startWork() {
        if (exchange != null && exchange.work != null) {
            onThreadOfItsOwn(exchange.work);
            exchange.work = null;
        }
    }

    private static void onThreadOfItsOwn(Runnable work) {
        Thread.ofVirtual().name("request").start(work);
    }

    /** HTTP/1.0's own kind of keep-alive is not offered. */
    private static boolean isPersistent(HttpRequest request) {
        return request.protocolVersion().equals(HttpVersion.HTTP_1_1) && HttpUtil.isKeepAlive(request);
    }

    private void work(RequestHandler.Task task, RequestBody body, ReplyWriter writer) {
        Reply reply;
        try {
            reply = task.answer(body);
        } catch (RuntimeException | Error e) {
            broken(e, writer);
            connections.endRequest();
            return;
        }
        if (writer.needsThread(reply)) {
            onThreadOfItsOwn(() -> send(reply, body, writer));
        } else {
            send(reply, body, writer);
        }
    }

    private void send(Reply reply, RequestBody body, ReplyWriter writer) {
        boolean inOneGo = reply.body() instanceof Reply.Body.Bytes;
        if (inOneGo) {
            // Before the client can have its answer and ask for more.
            connections.endRequest();
        }
        try {
            writer.send(reply, body);
        } catch (RuntimeException | Error e) {
            broken(e, writer);
        }
        if (!inOneGo) {
            connections.endRequest();
        }
    }

    private static void broken(Throwable defect, ReplyWriter writer) {
        LOG.error("The handler failed instead of answering.", defect);
        writer.abort();
    }

    private static RequestHandler.Refused reasonOf(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> new RequestHandler.Refused.LineTooLong();
            case TooLongHttpHeaderException _ -> new RequestHandler.Refused.HeadersTooLarge();
            case HeadDecoder.TlsSpokenException _ ->
                new RequestHandler.Refused.Malformed(
                        "the client speaks TLS, and plain HTTP is spoken here: use http://");
            default -> new RequestHandler.Refused.Malformed("the request is no valid HTTP/1.1");
        };
    }

    private void refuse(ChannelHandlerContext context, RequestHead head, RequestHandler.Refused why) {
        // What follows a refused head may be its body: it is no request.
        closing = true;
        Reply reply = handler.refuse(head, why);
        new ReplyWriter(context, head, false, _ -> lingerThenClose(context)).sendOnEventLoop(reply);
    }

    private void continueBody(ChannelHandlerContext context, HttpContent content) {
        Exchange current = exchange;
        if (current == null || current.bodyEnded) {
            content.release();
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            current.body.fail(new UnreadableBodyException(
                    UnreadableBodyException.Reason.MALFORMED, "the chunks of the body are malformed"));
            if (current.answered) {
                lingerThenClose(context);
            }
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (current.answered) {
            drain(context, current, content, last);
            return;
        }
        current.body.offer(content.content());
        if (last) {
            current.body.end();
            current.bodyEnded = true;
        }
    }

    /** The body is not wanted any more: read it away within bounds, so that the connection can serve the next request. */
    private void drain(ChannelHandlerContext context, Exchange current, HttpContent content, boolean last) {
        current.drainedBytes += content.content().readableBytes();
        content.release();
        if (last) {
            next(context);
        } else if (current.drainedBytes > HttpLimits.MAX_DRAIN_BYTES) {
            lingerThenClose(context);
        } else {
            readMore(context);
        }
    }

    private void answered(ChannelHandlerContext context, Exchange done, boolean keepAlive) {
        done.answered = true;
        if (!keepAlive) {
            lingerThenClose(context);
        } else if (done.bodyEnded) {
            next(context);
        } else if (inputEnded) {
            // The rest of the body will never come.
            context.close();
        } else {
            readMore(context);
        }
    }

    private void next(ChannelHandlerContext context) {
        exchange = null;
        // A client may close as soon as it has its answer; the pipeline is gone then.
        if (connections.isDraining() || !context.channel().isActive()) {
            context.close();
            return;
        }
        deadline.nextHead(context);
        while (!closing && !pipelined.isEmpty() && (exchange == null || pipelined.peek() instanceof HttpContent)) {
            handle(context, pipelined.poll());
        }
        startWork();
        if (closing || exchange != null) {
            return;
        }
        if (inputEnded) {
            context.close();
        } else {
            readMore(context);
        }
    }

    /**
     * Ends the connection so that the client can still read the answer: a close with unread bytes would be a reset, which
     * throws away what the client has not read yet.
     */
    private void lingerThenClose(ChannelHandlerContext context) {
        closing = true;
        if (!inputEnded && context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
            context.executor()
                    .schedule(() -> context.channel().close(), HttpLimits.LINGER.toMillis(), TimeUnit.MILLISECONDS);
            readMore(context);
        } else {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        pipelined.forEach(ReferenceCountUtil::release);
        pipelined.clear();
        fail(new ClientGoneException("the client closed the connection"));
        startWork();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("The pipeline failed.", cause);
        }
        fail(new ClientGoneException("the connection broke: " + cause.getMessage()));
        context.close();
    }

    private void fail(IOException cause) {
        if (exchange != null) {
            exchange.body.fail(cause);
        }
    }

    /** Nothing moved for one stall timeout. A handler at work is not the client's fault; a request's wait has its own clock. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            // Flushed, not merely pending: an answer on its way from its thread counts as pending already.
            ChannelOutboundBuffer outbound = context.channel().unsafe().outboundBuffer();
            boolean sending = outbound != null && !outbound.isEmpty();
            idle = idle.plus(limits.stallTimeout());
            boolean owesTheRest = exchange != null && exchange.answered;
            if (sending || owesTheRest || (exchange == null && idle.compareTo(limits.idleTimeout()) >= 0)) {
                context.close();
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            // A client that has its answer and goes without the rest of its body owes nothing any more.
            if (exchange == null || exchange.answered || closing) {
                context.close();
            } else if (!exchange.bodyEnded) {
                fail(new ClientGoneException("the client ended its half of the connection within the body"));
            }
        } else if (event == Connections.Drain.INSTANCE) {
            if (exchange == null || (exchange.answered && !closing)) {
                context.close();
            }
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** What the request's body may do to its connection. */
    private final class BodyChannel implements RequestBody.Channel {
        private final ChannelHandlerContext context;

        BodyChannel(ChannelHandlerContext context) {
            this.context = context;
        }

        private static final ByteBuf CONTINUE = Unpooled.unreleasableBuffer(
                Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.US_ASCII));

        @Override
        public void readMore() {
            context.executor().execute(() -> RequestBridge.this.readMore(context));
        }

        @Override
        public void sendContinue() {
            context.writeAndFlush(CONTINUE.duplicate()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }
}
