// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body long enough to be hashed by two threads: what its end proves wrong leaves the object that was there. */
class LongBodyTest {
    private static final byte[] OLD = Bytes.of(Bytes.MIB);
    private static final byte[] NEW = Bytes.of(3 * Bytes.MIB + 1);
    private static final byte[] OTHER = Bytes.of(NEW.length, 2);

    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServer server = TestServer.s3Dialect().withBuckets("long");

    @BeforeEach
    void putOldObject() throws IOException {
        assertThat(put().body(OLD).send().status()).isEqualTo(200);
    }

    private static RawRequest put() {
        return server.request("PUT", "/long/k");
    }

    private static void assertThatOldObjectIsThere() throws Exception {
        assertThat(server.request("GET", "/long/k").send().body()).isEqualTo(OLD);
        assertThat(server.stagingIsEmpty()).isTrue();
        assertThat(server.blobFilesBecome(1)).isTrue();
    }

    @Test
    void bodyThatIsWhatItSaysReplacesTheOldOne() throws Exception {
        RawReply stored = put().header("content-md5", Bytes.base64(Bytes.digest("MD5", NEW)))
                .header("x-amz-checksum-sha1", Bytes.base64(Bytes.digest("SHA-1", NEW)))
                .body(NEW)
                .send();

        assertThat(stored.summary()).isEqualTo("200");
        assertThat(stored.header("etag")).hasValue(Bytes.etag(NEW));
        assertThat(server.request("GET", "/long/k").send().body()).isEqualTo(NEW);
    }

    @Test
    void otherBytesThanTheSignedOnesAreRefused() throws Exception {
        byte[] changed = NEW.clone();
        changed[changed.length - 1] ^= 1;

        RawReply reply = put().body(NEW).changedAfterSigning(changed).send();

        assertThat(reply.summary()).isEqualTo("400 XAmzContentSHA256Mismatch");
        assertThatOldObjectIsThere();
    }

    @Test
    void wrongContentMd5IsRefused() throws Exception {
        RawReply reply = put().header("content-md5", Bytes.base64(Bytes.digest("MD5", OTHER)))
                .body(NEW)
                .send();

        assertThat(reply.summary()).isEqualTo("400 BadDigest");
        assertThatOldObjectIsThere();
    }

    @Test
    void wrongChecksumInAHeaderIsRefused() throws Exception {
        RawReply reply = put().header("x-amz-checksum-sha256", Bytes.base64(Bytes.digest("SHA-256", OTHER)))
                .body(NEW)
                .payloadUnsigned()
                .send();

        assertThat(reply.summary()).isEqualTo("400 BadDigest");
        assertThatOldObjectIsThere();
    }

    /** With bytes that are not the signed ones either, the signature is what is refused, as with a short body. */
    @Test
    void signatureIsJudgedBeforeTheDigests() throws Exception {
        RawReply reply = put().header("content-md5", Bytes.base64(Bytes.digest("MD5", NEW)))
                .body(NEW)
                .changedAfterSigning(OTHER)
                .send();

        assertThat(reply.summary()).isEqualTo("400 XAmzContentSHA256Mismatch");
        assertThatOldObjectIsThere();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void checksumInTheTrailerIsCompared(boolean right) throws Exception {
        String value = Bytes.base64(Bytes.digest("SHA-256", right ? NEW : OTHER));
        var chunked = new ByteArrayOutputStream();
        for (int at = 0; at < NEW.length; at += Bytes.MIB) {
            int count = Math.min(Bytes.MIB, NEW.length - at);
            chunked.writeBytes((Integer.toHexString(count) + "\r\n").getBytes(ISO_8859_1));
            chunked.write(NEW, at, count);
            chunked.writeBytes("\r\n".getBytes(ISO_8859_1));
        }
        chunked.writeBytes(("0\r\nx-amz-checksum-sha256:" + value + "\r\n\r\n").getBytes(ISO_8859_1));

        RawReply reply = put().payload("STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .header("content-encoding", "aws-chunked")
                .header("x-amz-decoded-content-length", Integer.toString(NEW.length))
                .header("x-amz-trailer", "x-amz-checksum-sha256")
                .body(chunked.toByteArray())
                .send();

        if (right) {
            assertThat(reply.header("etag")).hasValue(Bytes.etag(NEW));
        } else {
            assertThat(reply.summary()).isEqualTo("400 BadDigest");
            assertThatOldObjectIsThere();
        }
    }

    @Test
    void clientThatDiesHalfWayLeavesTheOldObject() throws Exception {
        byte[] request = put().body(NEW).signed();
        for (int missing : new int[] {1, NEW.length / 2, NEW.length - 1}) {
            try (RawConnection connection = server.connect()) {
                connection.write(Arrays.copyOf(request, request.length - missing));
            }

            assertThatOldObjectIsThere();
        }
    }
}
