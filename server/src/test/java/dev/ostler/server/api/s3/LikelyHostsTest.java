// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of the Hosts that clients use, and what is made of it. */
class LikelyHostsTest {
    private final VerifiedHosts verified = new VerifiedHosts();

    @Test
    void aHostThatIsKnownChangesNothing() {
        verified.add("a:9000");
        verified.add("b:9000");
        List<String> before = verified.latest();

        verified.add("a:9000");

        assertThat(verified.latest()).isSameAs(before).containsExactly("b:9000", "a:9000");
    }

    @Test
    void onlyTheLatestAreKept() {
        IntStream.range(0, 100).forEach(i -> verified.add("h" + i));
        verified.add("x".repeat(VerifiedHosts.MAX_CHARS + 1));

        assertThat(verified.latest()).hasSize(VerifiedHosts.MAX_KEPT).startsWith("h99", "h98");
    }

    @Test
    void threadsThatAddAtOnceLoseNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, VerifiedHosts.MAX_KEPT)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    verified.add("h" + i);
                }))
                .toList();

        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(verified.latest()).hasSize(VerifiedHosts.MAX_KEPT).doesNotHaveDuplicates();
    }

    @Test
    void theLikeliestComeFirstEachWithAndWithoutAPort() {
        verified.add("ostler:9000");
        var hosts = new LikelyHosts(verified, Optional.of(URI.create("https://storage.example")), () -> 9000);

        List<String> likely = hosts.otherThan("localhost:8080");

        assertThat(likely)
                .startsWith("storage.example", "ostler:9000")
                .contains(
                        "storage.example:9000", "ostler", "localhost", "localhost:9000", "127.0.0.1:9000", "[::1]:8080")
                .doesNotContain("localhost:8080")
                .doesNotHaveDuplicates();
        assertThat(hosts.addressOf("storage.example")).isEqualTo("https://storage.example");
        assertThat(hosts.addressOf("[::1]:8080")).isEqualTo("http://[::1]:8080");
    }

    @Test
    void aHostOfNonsenseIsNoTrouble() {
        var hosts = new LikelyHosts(verified, Optional.empty(), () -> 9000);

        for (String sent : List.of("", ":", "a:b", "a:123456789", "[::1", "[::1]", "::")) {
            assertThat(hosts.otherThan(sent)).contains("localhost:9000").doesNotContain(sent);
        }
    }
}
