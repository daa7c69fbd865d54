// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;

/**
 * What the codec lets pass and two parties could understand in two ways. A request that breaks a rule is refused and its
 * connection closed: where it ends is not certain.
 */
final class HeadRules {
    private HeadRules() {}

    /** What is wrong with a head, for the client to read; empty when nothing is. */
    static Optional<String> brokenBy(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return Optional.of("only HTTP/1.1 and HTTP/1.0 are spoken here, not " + version.text());
        }
        if (!isTarget(request.uri(), request.method())) {
            return Optional.of("the request line has neither a path nor an http address");
        }
        HttpHeaders headers = request.headers();
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
            // Source: RFC 9112, 3.2
            return Optional.of("the header Host must stand exactly once in an HTTP/1.1 request");
        }
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.isEmpty()) {
            return Optional.empty();
        }
        // Source: RFC 9112, 6.1. Assumed: 400, not 501, for a coding that is not served.
        boolean isChunked = codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked");
        return isChunked && version.equals(HttpVersion.HTTP_1_1)
                ? Optional.empty()
                : Optional.of("the only Transfer-Encoding served is chunked, in HTTP/1.1");
    }

    /** Source: RFC 9112, 3.2: origin-form, absolute-form, and the asterisk for OPTIONS. */
    private static boolean isTarget(String uri, HttpMethod method) {
        boolean isForm = uri.startsWith("/")
                || uri.regionMatches(true, 0, "http://", 0, 7)
                || uri.regionMatches(true, 0, "https://", 0, 8)
                || (uri.equals("*") && method.equals(HttpMethod.OPTIONS));
        return isForm && uri.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
    }
}
