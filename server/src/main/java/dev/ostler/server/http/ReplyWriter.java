// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the answer to one request. Bytes on the heap and a single file go out without holding the request's thread; a
 * body of several parts is opened part by part as the socket takes it.
 */
final class ReplyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

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

    /** Sends {@code reply} from the request's thread, which has read of {@code body} what it wanted. */
    void send(Reply reply, RequestBody body) {
        long outstanding = body.outstandingBytes();
        body.abandon();
        boolean keep = keepAlive && outstanding <= HttpLimits.MAX_DRAIN_BYTES;
        boolean bodiless = head.method().equals("HEAD");
        switch (reply.body()) {
            case Reply.Body.Bytes bytes -> context.executor().execute(() -> write(reply, bytes, keep));
            case Reply.Body.Parts parts
            when bodiless -> {
                parts.source().close();
                context.executor().execute(() -> write(reply, parts, keep));
            }
            case Reply.Body.Parts parts -> stream(reply, parts, keep);
        }
    }

    void sendOnEventLoop(Reply reply) {
        write(reply, reply.body(), false);
    }

    /** There will be no answer. */
    void abort() {
        context.channel().close();
    }

    private void write(Reply reply, Reply.Body body, boolean keep) {
        ByteBuf content =
                body instanceof Reply.Body.Bytes bytes && !head.method().equals("HEAD")
                        ? Unpooled.wrappedBuffer(bytes.bytes(), bytes.offset(), bytes.length())
                        : Unpooled.EMPTY_BUFFER;
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(reply.status()),
                content,
                headersOf(reply, keep),
                EmptyHttpHeaders.INSTANCE);
        finish(context.writeAndFlush(response), reply, keep);
    }

    private void finish(ChannelFuture written, Reply reply, boolean keep) {
        written.addListener(future -> {
            reply.afterSent().run();
            if (future.isSuccess()) {
                done.answered(keep);
            } else {
                context.channel().close();
            }
        });
    }

    /**
     * Opens and writes part after part, at most one ahead of what is being sent. The last one is left to the event loop:
     * the request's thread is free while it goes out.
     */
    private void stream(Reply reply, Reply.Body.Parts parts, boolean keep) {
        boolean leftToEventLoop = false;
        try {
            context.write(new DefaultHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), headersOf(reply, keep)));
            ChannelFuture previous = null;
            Reply.Part part = parts.source().next();
            while (part != null) {
                ChannelFuture current = context.write(messageOf(part));
                Reply.Part following = parts.source().next();
                if (following != null) {
                    context.flush();
                    if (previous != null && !previous.awaitUninterruptibly().isSuccess()) {
                        discard(following);
                        throw new ClientGoneException("the client is gone");
                    }
                }
                previous = current;
                part = following;
            }
            Reply closing = reply.andThen(parts.source()::close);
            leftToEventLoop = true;
            finish(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), closing, keep);
        } catch (IOException | RuntimeException e) {
            // The head is out: only a broken connection can tell the client that the body is not whole.
            if (!(e instanceof ClientGoneException)) {
                LOG.error("The body of an answer broke off.", e);
            }
            context.channel().close();
        } finally {
            if (!leftToEventLoop) {
                parts.source().close();
                reply.afterSent().run();
            }
        }
    }

    private static Object messageOf(Reply.Part part) {
        return switch (part) {
            case Reply.Part.Memory memory ->
                new io.netty.handler.codec.http.DefaultHttpContent(
                        Unpooled.wrappedBuffer(memory.bytes(), memory.offset(), memory.length()));
            case Reply.Part.File file -> new DefaultFileRegion(file.channel(), file.position(), file.lengthBytes());
        };
    }

    private static void discard(Reply.Part part) throws IOException {
        if (part instanceof Reply.Part.File file) {
            file.channel().close();
        }
    }

    private static HttpHeaders headersOf(Reply reply, boolean keep) {
        HttpHeaders headers = new DefaultHttpHeaders();
        reply.headers().forEach(headers::add);
        if (reply.status() != 204 && reply.status() != 304 && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            headers.set(
                    HttpHeaderNames.CONTENT_LENGTH, Long.toString(reply.body().lengthBytes()));
        }
        if (!keep) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return headers;
    }
}
