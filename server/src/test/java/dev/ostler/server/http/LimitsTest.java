// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.RawConnection;
import dev.ostler.server.RawReply;
import dev.ostler.server.TestServer;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More than the server wants at once. */
class LimitsTest {
    private static final HttpLimits LIMITS = HttpLimits.DEFAULT;

    @Test
    void oneRequestTooManyIs503SlowDownAndTheOthersFinish() throws IOException {
        HttpLimits two = LIMITS.withRequestsAtWork(2);
        try (TestServer server =
                TestServer.oci().with(two).withBuckets("limits").start()) {
            byte[] put = server.request("PUT", "/limits/key")
                    .payloadUnsigned()
                    .header("expect", "100-continue")
                    .unsignedHeader("content-length", "5")
                    .signed();
            List<RawConnection> atWork = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                RawConnection connection = server.connect();
                assertThat(connection.write(put).read().status()).isEqualTo(100);
                atWork.add(connection);
            }
            RawReply refused = server.request("GET", "/limits/key").send();
            for (RawConnection connection : atWork) {
                assertThat(connection.write("hello").read().status()).isEqualTo(200);
                connection.close();
            }

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("SlowDown");
            assertThat(refused.header("connection")).hasValue("close");
            assertThat(refused.header("ostler-reason")).hasValue("too many requests are at work; try again");
            assertThat(server.request("GET", "/limits/key").send().text()).isEqualTo("hello");
        }
    }

    @Test
    void oneConnectionTooManyIsClosedAtOnce() throws Exception {
        HttpLimits three = new HttpLimits(64, 3, LIMITS.headTimeout(), LIMITS.stallTimeout(), LIMITS.idleTimeout());
        try (TestServer server = TestServer.oci().with(three).start()) {
            List<RawConnection> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawConnection connection = server.connect();
                assertThat(isServed(connection)).isTrue();
                open.add(connection);
            }
            try (RawConnection tooMany = server.connect()) {
                assertThat(isServed(tooMany)).isFalse();
            }
            assertThat(isServed(open.getLast())).isTrue();
            open.getFirst().close();

            long begin = System.nanoTime();
            boolean served = false;
            while (!served && System.nanoTime() - begin < Duration.ofSeconds(10).toNanos()) {
                try (RawConnection again = server.connect()) {
                    served = isServed(again);
                }
            }
            assertThat(served).isTrue();
            for (RawConnection connection : open) {
                connection.close();
            }
        }
    }

    private static boolean isServed(RawConnection connection) throws IOException {
        try {
            return connection
                            .write("GET /_ostler/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .read()
                            .status()
                    == 200;
        } catch (java.io.EOFException | SocketException e) {
            return false;
        }
    }
}
