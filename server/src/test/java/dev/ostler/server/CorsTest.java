// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of any origin may read every answer, as OCI lets them. */
@ParameterizedClass
@EnumSource(Dialect.class)
class CorsTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final TestServer server;

    CorsTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    @Test
    void everyAnswerMayBeReadByAnyPage() throws Exception {
        String bucket = server.newBucket();
        List<RawReply> replies = List.of(
                server.request("PUT", "/" + bucket + "/k").body("x").send(),
                server.request("GET", "/" + bucket + "/k").send(),
                server.request("GET", "/" + bucket + "/missing").send(),
                server.request("GET", "/" + bucket).sendUnsigned(),
                server.request("HEAD", "/" + bucket + "/k").send());

        for (RawReply reply : replies) {
            assertThat(reply.header("access-control-allow-origin")).contains("*");
            assertThat(reply.header("access-control-allow-credentials")).contains("true");
            assertThat(reply.header("access-control-allow-methods")).contains("POST,PUT,GET,HEAD,DELETE,OPTIONS");
            List<String> exposed = List.of(
                    reply.header("access-control-expose-headers").orElseThrow().split(",", -1));
            assertThat(exposed).contains("x-amz-request-id", "date", "content-length");
            assertThat(exposed)
                    .containsAll(reply.headers().keySet().stream()
                            .filter(name -> !name.equals("access-control-expose-headers") && !name.equals("connection"))
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/missing-bucket",
                "/missing-bucket/a/b",
                "/missing-bucket/k?partNumber=1&uploadId=x",
                "/b/%FF%zz",
                "/%"
            })
    void aPreflightIsAnsweredUnsignedForEveryPath(String path) throws Exception {
        RawReply reply = server.request("OPTIONS", path)
                .header("origin", "https://app.example")
                .header("access-control-request-method", "PUT")
                .header("access-control-request-headers", "authorization,x-amz-date")
                .sendUnsigned();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("access-control-allow-origin")).contains("*");
        assertThat(reply.header("access-control-allow-headers")).contains("authorization,x-amz-date");
        assertThat(reply.header("access-control-allow-methods").orElseThrow()).contains("PUT");
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void theControlApiIsNotForPages() throws Exception {
        RawReply reply = server.request("GET", "/_ostler/explain")
                .header("ostler-control", server.controlToken())
                .header("origin", "https://app.example")
                .sendUnsigned();

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
}
