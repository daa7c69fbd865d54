// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.Dialect;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Whatever is refused, and however it is explained: no secret and no signature stands in an answer, on the terminal, in an
 * explanation or in the log. Reasons fit a header.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
class SecretsTest {
    @RegisterExtension
    static final TestServers servers = TestServers.with(server -> server.withBuckets("bucket"));

    private static final int ROUNDS = 150;
    private static final Pattern SIGNATURE = Pattern.compile("(?i)Signatur(?:e|%65)(?:=|\"\r\n\r\n)([0-9a-f]{64})");

    private final TestServer server;
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    SecretsTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    @Test
    void noSecretAndNoSignatureIsEverShown() throws Exception {
        System.out.println("SecretsTest seed " + seed);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger ours = (Logger) LoggerFactory.getLogger("dev.ostler");
        Level before = ours.getLevel();
        ours.setLevel(Level.DEBUG);
        ours.addAppender(log);
        log.start();
        List<String> shown = new ArrayList<>();
        List<String> hidden = new ArrayList<>(List.of(
                server.key().secret(),
                server.controlToken(),
                Base64.getEncoder().encodeToString(server.key().secret().getBytes(UTF_8)),
                HexFormat.of().formatHex(server.key().secret().getBytes(UTF_8))));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] good = anyRequest();
                byte[] sent = random.nextInt(4) == 0 ? good : flipped(good);
                Matcher signatures = SIGNATURE.matcher(new String(good, ISO_8859_1));
                while (signatures.find()) {
                    hidden.add(signatures.group(1));
                }
                shown.add(answerTo(sent));
            }
        } finally {
            ours.detachAppender(log);
            ours.setLevel(before);
        }
        shown.add(explain("last=500", "text/plain"));
        shown.add(explain("last=500", "application/json"));
        server.refusals().forEach(refusal -> shown.add(Terminal.line(refusal)));
        log.list.forEach(event -> shown.add(event.getFormattedMessage() + event.getThrowableProxy()));

        assertThat(server.refusals()).hasSizeGreaterThan(ROUNDS / 3);
        for (String text : shown) {
            for (String secret : hidden) {
                assertThat(text.contains(secret))
                        .as("seed %d: %s stands in %s", seed, secret, text)
                        .isFalse();
            }
        }
    }

    private byte[] anyRequest() {
        String target = "/bucket/" + random.nextInt(1_000);
        RawRequest request = server.request(random.nextBoolean() ? "GET" : "PUT", target);
        if (random.nextBoolean()) {
            request.body("body").payloadUnsigned();
        }
        if (random.nextInt(4) == 0) {
            request.key(new CustomerSecretKey(server.key().id(), "another-secret-" + random.nextLong()));
        }
        if (random.nextInt(4) == 0) {
            request.header("ostler-control", server.controlToken());
        }
        return switch (random.nextInt(5)) {
            case 0 -> request.presigned(Duration.ofMinutes(1 + random.nextInt(60)));
            case 1 -> encodedNames(request.presigned(Duration.ofMinutes(1)));
            case 2 ->
                new PostedForm(server, "bucket", "k" + random.nextInt())
                        .region(random.nextBoolean() ? "eu-frankfurt-1" : ServerConfig.DEFAULT_REGION)
                        .file("content")
                        .request();
            default -> request.signed();
        };
    }

    /** A parameter's name means the same in another encoding. */
    private static byte[] encodedNames(byte[] request) {
        return new String(request, ISO_8859_1)
                .replace("X-Amz-Signature=", "X-Amz-Signatur%65=")
                .getBytes(ISO_8859_1);
    }

    /**
     * In one place, and not within a signature: that one would be hidden for its own sake. Nor where the query begins:
     * without its question mark it is a part of the object's name, and names are shown.
     */
    private byte[] flipped(byte[] request) {
        byte[] changed = request.clone();
        String text = new String(request, ISO_8859_1);
        int at = random.nextInt(Math.min(changed.length, 600));
        boolean within = SIGNATURE.matcher(text).results().anyMatch(hit -> hit.start(1) <= at && at < hit.end(1));
        if (!within && request[at] != '?') {
            changed[at] ^= 1;
        }
        return changed;
    }

    private String answerTo(byte[] request) throws IOException {
        try (RawConnection connection = server.connect()) {
            RawReply reply = connection.write(request).endOutput().read();
            assertThat(reply.header("ostler-reason").orElse(""))
                    .as("seed %d", seed)
                    .matches("[ -~]{0,300}");
            return reply.head() + reply.text();
        } catch (EOFException | SocketException e) {
            return "";
        }
    }

    private String explain(String query, String accept) throws IOException {
        RawReply reply = server.request("GET", "/_ostler/explain?" + query)
                .header("ostler-control", server.controlToken())
                .header("accept", accept)
                .sendUnsigned();
        assertThat(reply.status()).isEqualTo(200);
        return reply.text();
    }

    @Test
    void noCredentialsAreShownWithARequest() throws Exception {
        String signature = "5e".repeat(32);
        List<String> heads = List.of(
                "GET /bucket/k HTTP/1.1\r\nauthorization: AWS4-HMAC-SHA256 Credential=k/20261125/us-ashburn-1/s3/aws4_request,"
                        + " SignedHeaders=host, Signature=" + signature,
                "GET /bucket/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=" + signature + " HTTP/1.1",
                "GET /bucket/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signatur%65=" + signature + " HTTP/1.1",
                "GET /bucket/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Security-Token=secret-1 HTTP/1.1",
                "GET /bucket/k?AWSAccessKeyId=k&Expires=1&Signature=secret-2%3D HTTP/1.1",
                "GET /bucket/k HTTP/1.1\r\nauthorization: AWS key:secret-3=",
                "GET /bucket/k HTTP/1.1\r\nauthorization: Basic secret-4==",
                "GET /bucket/k HTTP/1.1\r\nauthorization: Bearer secret-5",
                "GET /bucket/k HTTP/1.1\r\nauthorization: secret-6",
                "GET /bucket/k HTTP/1.1\r\ncookie: secret-7",
                "GET /bucket/k HTTP/1.1\r\nproxy-authorization: secret-8",
                "GET /bucket/k HTTP/1.1\r\nx-amz-security-token: secret-9",
                "PUT /bucket/k HTTP/1.1\r\nx-amz-server-side-encryption-customer-key: secret-10",
                "PUT /bucket/k HTTP/1.1\r\nx-amz-copy-source-server-side-encryption-customer-key: secret-11",
                "GET /bucket/k HTTP/1.1\r\nostler-control: " + server.controlToken());
        StringBuilder shown = new StringBuilder();
        int before = server.refusals().size();
        for (String head : heads) {
            shown.append(answerTo((head + "\r\nhost: x\r\n\r\n").getBytes(UTF_8)));
        }
        assertThat(server.refusals()).hasSize(before + heads.size());
        shown.append(explain("last=" + heads.size() + "&all", "text/plain"));
        shown.append(explain("last=" + heads.size() + "&all", "application/json"));

        assertThat(shown.toString()).doesNotContain(signature, "secret-", server.controlToken());
    }

    @Test
    void reasonsFitAHeader() throws Exception {
        for (int length : new int[] {1, 100, 1_000, 3_000}) {
            for (String piece : List.of("%C3%BC", "%1B", "a", "%F0%9F%98%80", "%25")) {
                String name = piece.repeat(Math.max(1, length / piece.length()));
                RawReply reply = server.request("GET", "/" + name + "?partNumber=" + name)
                        .sendUnsigned();
                assertThat(reply.header("ostler-reason").orElseThrow()).matches("[ -~]{1,300}");
            }
        }
    }
}
