// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.http.HttpLimits;
import dev.ostler.server.operation.Dialect;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Random input of every kind that a client can send, by raw sockets: every request gets an answer that is no 500, or its
 * connection is closed; what was stored is intact, and nothing is left in staging. Lasts longer with
 * {@code -Dostler.fuzz.rounds=N}.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
class HostileInputTest {
    @RegisterExtension
    static final NoErrorsLogged log = new NoErrorsLogged();

    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private static final int ROUNDS = Integer.getInteger("ostler.fuzz.rounds", 120);
    private static final byte[] OLD = Bytes.of(80 * Bytes.KIB);
    private static final Set<Integer> SERVER_ERRORS_BY_DESIGN = Set.of(501, 503);
    /** Other requests must not be held up by a hostile one. */
    private static final long MAX_ANSWER_NANOS = 20_000_000_000L;

    private final TestServer server;
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private String bucket = "";
    private int round;
    private String sent = "";

    HostileInputTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    @BeforeEach
    void putOldObject() {
        System.out.println("HostileInputTest seed " + seed);
        bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("old"), RequestBody.fromBytes(OLD));
    }

    @AfterEach
    void oldObjectIsIntactAndStagingIsEmpty() throws Exception {
        assertThat(server.request("GET", "/" + bucket + "/old").send().body())
                .as(about())
                .isEqualTo(OLD);
        assertThat(server.s3().listBuckets().buckets()).isNotEmpty();
        assertThat(server.stagingIsEmpty()).as(about()).isTrue();
    }

    private String about() {
        return "seed " + seed + ", round " + round + ": " + sent;
    }

    /** Sends bytes as they stand, and no more. A request that is cut off may have no answer. */
    private void exchange(byte[] request) throws IOException {
        sent = new String(request, 0, Math.min(request.length, 3_000), ISO_8859_1);
        long start = System.nanoTime();
        try (RawConnection connection = server.connect()) {
            connection.write(request).endOutput();
            boolean toHead = sent.startsWith("HEAD ");
            RawReply reply = connection.read(toHead);
            while (reply.status() == 100) {
                reply = connection.read(toHead);
            }
            check(reply);
        } catch (EOFException | SocketException e) {
            // Closed without an answer, which is one to what is no request.
        }
        assertThat(System.nanoTime() - start).as(about()).isLessThan(MAX_ANSWER_NANOS);
    }

    private void check(RawReply reply) {
        assertThat(reply.status() < 500 || SERVER_ERRORS_BY_DESIGN.contains(reply.status()))
                .as("%s%n%s", about(), reply)
                .isTrue();
        assertThat(reply.header("ostler-reason").orElse("").length()).isLessThanOrEqualTo(300);
        assertThat(reply.head().chars().allMatch(c -> c == '\r' || c == '\n' || c == '\t' || c >= ' '))
                .as("%s%n%s", about(), reply)
                .isTrue();
        String text = reply.text();
        if (text.startsWith("<")) {
            assertThat(isWellFormed(text)).as("%s%n%s", about(), reply).isTrue();
        }
    }

    /** But for references to control characters: keys may hold them, and S3 shows them so. */
    private static boolean isWellFormed(String document) {
        String shown = document.replaceAll("&#x[0-9a-f]+;", "_").replaceAll("[\\uFFFE\\uFFFF]", "_");
        try {
            XMLStreamReader reader = XMLInputFactory.newDefaultFactory()
                    .createXMLStreamReader(new ByteArrayInputStream(shown.getBytes(UTF_8)));
            while (reader.hasNext()) {
                reader.next();
            }
            return true;
        } catch (XMLStreamException e) {
            return false;
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private void rounds(Attempt attempt) throws IOException {
        for (round = 0; round < ROUNDS; round++) {
            attempt.run();
        }
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private byte[] mutated(byte[] bytes) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(4); i >= 0 && changed.length > 0; i--) {
            int at = random.nextInt(changed.length);
            changed = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(changed, at);
                case 1 -> spliced(changed, at, 0, Bytes.of(1 + random.nextInt(8), random.nextLong()));
                case 2 -> spliced(changed, at, Math.min(changed.length - at, 1 + random.nextInt(20)), new byte[0]);
                case 3 -> {
                    int length = Math.min(changed.length - at, 1 + random.nextInt(60));
                    yield spliced(changed, at, 0, Arrays.copyOfRange(changed, at, at + length));
                }
                case 4 ->
                    spliced(changed, at, 1, new byte[] {(byte) "\0\r\n\t <>&\"'%;:=-,/+".charAt(random.nextInt(18))});
                default -> {
                    byte[] flipped = changed.clone();
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                    yield flipped;
                }
            };
        }
        return changed;
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(bytes, 0, at);
        all.writeBytes(added);
        all.write(bytes, at + removed, bytes.length - at - removed);
        return all.toByteArray();
    }

    private String anyText() {
        return switch (random.nextInt(14)) {
            case 0 -> "";
            case 1 -> "a".repeat(1 + random.nextInt(5_000));
            case 2 -> Long.toString(random.nextLong());
            case 3 -> "-1";
            case 4 -> "99999999999999999999999";
            case 5 -> "0x10";
            case 6 -> "%00%0a%0d";
            case 7 -> "\"" + "\\".repeat(random.nextInt(9));
            case 8 -> "\u202e\u0085\u2028\ufeff\uffff\ud83d\ude00";
            case 9 -> "%ff%fe%zz%";
            case 10 -> "../../etc/passwd";
            case 11 -> "a,b;c=d, e=\"f";
            case 12 -> "*";
            default -> Integer.toString(random.nextInt(12_000));
        };
    }

    // Documents

    private String tag(String name, String content) {
        String prefix = random.nextInt(12) == 0 ? "s3:" : "";
        String attributes = switch (random.nextInt(12)) {
            case 0 -> " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
            case 1 -> " xmlns:s3=\"urn:x\" a=\"1\" b='2'";
            case 2 -> " a=\"1\" a=\"2\"";
            default -> "";
        };
        String open = prefix.isEmpty() && attributes.isEmpty() ? name : prefix + name + attributes;
        String whole = "<" + open + ">" + content + "</" + prefix + name + ">";
        return random.nextInt(15) == 0 ? whole + whole : whole;
    }

    private String xmlText(String usual) {
        return switch (random.nextInt(16)) {
            case 0 -> anyText().replace("&", "&amp;").replace("<", "&lt;");
            case 1 -> "&#" + random.nextInt(70_000) + ";";
            case 2 -> "&#x0;&#xD800;";
            case 3 -> "<![CDATA[" + usual + "]]>";
            case 4 -> "<!-- c -->" + usual + "<?p i?>";
            case 5 -> "&e;";
            case 6 -> "&nbsp;";
            case 7 -> usual + "<x/>";
            default -> usual;
        };
    }

    private String many(String name, String content, int usual) {
        return tag(name, content).repeat(random.nextInt(30) == 0 ? 1_500 : random.nextInt(usual + 1));
    }

    private String anyDocument(String root) {
        String content = switch (root) {
            case "Delete" ->
                many("Object", tag("Key", xmlText("k")) + many("VersionId", xmlText("null"), 1), 3)
                        + many("Quiet", xmlText("true"), 1);
            case "CompleteMultipartUpload" ->
                many(
                        "Part",
                        tag("PartNumber", xmlText("1"))
                                + tag("ETag", xmlText("\"0cc175b9c0f1b6a831c399e269772661\""))
                                + many("ChecksumCRC32", xmlText("AAAAAA=="), 1),
                        3);
            case "CreateBucketConfiguration" ->
                many("LocationConstraint", xmlText("us-ashburn-1"), 2) + many("Tags", "", 1);
            default -> tag("TagSet", many("Tag", tag("Key", xmlText("k")) + many("Value", xmlText("v"), 1), 3));
        };
        String prolog = switch (random.nextInt(10)) {
            case 0 -> "<!DOCTYPE x [<!ENTITY e \"x\">]>";
            case 1 ->
                "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\"><!ENTITY e \"&b;&b;&b;\">]>";
            case 2 -> "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">";
            case 3 -> "<?xml version=\"1.1\" encoding=\"" + one(List.of("UTF-16", "latin1", "x-user", "")) + "\"?>";
            case 4, 5, 6 -> "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
            default -> "";
        };
        int depth = random.nextInt(20) == 0 ? random.nextInt(3_000) : 0;
        return prolog + tag(root, "<d>".repeat(depth) + content + "</d>".repeat(depth));
    }

    private byte[] anyDocumentBytes(String root) {
        String document = anyDocument(root);
        byte[] bytes = document.getBytes(
                switch (random.nextInt(12)) {
                    case 0 -> Charset.forName("UTF-16");
                    case 1 -> Charset.forName("UTF-16LE");
                    case 2 -> Charset.forName("UTF-32");
                    case 3 -> ISO_8859_1;
                    default -> UTF_8;
                });
        return random.nextInt(3) == 0 ? mutated(bytes) : bytes;
    }

    @Test
    void documents() throws Exception {
        String upload = server.request("POST", "/" + bucket + "/in-parts?uploads")
                .send()
                .element("UploadId")
                .orElseThrow();
        server.request("PUT", "/" + bucket + "/in-parts?partNumber=1&uploadId=" + upload)
                .body("a")
                .send();
        rounds(() -> {
            byte[] request = switch (random.nextInt(4)) {
                case 0 -> {
                    byte[] document = anyDocumentBytes("Delete");
                    yield server.request("POST", "/" + bucket + "?delete")
                            .header("content-md5", Bytes.base64(Bytes.digest("MD5", document)))
                            .body(document)
                            .signed();
                }
                case 1 ->
                    server.request("POST", "/" + bucket + "/in-parts?uploadId=" + upload)
                            .body(anyDocumentBytes("CompleteMultipartUpload"))
                            .signed();
                case 2 ->
                    server.request("PUT", "/" + server.newBucketName())
                            .body(anyDocumentBytes("CreateBucketConfiguration"))
                            .signed();
                default ->
                    server.request("PUT", "/" + bucket + "?tagging")
                            .body(anyDocumentBytes("Tagging"))
                            .signed();
            };
            exchange(request);
        });
        check(server.request("GET", "/" + bucket + "?tagging").send());
    }

    // Request lines and headers

    private static final List<String> PARAMETERS = List.of(
            "acl",
            "delete",
            "delimiter",
            "encoding-type",
            "fetch-owner",
            "key-marker",
            "list-type",
            "location",
            "marker",
            "max-keys",
            "max-parts",
            "max-uploads",
            "part-number-marker",
            "partNumber",
            "policy",
            "prefix",
            "response-content-type",
            "response-expires",
            "start-after",
            "continuation-token",
            "tagging",
            "upload-id-marker",
            "uploadId",
            "uploads",
            "versionId",
            "versions",
            "x-id",
            "X-Amz-Expires",
            "X-Amz-Date",
            "X-Amz-Signature",
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-SignedHeaders",
            "X-Amz-Security-Token",
            "AWSAccessKeyId",
            "Signature",
            "Expires",
            "x-amz-acl",
            "x-amz-meta-a",
            "",
            "%",
            "a%00b");

    private String anyQuery() {
        StringBuilder query = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String value = random.nextInt(3) == 0
                    ? one(List.of("2", "1", "url", "%2F", "/", "new", "a+b", "%E2%82%AC"))
                    : asciiTarget(anyText());
            query.append(query.isEmpty() ? "" : one(List.of("&", "&", "&&", ";")))
                    .append(asciiTarget(one(PARAMETERS)))
                    .append(random.nextInt(5) == 0 ? "" : "=" + value);
        }
        return query.toString();
    }

    private static String asciiTarget(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            boolean plain = b > ' ' && b < 0x7f && b != '#';
            encoded.append(plain ? Character.toString(b) : String.format(Locale.ROOT, "%%%02X", b));
        }
        return encoded.toString();
    }

    private byte[] signedIfPossible(RawRequest request) {
        try {
            return request.payload("UNSIGNED-PAYLOAD").signed();
        } catch (RuntimeException e) {
            // What cannot be signed is sent all the same.
            return request.unsigned();
        }
    }

    @Test
    void queries() throws Exception {
        rounds(() -> exchange(signedIfPossible(server.request(
                        one(List.of("GET", "GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH")),
                        one(List.of("/", "/" + bucket, "/" + bucket + "/new")) + "?" + anyQuery())
                .body(random.nextInt(3) == 0 ? "body" : ""))));
    }

    private static final List<String> HEADERS = List.of(
            "range",
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "content-md5",
            "content-type",
            "content-encoding",
            "content-language",
            "content-disposition",
            "cache-control",
            "expires",
            "expect",
            "x-amz-acl",
            "x-amz-storage-class",
            "x-amz-server-side-encryption",
            "x-amz-meta-a",
            "x-amz-tagging",
            "x-amz-copy-source",
            "x-amz-copy-source-range",
            "x-amz-copy-source-if-match",
            "x-amz-metadata-directive",
            "x-amz-checksum-crc32",
            "x-amz-checksum-sha256",
            "x-amz-checksum-algorithm",
            "x-amz-sdk-checksum-algorithm",
            "x-amz-checksum-type",
            "x-amz-decoded-content-length",
            "x-amz-trailer",
            "x-amz-expected-bucket-owner",
            "x-amz-request-payer",
            "x-amz-mp-object-size",
            "x-amz-security-token",
            "x-amz-website-redirect-location",
            "x-amz-object-lock-mode",
            "opc-client-request-id",
            "origin",
            "access-control-request-headers",
            "x-amz-date",
            "date",
            "authorization",
            "user-agent",
            "connection",
            "te",
            "upgrade",
            "content-length");

    @Test
    void headers() throws Exception {
        rounds(() -> {
            RawRequest request = server.request(
                            one(List.of("GET", "HEAD", "PUT", "PUT", "POST", "DELETE", "OPTIONS")),
                            "/" + bucket + one(List.of("", "/new", "/new?uploads", "/new?partNumber=1&uploadId=x")))
                    .body("body");
            for (int i = random.nextInt(4); i >= 0; i--) {
                String value = switch (random.nextInt(6)) {
                    case 0 -> "bytes=" + random.nextInt(10) + "-" + anyText();
                    case 1 -> "/" + bucket + "/old";
                    case 2 -> Bytes.base64(Bytes.of(random.nextInt(40), random.nextLong()));
                    default -> anyText();
                };
                request.header(one(HEADERS), value.replace("\ufeff", ""));
            }
            exchange(signedIfPossible(request));
        });
    }

    @Test
    void keys() throws Exception {
        rounds(() -> {
            byte[] name = random.nextBoolean()
                    ? anyText().getBytes(UTF_8)
                    : Bytes.of(1 + random.nextInt(20), random.nextLong());
            StringBuilder path = new StringBuilder("/" + bucket + "/");
            for (byte b : name) {
                path.append(String.format(Locale.ROOT, "%%%02X", b));
            }
            exchange(signedIfPossible(server.request("PUT", path.toString()).body("x")));
            exchange(signedIfPossible(server.request("GET", path.toString())));
            exchange(signedIfPossible(server.request("GET", "/" + bucket + "?list-type=2&start-after=" + path)));
            exchange(signedIfPossible(server.request("GET", "/" + bucket + "?encoding-type=url&delimiter=%25")));
        });
    }

    @Test
    void mutatedRequests() throws Exception {
        List<byte[]> requests = List.of(
                server.request("PUT", "/" + bucket + "/new").body("signed body").signed(),
                server.request("GET", "/" + bucket + "/old").signed(),
                server.request("GET", "/" + bucket + "?list-type=2").signed(),
                server.request("POST", "/" + bucket + "/new?uploads").signed(),
                server.request("OPTIONS", "/" + bucket).unsigned());

        rounds(() -> exchange(mutated(one(requests))));

        RawReply stored = server.request("GET", "/" + bucket + "/new").send();
        assertThat(stored.status() == 404 || stored.text().equals("signed body"))
                .as("seed %d: %s", seed, stored)
                .isTrue();
    }

    // Bodies

    @Test
    void chunkedBodies() throws Exception {
        String good = "5;chunk-signature=" + "0".repeat(64) + "\r\nhello\r\n6\r\n world\r\n0\r\n";
        List<String> trailers = List.of(
                "x-amz-checksum-crc32:DUoRhQ==\r\n\r\n",
                "\r\n",
                "x-amz-checksum-crc32:AAAAAA==\r\n\r\n",
                "",
                "x-amz-checksum-crc32:" + "A".repeat(20_000) + "\r\n\r\n",
                ":\r\n\r\n",
                "\0\r\n\r\n");
        List<String> sizes = List.of("5", "-5", "ffffffffffffffffff", "", "5 ", "0005", "5;" + "x".repeat(9_000), "g");
        rounds(() -> {
            byte[] body = switch (random.nextInt(3)) {
                case 0 -> mutated((good + one(trailers)).getBytes(US_ASCII));
                case 1 -> (one(sizes) + "\r\nhello\r\n0\r\n" + one(trailers)).getBytes(US_ASCII);
                default -> ("b\r\nhello world\r\n0\r\n" + one(trailers)).getBytes(US_ASCII);
            };
            RawRequest request = server.request("PUT", "/" + bucket + "/new")
                    .payload(one(List.of(
                            "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")))
                    .header("content-encoding", "aws-chunked")
                    .header("x-amz-decoded-content-length", one(List.of("11", "11", "11", "5", "0", "-1", "x")))
                    .body(body);
            if (random.nextBoolean()) {
                request.header(
                        "x-amz-trailer", one(List.of("x-amz-checksum-crc32", "x-amz-checksum-crc32,x-amz-a", "")));
            }
            exchange(request.signed());
        });
    }

    @Test
    void forms() throws Exception {
        rounds(() -> {
            PostedForm form = new PostedForm(
                            server, bucket, "new-" + asciiTarget(anyText()).replace("\"", ""))
                    .file("content");
            if (random.nextInt(3) == 0) {
                form.bareField(
                        one(List.of(
                                "acl",
                                "success_action_status",
                                "success_action_redirect",
                                "x-amz-meta-a",
                                "Content-Type",
                                "tagging",
                                "x-ignore-a",
                                "bucket",
                                "policy",
                                "file",
                                "")),
                        anyText());
            }
            byte[] request = form.request();
            exchange(random.nextInt(4) == 0 ? request : withMutatedBody(request));
        });
    }

    private byte[] withMutatedBody(byte[] request) {
        int end = new String(request, ISO_8859_1).indexOf("\r\n\r\n") + 4;
        byte[] body = mutated(Arrays.copyOfRange(request, end, request.length));
        String head = new String(request, 0, end, ISO_8859_1)
                .replaceAll("(?i)content-length: \\d+", "content-length: " + body.length);
        return spliced(body, 0, 0, head.getBytes(ISO_8859_1));
    }

    @Test
    void heads() throws Exception {
        rounds(() -> {
            String head = one(List.of("GET", "PUT", "get", "", "G\0T", "PRI")) + one(List.of(" ", "  ", "\t", ""))
                    + one(List.of("/", "*", "//", "http://h/x", "/" + bucket, "\\", "/%", "/?" + "&".repeat(9_000)))
                    + " " + one(List.of("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", "", "HTTP/1.1 x"))
                    + one(List.of("\r\n", "\n", "\r"))
                    + one(List.of(
                            "host: x\r\n", "host: x\r\nhost: y\r\n", "", "host:\r\n", " host: x\r\n", "host : x\r\n"))
                    + one(List.of(
                            "",
                            "content-length: 5\r\n",
                            "content-length: 5, 5\r\n",
                            "content-length: +5\r\n",
                            "transfer-encoding: chunked\r\n",
                            "transfer-encoding: chunked, identity\r\n",
                            "content-length: 5\r\ntransfer-encoding: chunked\r\n",
                            "x: " + "y".repeat(HttpLimits.MAX_HEADER_BYTES) + "\r\n",
                            "a\0b: c\r\n",
                            ": v\r\n",
                            "é: ü\r\n"))
                    + "\r\n"
                    + one(List.of("", "hello", "5\r\nhello\r\n0\r\n\r\n", "zz\r\n", "0\r\n\r\nGET / HTTP/1.1\r\n\r\n"));
            exchange(head.getBytes(ISO_8859_1));
        });
    }
}
