// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.NoErrorsLogged;
import dev.ostler.server.RawConnection;
import dev.ostler.server.RawReply;
import dev.ostler.server.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bytes of a request must look like, and what becomes of those that do not. */
class RequestFramingTest {
    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServer server = TestServer.oci();

    private static final String PUT = "PUT /framing/key HTTP/1.1\r\nHost: localhost\r\n";

    @Test
    void requestLineOver16KibIs414() throws IOException {
        RawReply reply = refusal("GET /" + "a".repeat(16 << 10) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(reply.status()).isEqualTo(414);
        assertThat(reply.code()).isEqualTo("RequestURITooLong");
        assertThat(reply.header("ostler-reason")).hasValue("the request line is longer than 16384 bytes");
    }

    @Test
    void requestLineOfAlmost16KibIsServed() throws IOException {
        String target = "/_ostler/health?" + "a".repeat((16 << 10) - 60);

        RawReply reply = server.send(bytes("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void aClientThatSpeaksTlsIsToldSoAtOnce() throws IOException {
        byte[] clientHello = {22, 3, 1, 0, 5, 1, 0, 0, 1, 3};

        RawReply reply = server.send(clientHello);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("ostler-reason"))
                .hasValue("the client speaks TLS, and plain HTTP is spoken here: use http://");
        assertThat(server.refusals().getLast().resource()).isEqualTo("/");
    }

    @Test
    void headersOver32KibAreRefused() throws IOException {
        StringBuilder headers = new StringBuilder();
        for (int i = 0; i < 33; i++) {
            headers.append("X-Filler-")
                    .append(i)
                    .append(": ")
                    .append("b".repeat(1000))
                    .append("\r\n");
        }

        RawReply reply = refusal("GET /bucket HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("RequestHeaderSectionTooLarge");
        assertThat(reply.header("ostler-reason")).hasValue("the headers are longer than 32768 bytes");
    }

    @Test
    void oneHeaderOver32KibIsRefusedBeforeItEnds() throws IOException {
        RawReply reply = refusal("GET /bucket HTTP/1.1\r\nHost: localhost\r\nCookie: " + "c".repeat(40 << 10));

        assertThat(reply.code()).isEqualTo("RequestHeaderSectionTooLarge");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/banana\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET bucket HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET ftp://localhost/bucket HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nBad\u0001Name: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nNul: a\u0000b\r\n\r\n",
                "GET /b\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"
            })
    void malformedHeadsAreRefused(String request) throws IOException {
        RawReply reply = refusal(request);

        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("BadRequest");
    }

    /** Two lengths that contradict each other, or one that cannot be, let two parties see two requests in the same bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5, 6\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: 0x5\r\n",
                "Content-Length: five\r\n",
                "Content-Length:\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: identity\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked, identity\r\n"
            })
    void ambiguousLengthsAreRefused(String headers) throws IOException {
        RawReply reply = refusal(PUT + headers + "\r\nhello");

        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("BadRequest");
    }

    @Test
    void sameLengthTwiceIsRefusedToo() throws IOException {
        assertThat(refusal(PUT + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello")
                        .code())
                .isEqualTo("BadRequest");
    }

    @Test
    void chunkedBodyOfHttp10IsRefused() throws IOException {
        RawReply reply =
                refusal("PUT /framing/key HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        assertThat(reply.code()).isEqualTo("BadRequest");
    }

    /** A length that nobody can send is refused by its operation before a byte of it is read. */
    @Test
    void hugeLengthIsRefusedUnread() throws IOException {
        try (RawConnection connection = server.connect()) {
            connection.write(PUT + "Content-Length: 9223372036854775807\r\n\r\n");

            RawReply reply = connection.read();

            assertThat(reply.status()).isGreaterThanOrEqualTo(400);
            assertThat(reply.header("connection")).hasValue("close");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void absoluteTargetIsServedAsItsPath() throws IOException {
        assertThat(server.send(bytes("GET http://example.org/_ostler/health HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                        .text())
                .isEqualTo("ok\n");
        assertThat(server.send(bytes("GET http://example.org?x HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                        .header("ostler-reason"))
                .hasValue("ListBuckets needs a signed request");
    }

    @Test
    void methodInLowerCaseIsAnotherMethod() throws IOException {
        RawReply reply = server.send(bytes("get /_ostler/health HTTP/1.1\r\nHost: localhost\r\n\r\n"));

        assertThat(reply.text()).isNotEqualTo("ok\n");
    }

    /** Sends what must be refused and checks what holds for all of these: words for the client, then the end. */
    private static RawReply refusal(String request) throws IOException {
        try (RawConnection connection = server.connect()) {
            connection.write(request);
            RawReply reply = connection.read();
            assertThat(reply.header("connection")).as(reply.toString()).hasValue("close");
            assertThat(reply.header("x-amz-request-id")).isPresent();
            assertThat(connection.isClosedByServer()).isTrue();
            return reply;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
