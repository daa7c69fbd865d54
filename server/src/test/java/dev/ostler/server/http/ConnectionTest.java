// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.NoErrorsLogged;
import dev.ostler.server.RawConnection;
import dev.ostler.server.RawReply;
import dev.ostler.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One connection, many requests: what keeps it and what ends it. */
class ConnectionTest {
    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServer server = TestServer.oci().withBuckets("connections");

    private static final String HEALTH = "GET /_ostler/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void connectionServesOneRequestAfterTheOther() throws IOException {
        try (RawConnection connection = server.connect()) {
            for (int i = 0; i < 100; i++) {
                assertThat(connection.write(HEALTH).read().text()).isEqualTo("ok\n");
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        int count = 40;
        for (int i = 0; i < count; i++) {
            requests.writeBytes(server.request("PUT", "/connections/pipelined-" + i)
                    .body("body " + i)
                    .signed());
            requests.writeBytes(
                    server.request("GET", "/connections/pipelined-" + i).signed());
        }

        try (RawConnection connection = server.connect()) {
            connection.write(requests.toByteArray());

            for (int i = 0; i < count; i++) {
                assertThat(connection.read().status()).isEqualTo(200);
                assertThat(connection.read().text()).isEqualTo("body " + i);
            }
        }
    }

    /** Every cut is a place where one read of the socket may end. */
    @Test
    void requestsMayArriveInPiecesOfAnySize() throws Exception {
        byte[] put = server.request("PUT", "/connections/pieces").body("hello").signed();
        byte[] get = server.request("GET", "/connections/pieces").signed();
        byte[] both = Arrays.copyOf(put, put.length + get.length);
        System.arraycopy(get, 0, both, put.length, get.length);

        for (int cut = 1; cut < both.length; cut += 13) {
            try (RawConnection connection = server.connect()) {
                connection.write(Arrays.copyOfRange(both, 0, cut));
                Thread.sleep(2);
                connection.write(Arrays.copyOfRange(both, cut, both.length));

                assertThat(connection.read().status()).as("cut at " + cut).isEqualTo(200);
                assertThat(connection.read().text()).as("cut at " + cut).isEqualTo("hello");
            }
        }
    }

    @Test
    void malformedRequestBehindAGoodOneGetsItsOwnAnswer() throws IOException {
        try (RawConnection connection = server.connect()) {
            connection.write(HEALTH + "NONSENSE\r\n\r\n" + HEALTH);

            assertThat(connection.read().text()).isEqualTo("ok\n");
            assertThat(connection.read().code()).isEqualTo("BadRequest");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    /** What follows a request that was refused for its form may be that request's body. */
    @Test
    void nothingIsAnsweredBehindARefusedHead() throws IOException {
        String refused = "PUT /connections/key HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: " + HEALTH.length()
                + "\r\n\r\n";
        for (String before : new String[] {"", HEALTH}) {
            try (RawConnection connection = server.connect()) {
                connection.write(before + refused + HEALTH + HEALTH);

                if (!before.isEmpty()) {
                    assertThat(connection.read().text()).isEqualTo("ok\n");
                }
                assertThat(connection.read().code()).isEqualTo("BadRequest");
                assertThat(connection.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void connectionCloseIsHonoured() throws IOException {
        try (RawConnection connection = server.connect()) {
            connection.write("GET /_ostler/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(connection.read().header("connection")).hasValue("close");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void answerBeforeACloseIsReadableWhateverWasPipelinedBehindIt() throws IOException {
        try (RawConnection connection = server.connect()) {
            connection.write("GET /_ostler/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    + HEALTH.repeat(2000));

            assertThat(connection.read().text()).isEqualTo("ok\n");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void http10GetsItsAnswerAndTheConnectionEnds() throws IOException {
        try (RawConnection connection = server.connect()) {
            connection.write("GET /_ostler/health HTTP/1.0\r\n\r\n");

            RawReply reply = connection.read();
            assertThat(reply.text()).isEqualTo("ok\n");
            assertThat(reply.header("connection")).hasValue("close");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void http10DoesNotGetAnInterimAnswer() throws IOException {
        byte[] put = server.request("PUT", "/connections/http10").body("hello").signed();
        String text = new String(put, ISO_8859_1).replaceFirst("HTTP/1.1\r\n", "HTTP/1.0\r\nExpect: 100-continue\r\n");

        assertThat(server.send(text.getBytes(ISO_8859_1)).status()).isEqualTo(200);
    }

    /** As {@code nc -N} does: the request ends with the client's half of the connection. */
    @Test
    void clientThatEndsItsHalfStillGetsItsAnswer() throws IOException {
        server.request("PUT", "/connections/half").body("hello".repeat(100_000)).send();
        try (RawConnection connection = server.connect()) {
            connection
                    .write(server.request("GET", "/connections/half").signed())
                    .endOutput();

            assertThat(connection.read().body()).hasSize(500_000);
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void headHasTheLengthAndNoBody() throws IOException {
        server.request("PUT", "/connections/head").body("hello").send();
        try (RawConnection connection = server.connect()) {
            RawReply head = connection
                    .write(server.request("HEAD", "/connections/head").signed())
                    .read(true);
            RawReply missing = connection
                    .write(server.request("HEAD", "/connections/missing").signed())
                    .read(true);

            assertThat(head.header("content-length")).hasValue("5");
            assertThat(missing.status()).isEqualTo(404);
            assertThat(connection.write(HEALTH).read().text()).isEqualTo("ok\n");
        }
    }

    @Test
    void emptyAndNotModifiedAnswersHaveNoLengthThatWouldStallTheConnection() throws IOException {
        server.request("PUT", "/connections/none").body("hello").send();
        try (RawConnection connection = server.connect()) {
            RawReply notModified = connection
                    .write(server.request("GET", "/connections/none")
                            .header("if-none-match", "*")
                            .signed())
                    .read();
            RawReply deleted = connection
                    .write(server.request("DELETE", "/connections/none").signed())
                    .read();

            assertThat(notModified.status()).isEqualTo(304);
            assertThat(deleted.status()).isEqualTo(204);
            assertThat(deleted.header("content-length")).isEmpty();
            assertThat(connection.write(HEALTH).read().text()).isEqualTo("ok\n");
        }
    }

    @Test
    void unknownMethodIsNotAllowed() throws IOException {
        RawReply reply = server.request("PATCH", "/connections/key").send();

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.code()).isEqualTo("MethodNotAllowed");
    }

    @Test
    void optionsNeedsNoSignature() throws IOException {
        for (String target : new String[] {"*", "/", "/connections", "/no-such-bucket/a/b%20c?x=y"}) {
            RawReply reply = server.send(("OPTIONS " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Origin: https://example.org\r\nAccess-Control-Request-Method: PUT\r\n"
                            + "Access-Control-Request-Headers: content-type,x-amz-date\r\n\r\n")
                    .getBytes(ISO_8859_1));

            assertThat(reply.status()).as(target).isEqualTo(200);
            assertThat(reply.header("access-control-allow-origin")).hasValue("*");
            assertThat(reply.header("access-control-allow-methods").orElse("")).contains("PUT", "DELETE");
            assertThat(reply.header("access-control-allow-headers")).hasValue("content-type,x-amz-date");
        }
    }

    @Test
    void starIsATargetForOptionsAlone() throws IOException {
        assertThat(server.send("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1))
                        .code())
                .isEqualTo("BadRequest");
    }

    @Test
    void refusalsCarryTheHeadersThatPagesNeed() throws IOException {
        RawReply reply = server.request("GET", "/no-such-bucket/key").send();

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("access-control-allow-origin")).hasValue("*");
        assertThat(reply.header("access-control-expose-headers").orElse("")).contains("opc-request-id");
    }
}
