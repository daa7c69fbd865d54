// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Heads of requests that nobody has sent. */
public final class RequestHeads {
    private RequestHeads() {}

    public static RequestHead put(String path) {
        return new RequestHead(
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, path),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }
}
