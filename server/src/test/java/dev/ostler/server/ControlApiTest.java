// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.Api;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom {@code /_ostler/} answers: the holder of the control token and administrators, never a page in a browser. */
class ControlApiTest {
    @RegisterExtension
    static final NoErrorsLogged log = new NoErrorsLogged();

    @RegisterExtension
    static final TestServer server = TestServer.oci()
            .withBuckets("kept")
            .withDomains("storage.example")
            .withPublicUrl("http://Ostler.Public.example:9000");

    private static RawRequest explain() {
        return server.request("GET", "/_ostler/explain");
    }

    private static RawRequest withToken() {
        return explain().header("ostler-control", server.controlToken());
    }

    @Test
    void tokenOrAnAdministratorsSignatureOpensIt() throws Exception {
        assertThat(withToken().sendUnsigned().status()).isEqualTo(200);
        assertThat(explain().send().status()).isEqualTo(200);
    }

    @Test
    void everyEntryButHealthNeedsOneOfThem() throws Exception {
        List<? extends Operation<?>> entries = server.table().operations().stream()
                .filter(operation -> operation.api() == Api.CONTROL)
                .toList();
        assertThat(entries).hasSizeGreaterThan(4);
        for (Operation<?> entry : entries) {
            if (entry.rule() instanceof Rule.Open<?>) {
                assertThat(entry.name()).isIn(Set.of("Health", "UnknownControl"));
                continue;
            }
            String path = entry.route().path().toString();
            String method = entry.route().method();
            assertThat(server.request(method, path).sendUnsigned().status())
                    .as(entry.name())
                    .isEqualTo(403);
            assertThat(server.request(method, path)
                            .header("ostler-control", "wrong")
                            .sendUnsigned()
                            .status())
                    .as(entry.name())
                    .isEqualTo(403);
        }
        assertThat(server.request("GET", "/kept").send().status()).isEqualTo(200);
    }

    @Test
    void wrongTokensAndSignaturesAreRefused() throws Exception {
        String token = server.controlToken();
        for (String wrong : List.of("", token.substring(1), token + "x", token.toUpperCase(java.util.Locale.ROOT))) {
            assertThat(explain().header("ostler-control", wrong).sendUnsigned().status())
                    .as(wrong)
                    .isEqualTo(403);
        }
        assertThat(explain()
                        .key(new CustomerSecretKey(server.key().id(), "wrong"))
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(explain()
                        .key(new CustomerSecretKey("nobody", "wrong"))
                        .send()
                        .status())
                .isEqualTo(403);
        // The token proves nothing in a place where it would be logged.
        assertThat(server.request("GET", "/_ostler/explain?ostler-control=" + token)
                        .sendUnsigned()
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://127.0.0.1:9000", "null", ""})
    void pagesInABrowserAreRefusedWhateverTheyKnow(String origin) throws Exception {
        assertThat(withToken().header("origin", origin).sendUnsigned().status()).isEqualTo(403);
        assertThat(explain().header("origin", origin).send().status()).isEqualTo(403);
        RawReply reset = server.request("POST", "/_ostler/reset")
                .header("ostler-control", server.controlToken())
                .header("origin", origin)
                .sendUnsigned();
        assertThat(reset.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9000",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1@evil.example",
                "1e3",
                "storage.example.evil",
                "notstorage.example",
                "[::1].evil.example",
                "",
                "ostler.public.example.evil"
            })
    void namesThatAPageMayChooseAreRefused(String host) throws Exception {
        assertThat(withToken().header("host", host).sendUnsigned().status())
                .as(host)
                .isIn(403, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:9000",
                "10.1.2.3:80",
                "localhost",
                "LocalHost:9000",
                "[::1]",
                "[::1]:9000",
                "[fe80::1]:9000",
                "ostler.public.example",
                "ostler.public.example:9000",
                "a.storage.example",
                "a.b.storage.example:9000"
            })
    void namesOfTheServerItselfAreAnswered(String host) throws Exception {
        assertThat(withToken().header("host", host).sendUnsigned().status())
                .as(host)
                .isEqualTo(200);
    }

    @Test
    void noPageMayReadAnAnswer() throws Exception {
        for (RawReply reply : List.of(
                withToken().sendUnsigned(),
                explain().sendUnsigned(),
                server.request("GET", "/_ostler/health").sendUnsigned(),
                server.request("OPTIONS", "/_ostler/explain")
                        .header("origin", "http://evil.example")
                        .header("access-control-request-method", "GET")
                        .sendUnsigned())) {
            assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @Test
    void healthIsOpenAndTellsNothing() throws Exception {
        RawReply text = server.request("GET", "/_ostler/health")
                .header("host", "any.example")
                .header("origin", "http://any.example")
                .sendUnsigned();
        RawReply json = server.request("GET", "/_ostler/health")
                .header("accept", "application/json")
                .sendUnsigned();

        assertThat(text.status()).isEqualTo(200);
        assertThat(text.text()).isEqualTo("ok\n");
        assertThat(json.text()).isEqualToIgnoringWhitespace("{\"status\":\"ok\"}");
        assertThat(text.headers().keySet())
                .isSubsetOf("content-length", "content-type", "opc-request-id", "cache-control", "connection");
    }

    @Test
    void answersComeAsTextOrJsonByAccept() throws Exception {
        server.request("GET", "/no-such-bucket").send();

        RawReply text = withToken().sendUnsigned();
        RawReply json = withToken().header("accept", "application/json").sendUnsigned();
        RawReply refusedText = explain().sendUnsigned();
        RawReply refusedJson = explain().header("accept", "application/json").sendUnsigned();

        assertThat(text.header("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(text.text()).startsWith("REFUSED  ");
        assertThat(json.header("content-type")).hasValue("application/json");
        assertThat(json.text()).contains("\"code\" : \"NoSuchBucket\"");
        assertThat(refusedText.text()).contains("control token");
        assertThat(refusedJson.text()).contains("\"message\" : \"the control API needs");
    }

    @Test
    void unknownPathsAreUnknownAndNothingIsDoneByALook() throws Exception {
        assertThat(status("GET", "/_ostler/nonsense")).isEqualTo(404);
        assertThat(status("GET", "/_ostler/")).isIn(404, 405);
        assertThat(status("GET", "/_ostler/reset")).isIn(404, 405);
        assertThat(status("PUT", "/_ostler/reset")).isIn(404, 405);
        assertThat(status("POST", "/_ostler/health")).isIn(404, 405);
        assertThat(server.request("GET", "/kept").send().status()).isEqualTo(200);
    }

    private static int status(String method, String path) throws IOException {
        return server.request(method, path)
                .header("ostler-control", server.controlToken())
                .sendUnsigned()
                .status();
    }

    @Test
    void parametersOutOfRangeAreTheCallersFault() throws Exception {
        for (String query : List.of("last=0", "last=-1", "last=x", "last=99999999999", "id=", "id=%00", "id=no-such")) {
            assertThat(server.request("GET", "/_ostler/explain?" + query)
                            .header("ostler-control", server.controlToken())
                            .sendUnsigned()
                            .status())
                    .as(query)
                    .isIn(200, 400);
        }
    }
}
