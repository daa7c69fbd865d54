// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the answer to one request. Bytes on the heap and a single file go out without holding the request's thread; a
 * body of several parts is opened part by part as the socket takes it.
 */
final class ReplyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);
    /** Up to here it is cheaper to copy a body behind its head than to send two buffers. */
    private static final int MAX_COPIED_BODY_BYTES = 16 << 10;

    private static final Reply.Body.Bytes NO_BODY = new Reply.Body.Bytes(new byte[0]);

    private final ChannelHandlerContext context;
    private final RequestHead head;
    private final boolean keepAlive;
    private final Done done;

    /** Told on the event loop when the last byte is sent; {@code keepAlive} is what the client was told. */
    interface Done {
        void answered(boolean keepAlive);
    }

    ReplyWriter(ChannelHandlerContext context, RequestHead head, boolean keepAlive, Done done) {
        this.context = context;
        this.head = head;
        this.keepAlive = keepAlive;
        this.done = done;
    }

    /** Whether to send {@code reply} takes a thread that may wait for files and for the client, which this one is not. */
    boolean needsThread(Reply reply) {
        return reply.body() instanceof Reply.Body.Parts && context.executor().inEventLoop();
    }

    /** Sends {@code reply} from the thread that made it, which has read of {@code body} what it wanted. */
    void send(Reply reply, RequestBody body) {
        long outstanding = body.outstandingBytes();
        body.abandon();
        boolean keep = keepAlive && outstanding <= HttpLimits.MAX_DRAIN_BYTES;
        switch (reply.body()) {
            case Reply.Body.Bytes bytes -> write(reply, bytes, keep);
            case Reply.Body.Parts parts
            when head.method().equals("HEAD") -> {
                parts.source().close();
                write(reply, NO_BODY, keep);
            }
            case Reply.Body.Parts parts -> stream(reply, parts, keep);
        }
    }

    /** Sends an answer without a request's thread, and closes the connection. */
    void sendOnEventLoop(Reply reply) {
        write(reply, reply.body() instanceof Reply.Body.Bytes bytes ? bytes : NO_BODY, false);
    }

    /** There will be no answer. */
    void abort() {
        context.channel().close();
    }

    private void write(Reply reply, Reply.Body.Bytes body, boolean keep) {
        int bodyLength = head.method().equals("HEAD") ? 0 : body.length();
        boolean inOne = bodyLength <= MAX_COPIED_BODY_BYTES;
        ByteBuf encoded;
        try {
            encoded = ReplyHead.encode(reply, keep, body, inOne ? bodyLength : 0);
        } catch (RuntimeException e) {
            reply.afterSent().run();
            throw e;
        }
        if (inOne) {
            writeAndFlushSoon(encoded, finished(reply, keep));
        } else {
            context.write(encoded);
            ByteBuf content = Unpooled.wrappedBuffer(body.bytes(), body.offset(), bodyLength);
            writeAndFlushSoon(content, finished(reply, keep));
        }
    }

    /**
     * On the event loop, all answers to what one look at the sockets brought go out together, after the last of them is
     * made: a client that is woken by each answer would take the core away from the next one.
     */
    private void writeAndFlushSoon(ByteBuf last, ChannelPromise written) {
        if (context.executor().inEventLoop()) {
            context.write(last, written);
            context.executor().execute(context::flush);
        } else {
            context.writeAndFlush(last, written);
        }
    }

    /**
     * What the last write keeps. It knows what to do before the write begins: told afterwards from another thread, the
     * event loop would be woken once more, when the client's next request may be there already.
     */
    private ChannelPromise finished(Reply reply, boolean keep) {
        ChannelPromise written = context.newPromise();
        written.addListener(future -> {
            reply.afterSent().run();
            if (future.isSuccess()) {
                done.answered(keep);
            } else {
                context.channel().close();
            }
        });
        return written;
    }

    /**
     * Opens and writes part after part, at most one ahead of what is being sent. The last one is left to the event loop:
     * the request's thread is free while it goes out.
     */
    private void stream(Reply reply, Reply.Body.Parts parts, boolean keep) {
        Reply withSource = reply.andThen(parts.source()::close);
        boolean leftToEventLoop = false;
        Reply.Part opened = null;
        try {
            context.write(ReplyHead.encode(reply, keep, NO_BODY, 0));
            ChannelFuture previous = null;
            opened = parts.source().next();
            while (opened != null) {
                Reply.Part following = parts.source().next();
                Object message = messageOf(opened);
                opened = following;
                if (following == null) {
                    leftToEventLoop = true;
                    context.writeAndFlush(message, finished(withSource, keep));
                    return;
                }
                ChannelFuture written = context.writeAndFlush(message);
                if (previous != null && !previous.awaitUninterruptibly().isSuccess()) {
                    throw new ClientGoneException("the client is gone");
                }
                previous = written;
            }
        } catch (IOException | RuntimeException e) {
            // The head is out: only a broken connection can tell the client that the body is not whole.
            if (!(e instanceof ClientGoneException)) {
                LOG.error("The body of an answer broke off.", e);
            }
            context.channel().close();
        } finally {
            if (!leftToEventLoop) {
                discard(opened);
                withSource.afterSent().run();
            }
        }
    }

    private static Object messageOf(Reply.Part part) {
        return switch (part) {
            case Reply.Part.Memory memory -> Unpooled.wrappedBuffer(memory.bytes(), memory.offset(), memory.length());
            case Reply.Part.File file -> new DefaultFileRegion(file.channel(), file.position(), file.lengthBytes());
        };
    }

    private static void discard(Reply.@Nullable Part part) {
        if (part instanceof Reply.Part.File file) {
            try {
                file.channel().close();
            } catch (IOException e) {
                LOG.error("A file that is not sent any more cannot be closed.", e);
            }
        }
    }
}
