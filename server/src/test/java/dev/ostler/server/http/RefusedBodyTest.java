// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.NoErrorsLogged;
import dev.ostler.server.RawConnection;
import dev.ostler.server.RawReply;
import dev.ostler.server.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a body is let in, and what becomes of one that is not. */
class RefusedBodyTest {
    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServer server = TestServer.oci().withBuckets("bodies");

    private static final String HEALTH = "GET /_ostler/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void permittedBodyIsInvited() throws IOException {
        byte[] put = server.request("PUT", "/bodies/invited").body("hello").signed();
        try (RawConnection connection = server.connect()) {
            connection.write(headOf(put));
            assertThat(connection.read().status()).isEqualTo(100);
            connection.write("hello");

            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.write(HEALTH).read().text()).isEqualTo("ok\n");
        }
        assertThat(server.request("GET", "/bodies/invited").send().text()).isEqualTo("hello");
    }

    @Test
    void emptyBodyIsInvitedToo() throws IOException {
        byte[] put = server.request("PUT", "/bodies/empty").signed();
        try (RawConnection connection = server.connect()) {
            connection.write(headOf(put));

            assertThat(connection.read().status()).isEqualTo(100);
            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.write(HEALTH).read().text()).isEqualTo("ok\n");
        }
    }

    @Test
    void bodyThatDoesNotWaitForItsInvitationIsTaken() throws IOException {
        byte[] put = server.request("PUT", "/bodies/hasty").body("hello").signed();
        try (RawConnection connection = server.connect()) {
            connection.write(headOf(put) + "hello");

            RawReply reply = connection.read();
            assertThat((reply.status() == 100 ? connection.read() : reply).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void documentIsInvitedAfterItsSignature() throws IOException {
        String bucket = server.newBucketName();
        String body = "<CreateBucketConfiguration/>";
        byte[] put = server.request("PUT", "/" + bucket).body(body).signed();
        try (RawConnection connection = server.connect()) {
            connection.write(headOf(put));
            assertThat(connection.read().status()).isEqualTo(100);
            connection.write(body);

            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    /** Whoever waits for an invitation may send the body all the same: only a close makes clear where the next request begins. */
    @Test
    void refusalStandsInPlaceOfTheInvitation() throws IOException {
        byte[] wrongSignature = server.request("PUT", "/bodies/key")
                .body("hello")
                .unsignedHeader("x-amz-date", "20200101T000000Z")
                .signed();
        byte[] noBucket =
                server.request("PUT", "/no-such-bucket/key").body("hello").signed();
        byte[] precondition = server.request("PUT", "/no-such-bucket")
                .body("hello")
                .unsignedHeader("authorization", "nonsense")
                .signed();

        for (byte[] put : new byte[][] {wrongSignature, noBucket, precondition}) {
            try (RawConnection connection = server.connect()) {
                RawReply reply = connection.write(headOf(put)).read();

                assertThat(reply.status()).as(reply.toString()).isBetween(400, 499);
                assertThat(reply.header("connection")).hasValue("close");
                assertThat(connection.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void smallRefusedBodyKeepsTheConnection() throws IOException {
        byte[] put = server.request("PUT", "/no-such-bucket/key")
                .body("x".repeat(64 << 10))
                .signed();
        try (RawConnection connection = server.connect()) {
            for (int i = 0; i < 3; i++) {
                RawReply reply = connection.write(put).read();

                assertThat(reply.status()).isEqualTo(404);
                assertThat(reply.header("connection")).isEmpty();
            }
            assertThat(connection.write(HEALTH).read().text()).isEqualTo("ok\n");
        }
    }

    /** The client writes all of it before it reads: it still sees the answer, not a reset. */
    @Test
    void largeRefusedBodyGetsAnAnswerThatCanBeRead() throws IOException {
        byte[] put = server.request("PUT", "/no-such-bucket/key")
                .body(new byte[20 << 20])
                .payloadUnsigned()
                .signed();
        for (int i = 0; i < 3; i++) {
            try (RawConnection connection = server.connect()) {
                RawReply reply = connection.write(put).read();

                assertThat(reply.code()).isEqualTo("NoSuchBucket");
                assertThat(reply.header("connection")).hasValue("close");
                assertThat(connection.isClosedByServer()).isTrue();
            }
        }
    }

    @Test
    void clientThatGoesWithoutSendingItsRefusedBodyLeavesNoConnectionBehind() throws IOException {
        String put = new String(
                server.request("PUT", "/no-such-bucket/key").body("hello").signed(), ISO_8859_1);
        try (RawConnection connection = server.connect()) {
            connection.write(put.substring(0, put.indexOf("\r\n\r\n") + 4));

            assertThat(connection.read().status()).isEqualTo(404);
            assertThat(connection.endOutput().isClosedByServer()).isTrue();
        }
    }

    @Test
    void chunkedRefusedBodyCostsTheConnection() throws IOException {
        String put = new String(server.request("PUT", "/no-such-bucket/key").signed(), ISO_8859_1)
                .replace("content-length: 0\r\n", "transfer-encoding: chunked\r\n");
        try (RawConnection connection = server.connect()) {
            connection.write(put + "5\r\nhello\r\n");
            RawReply reply = connection.read();

            assertThat(reply.status()).isBetween(400, 499);
            assertThat(reply.header("connection")).hasValue("close");
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void bodyWhereNoneIsExpectedDoesNotSpillIntoTheNextRequest() throws IOException {
        byte[] get = server.request("GET", "/bodies?list-type=2")
                .body("GET /stolen HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .signed();
        try (RawConnection connection = server.connect()) {
            assertThat(connection.write(get).read().status()).isEqualTo(200);
            assertThat(connection.write(HEALTH).read().text()).isEqualTo("ok\n");
        }
    }

    /** The head of a request, with Expect among its headers. */
    private static String headOf(byte[] request) {
        String text = new String(request, ISO_8859_1);
        return text.substring(0, text.indexOf("\r\n\r\n")) + "\r\nExpect: 100-continue\r\n\r\n";
    }
}
