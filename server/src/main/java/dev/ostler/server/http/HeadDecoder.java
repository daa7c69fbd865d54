// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;

/** Netty's decoder within our limits; it can tell whether it holds the beginning of a message. */
final class HeadDecoder extends HttpRequestDecoder {
    /** The path that Netty gives a request whose line it cannot read. */
    static final String UNREADABLE = "/bad-request";

    /** Source: RFC 8446, 5.1: the type of the record that carries a ClientHello. */
    private static final byte TLS_HANDSHAKE = 22;

    private boolean begun;

    HeadDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(HttpLimits.MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HttpLimits.MAX_HEADER_BYTES)
                .setMaxChunkSize(HttpLimits.MAX_READ_BYTES));
    }

    /** A client that begins to negotiate encryption sends no line, and would wait for ours until a timeout. */
    static final class TlsSpokenException extends DecoderException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!begun && message instanceof ByteBuf bytes && bytes.isReadable()) {
            begun = true;
            if (bytes.getByte(bytes.readerIndex()) == TLS_HANDSHAKE) {
                ReferenceCountUtil.release(message);
                context.fireChannelRead(unreadable(new TlsSpokenException()));
                return;
            }
        }
        super.channelRead(context, message);
    }

    private static HttpRequest unreadable(DecoderException why) {
        HttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, UNREADABLE);
        request.setDecoderResult(DecoderResult.failure(why));
        return request;
    }

    /** Whether bytes have arrived that are no whole head or chunk yet. */
    boolean holdsBytes() {
        return actualReadableBytes() > 0;
    }
}
