// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Netty's decoder within our limits; it can tell whether it holds the beginning of a message. */
final class HeadDecoder extends HttpRequestDecoder {
    HeadDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(HttpLimits.MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HttpLimits.MAX_HEADER_BYTES)
                .setMaxChunkSize(HttpLimits.MAX_READ_BYTES));
    }

    /** Whether bytes have arrived that are no whole head or chunk yet. */
    boolean holdsBytes() {
        return actualReadableBytes() > 0;
    }
}
