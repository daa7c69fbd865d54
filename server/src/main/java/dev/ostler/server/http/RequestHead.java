// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request line and the headers, as sent: one char per byte (ISO-8859-1), nothing decoded, nothing normalised. */
public final class RequestHead {
    private final String method;
    private final String rawPath;
    private final String rawQuery;
    private final HttpHeaders headers;
    private final InetSocketAddress remote;
    private final boolean isHttp10;
    private @Nullable List<String> names;

    RequestHead(HttpRequest request, InetSocketAddress remote) {
        this.method = request.method().name();
        this.headers = request.headers();
        this.remote = remote;
        this.isHttp10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        String target = isUnreadable(request) ? "/" : originForm(request.uri());
        int question = target.indexOf('?');
        this.rawPath = question < 0 ? target : target.substring(0, question);
        this.rawQuery = question < 0 ? "" : target.substring(question + 1);
    }

    /** The codec gives a request line that it cannot read a path of its own making. */
    private static boolean isUnreadable(HttpRequest request) {
        return request.decoderResult().isFailure() && request.uri().equals(HeadDecoder.UNREADABLE);
    }

    /** A proxy's client sends {@code GET http://host/path}: only the path counts (RFC 9112, 3.2.2). */
    private static String originForm(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        int scheme = uri.indexOf("://");
        if (scheme < 0) {
            return "/" + uri;
        }
        for (int i = scheme + 3; i < uri.length(); i++) {
            if (uri.charAt(i) == '/') {
                return uri.substring(i);
            }
            if (uri.charAt(i) == '?') {
                return "/" + uri.substring(i);
            }
        }
        return "/";
    }

    public String method() {
        return method;
    }

    /** Before the question mark; begins with a slash. */
    public String rawPath() {
        return rawPath;
    }

    /** After the question mark; empty when there is none. */
    public String rawQuery() {
        return rawQuery;
    }

    /** The first value of a header; {@code name} in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public List<String> headers(String name) {
        return headers.getAll(name);
    }

    public boolean hasHeader(String name) {
        return headers.contains(name);
    }

    /** All header names, lower case, each once. */
    public Collection<String> headerNames() {
        List<String> known = names;
        if (known == null) {
            known = distinctNames();
            names = known;
        }
        return known;
    }

    private List<String> distinctNames() {
        List<String> distinct = new ArrayList<>(headers.size());
        var entries = headers.iteratorCharSequence();
        while (entries.hasNext()) {
            String name = entries.next().getKey().toString().toLowerCase(Locale.ROOT);
            if (!distinct.contains(name)) {
                distinct.add(name);
            }
        }
        return distinct;
    }

    /** The length the client announced, or -1 when it announced none. */
    public long contentLength() {
        String value = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        // Netty has refused a value that is no number, and two that differ.
        return value == null ? -1 : Long.parseLong(value.trim());
    }

    public boolean isChunked() {
        return headers.containsValue(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED, true);
    }

    /** Source: RFC 9110, 10.1.1: whoever speaks HTTP/1.0 does not know what an interim answer is. */
    public boolean expectsContinue() {
        return !isHttp10 && headers.containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true);
    }

    /** The socket's address. */
    public InetSocketAddress remote() {
        return remote;
    }
}
