// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** aws-chunked in its three forms, byte by byte: what HTTP clients seldom send and somebody else might. */
class AwsChunkedTest {
    private static final RequestVerifier VERIFIER = new RequestVerifier(new SigningKeys(), SdkSigner.CLOCK);
    private static final RequestSigner SIGNER = new RequestSigner(SdkSigner.KEY, SdkSigner.REGION, SdkSigner.CLOCK);
    private static final String CRC32 = "x-amz-checksum-crc32";

    enum Form {
        SIGNED(Claim.STREAMING_SIGNED, Map.of()),
        SIGNED_TRAILER(Claim.STREAMING_SIGNED_TRAILER, Map.of(CRC32, "QU+j5A==")),
        UNSIGNED_TRAILER(Claim.STREAMING_UNSIGNED_TRAILER, Map.of(CRC32, "QU+j5A=="));

        final String payload;
        final Map<String, String> trailers;

        Form(String payload, Map<String, String> trailers) {
            this.payload = payload;
            this.trailers = trailers;
        }
    }

    /** A signed upload whose body can be spoilt. */
    private static final class Upload {
        final TestRequest request;
        final SignedHead head;

        /** @param headers besides Host and what the signer adds */
        Upload(String payload, String... headers) {
            TestRequest unsigned =
                    TestRequest.of("PUT", "/photos/cat.jpg", headers).with("Host", "127.0.0.1:9000");
            this.head = SIGNER.sign(unsigned, payload);
            TestRequest signed = unsigned;
            for (Map.Entry<String, String> header : head.headers().entrySet()) {
                signed = signed.with(header.getKey(), header.getValue());
            }
            this.request = signed;
        }

        static Upload of(Form form, long decodedLength) {
            String length = Long.toString(decodedLength);
            return form.trailers.isEmpty()
                    ? new Upload(form.payload, "x-amz-decoded-content-length", length)
                    : new Upload(form.payload, "x-amz-decoded-content-length", length, "x-amz-trailer", CRC32);
        }

        PayloadStream stream(InputStream body) throws SignatureRefusedException {
            return VERIFIER.verify(request, Claims.of(request).orElseThrow(), SdkSigner.KEY)
                    .wrap(body);
        }

        PayloadStream stream(byte[] body) throws SignatureRefusedException {
            return stream(new ByteArrayInputStream(body));
        }

        SignatureRefusal refusalOf(byte[] body) {
            return catchThrowableOfType(
                            SignatureRefusedException.class, () -> stream(body).readAllBytes())
                    .refusal();
        }

        SignatureRefusal refusalOf(String body) {
            return refusalOf(body.getBytes(ISO_8859_1));
        }
    }

    private static byte[] object(int length) {
        byte[] object = new byte[length];
        new Random(length).nextBytes(object);
        return object;
    }

    private static byte[] body(Upload upload, Form form, byte[] object, int chunkBytes) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int from = 0; from < object.length; from += chunkBytes) {
            body.writeBytes(
                    upload.head.chunk(Arrays.copyOfRange(object, from, Math.min(object.length, from + chunkBytes))));
        }
        body.writeBytes(upload.head.end(form.trailers));
        return body.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    // What is accepted

    @ParameterizedTest
    @EnumSource
    void objectsOfAnySizeInChunksOfAnySizeAreDecoded(Form form) throws IOException {
        for (int length : new int[] {0, 1, 2, 8191, 8192, 8193, 100_000}) {
            for (int chunkBytes : new int[] {1, 7, 8192, 65_536}) {
                if (length / chunkBytes < 20_000) {
                    Upload upload = Upload.of(form, length);
                    byte[] object = object(length);

                    PayloadStream stream = upload.stream(body(upload, form, object, chunkBytes));

                    assertThat(stream.readAllBytes()).isEqualTo(object);
                    assertThat(stream.trailers()).isEqualTo(form.trailers);
                    assertThat(stream.read()).isEqualTo(-1);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesMayComeAndBeReadOneByOne(Form form) throws IOException {
        Upload upload = Upload.of(form, 300);
        byte[] object = object(300);
        InputStream dripping = new ByteArrayInputStream(body(upload, form, object, 100)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(1, length));
            }
        };

        PayloadStream stream = upload.stream(dripping);

        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int b = stream.read(); b >= 0; b = stream.read()) {
            read.write(b);
        }
        assertThat(read.toByteArray()).isEqualTo(object);
        assertThat(stream.trailers()).isEqualTo(form.trailers);
    }

    @ParameterizedTest
    @EnumSource
    void readsOfAnySizeSeeTheSameBytes(Form form) throws IOException {
        long seed = new Random().nextLong();
        System.out.println("AwsChunkedTest seed " + seed);
        Random random = new Random(seed);
        Upload upload = Upload.of(form, 200_000);
        byte[] object = object(200_000);

        PayloadStream stream = upload.stream(body(upload, form, object, 1 + random.nextInt(70_000)));

        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[30_000];
        int count = 0;
        while (count >= 0) {
            read.write(buffer, 0, count);
            int offset = random.nextInt(100);
            int wanted = random.nextInt(buffer.length - offset);
            count = stream.read(buffer, offset, wanted);
            System.arraycopy(buffer, offset, buffer, 0, Math.max(0, count));
        }
        assertThat(read.toByteArray()).isEqualTo(object);
    }

    @Test
    void minioGosLinesOfASignedTrailerAreUnderstood() throws IOException {
        Upload upload = Upload.of(Form.SIGNED_TRAILER, 43);
        String body = text(body(upload, Form.SIGNED_TRAILER, object(43), 43));
        String minios = body.replace("QU+j5A==\r\n", "QU+j5A==\n\r\n");
        assertThat(minios).isNotEqualTo(body);

        PayloadStream stream = upload.stream(minios.getBytes(ISO_8859_1));

        assertThat(stream.readAllBytes()).isEqualTo(object(43));
        assertThat(stream.trailers()).isEqualTo(Form.SIGNED_TRAILER.trailers);
    }

    @Test
    void severalTrailersAreSignedInTheirOrder() throws IOException {
        Upload upload = new Upload(
                Claim.STREAMING_SIGNED_TRAILER,
                "x-amz-decoded-content-length",
                "0",
                "x-amz-trailer",
                "x-amz-checksum-sha256, X-Amz-Checksum-Crc32");
        Map<String, String> trailers = new LinkedHashMap<>();
        trailers.put("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        trailers.put(CRC32, "AAAAAA==");

        PayloadStream stream = upload.stream(upload.head.end(trailers));

        assertThat(stream.readAllBytes()).isEmpty();
        assertThat(stream.trailers()).isEqualTo(trailers);
    }

    // Lengths

    @ParameterizedTest
    @EnumSource
    void decodedLengthIsMandatory(Form form) {
        Upload without =
                form.trailers.isEmpty() ? new Upload(form.payload) : new Upload(form.payload, "x-amz-trailer", CRC32);

        assertThat(without.refusalOf("")).isEqualTo(new SignatureRefusal.DecodedLengthMissing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "1.0", "0x1", "1,1", "9999999999999999999", "\u0661"})
    void decodedLengthIsANumber(String value) {
        Upload upload = new Upload(Claim.STREAMING_SIGNED, "x-amz-decoded-content-length", value);

        assertThat(upload.refusalOf("")).isEqualTo(new SignatureRefusal.DecodedLengthMissing());
    }

    @Test
    void decodedLengthStandsOnce() {
        Upload upload = new Upload(
                Claim.STREAMING_SIGNED, "x-amz-decoded-content-length", "1", "x-amz-decoded-content-length", "1");

        assertThat(upload.refusalOf("")).isEqualTo(new SignatureRefusal.DecodedLengthMissing());
    }

    @ParameterizedTest
    @EnumSource
    void fewerBytesThanAnnouncedAreRefused(Form form) {
        Upload upload = Upload.of(form, 101);

        SignatureRefusal refusal = upload.refusalOf(body(upload, form, object(100), 40));

        assertThat(refusal).isEqualTo(new SignatureRefusal.LengthMismatch(101, 100));
    }

    @ParameterizedTest
    @EnumSource
    void moreBytesThanAnnouncedAreRefusedAtTheirChunk(Form form) {
        Upload upload = Upload.of(form, 99);

        SignatureRefusal refusal = upload.refusalOf(body(upload, form, object(100), 40));

        assertThat(refusal).isEqualTo(new SignatureRefusal.LengthMismatch(99, 100));
    }

    @Test
    void aChunksSizeAloneMakesNobodyHoldIt() {
        Upload upload = Upload.of(Form.SIGNED, 1L << 40);

        SignatureRefusal refusal =
                upload.refusalOf("10000000000;chunk-signature=" + "0".repeat(64) + "\r\nno terabyte");

        assertThat(refusal).isEqualTo(new SignatureRefusal.LengthMismatch(1L << 40, "no terabyte".length()));
    }

    // Framing

    @ParameterizedTest
    @EnumSource
    void aBodyThatEndsAnywhereBeforeItsEndIsRefused(Form form) throws IOException {
        Upload upload = Upload.of(form, 60);
        byte[] body = body(upload, form, object(60), 25);

        for (int length = 0; length < body.length; length++) {
            assertThat(upload.refusalOf(Arrays.copyOf(body, length)))
                    .as("%d of %d bytes", length, body.length)
                    .isInstanceOf(SignatureRefusal.LengthMismatch.class);
        }
        assertThat(upload.stream(body).readAllBytes()).hasSize(60);
    }

    @ParameterizedTest
    @EnumSource
    void bytesAfterTheLastChunkAreRefused(Form form) {
        Upload upload = Upload.of(form, 60);
        byte[] body = body(upload, form, object(60), 25);

        for (String garbage : List.of("\r\n", "x", "\0", "0\r\n\r\n", "x-amz-meta-a:b\r\n\r\n")) {
            assertThat(upload.refusalOf(text(body) + garbage))
                    .isEqualTo(new SignatureRefusal.MalformedChunk("bytes after the last chunk"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "g", "-1", "+1", "0x3", "3 ", " 3", "1234567890123456", "3\u0660"})
    void aChunksSizeIsAHexadecimalNumberOfAtMostFifteenDigits(String size) {
        for (Form form : Form.values()) {
            Upload upload = Upload.of(form, 3);

            assertThat(upload.refusalOf(size + ";chunk-signature=" + "0".repeat(64) + "\r\nabc\r\n"))
                    .isEqualTo(new SignatureRefusal.MalformedChunk("the size of a chunk is no hexadecimal number"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChunksHeaderHasALimit(Form form) {
        Upload upload = Upload.of(form, 3);

        assertThat(upload.refusalOf("0".repeat(AwsChunkedStream.MAX_CHUNK_HEADER_BYTES + 1) + "\r\n"))
                .isEqualTo(new SignatureRefusal.MalformedChunk("a line of more than 1024 bytes"));
    }

    @Test
    void aChunksHeaderEndsInCrLf() {
        Upload upload = Upload.of(Form.UNSIGNED_TRAILER, 3);

        assertThat(upload.refusalOf("3\nabc\r\n0\r\n" + CRC32 + ":AAAAAA==\r\n\r\n"))
                .isInstanceOf(SignatureRefusal.MalformedChunk.class);
    }

    @Test
    void aChunkEndsInCrLf() {
        Upload upload = Upload.of(Form.UNSIGNED_TRAILER, 3);

        for (String end : List.of("\n", "\r", "x\r\n", "\r\r")) {
            assertThat(upload.refusalOf("3\r\nabc" + end + "0\r\n" + CRC32 + ":AAAAAA==\r\n\r\n"))
                    .isEqualTo(new SignatureRefusal.MalformedChunk("a chunk that does not end in CR LF"));
        }
    }

    // Signatures of chunks

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNSIGNED_TRAILER")
    void aWrongSignatureIsFoundInItsChunk(Form form) {
        for (int spoilt = 1; spoilt <= 4; spoilt++) {
            Upload upload = Upload.of(form, 60);
            String body = text(body(upload, form, object(60), 25));
            int signature = nthIndexOf(body, "chunk-signature=", spoilt) + "chunk-signature=".length();
            char other = body.charAt(signature) == '0' ? '1' : '0';

            SignatureRefusal refusal =
                    upload.refusalOf(body.substring(0, signature) + other + body.substring(signature + 1));

            assertThat(refusal).isEqualTo(new SignatureRefusal.ChunkSignatureMismatch(spoilt));
        }
    }

    private static int nthIndexOf(String text, String part, int n) {
        return IntStream.iterate(text.indexOf(part), from -> from >= 0, from -> text.indexOf(part, from + 1))
                .skip(n - 1L)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aChunkWithoutASignatureIsRefused() {
        for (String header : List.of("3", "3;", "3;signature=abc", "3; chunk-signature=abc")) {
            assertThat(Upload.of(Form.SIGNED, 3).refusalOf(header + "\r\nabc\r\n"))
                    .isEqualTo(new SignatureRefusal.MalformedChunk("a chunk without chunk-signature"));
        }
    }

    @Test
    void chunksCannotChangePlacesBeLeftOutOrComeTwice() {
        Upload upload = Upload.of(Form.SIGNED, 60);
        String one = text(upload.head.chunk(object(20)));
        String two = text(upload.head.chunk(object(20)));
        String three = text(upload.head.chunk(object(20)));
        String end = text(upload.head.end(Map.of()));

        assertThat(upload.refusalOf(two + one + three + end)).isEqualTo(new SignatureRefusal.ChunkSignatureMismatch(1));
        assertThat(upload.refusalOf(one + three + end)).isEqualTo(new SignatureRefusal.ChunkSignatureMismatch(2));
        assertThat(upload.refusalOf(one + one + two + three + end))
                .isEqualTo(new SignatureRefusal.ChunkSignatureMismatch(2));
        assertThat(upload.refusalOf(end)).isEqualTo(new SignatureRefusal.ChunkSignatureMismatch(1));
    }

    @Test
    void anotherUploadsChunksAreRefused() {
        Upload upload = Upload.of(Form.SIGNED, 60);
        Upload other = new Upload(Claim.STREAMING_SIGNED, "x-amz-decoded-content-length", "60", "x-amz-meta-a", "b");

        assertThat(upload.refusalOf(body(other, Form.SIGNED, object(60), 25)))
                .isEqualTo(new SignatureRefusal.ChunkSignatureMismatch(1));
    }

    @Test
    void theLastBytesOfAChunkWaitForItsSignature() throws IOException {
        Upload upload = Upload.of(Form.SIGNED, 60);
        byte[] body = body(upload, Form.SIGNED, object(60), 60);
        body[body.length / 2] ^= 1;
        PayloadStream stream = upload.stream(body);
        byte[] read = new byte[100];

        assertThatThrownBy(() -> stream.read(read, 0, 60)).isInstanceOf(SignatureRefusedException.class);
    }

    @Test
    void whatIsRefusedOnceStaysRefused() throws IOException {
        Upload upload = Upload.of(Form.SIGNED, 60);
        byte[] body = body(upload, Form.SIGNED, object(60), 30);
        body[200] ^= 1;
        PayloadStream stream = upload.stream(body);

        var first = catchThrowableOfType(SignatureRefusedException.class, stream::readAllBytes);
        var second = catchThrowableOfType(SignatureRefusedException.class, stream::read);

        assertThat(second).isSameAs(first);
    }

    // Trailers

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SIGNED")
    void anAnnouncedTrailerThatIsMissingIsRefused(Form form) {
        Upload upload = Upload.of(form, 0);

        SignatureRefusal refusal = upload.refusalOf(upload.head.end(Map.of()));

        assertThat(refusal)
                .isEqualTo(new SignatureRefusal.MalformedChunk(
                        "x-amz-trailer announces [x-amz-checksum-crc32], the body brings []"));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "SIGNED")
    void aTrailerThatIsNotAnnouncedIsRefused(Form form) {
        Upload upload = new Upload(form.payload, "x-amz-decoded-content-length", "0");

        SignatureRefusal refusal = upload.refusalOf(upload.head.end(form.trailers));

        assertThat(refusal)
                .isEqualTo(new SignatureRefusal.MalformedChunk(
                        "x-amz-trailer announces [], the body brings [x-amz-checksum-crc32]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Claim.STREAMING_SIGNED, Claim.UNSIGNED_PAYLOAD})
    void aTrailerThatTheBodyHasNoPlaceForIsRefused(String payload) {
        Upload upload = new Upload(payload, "x-amz-decoded-content-length", "0", "x-amz-trailer", CRC32);

        assertThat(upload.refusalOf(""))
                .isEqualTo(new SignatureRefusal.MalformedChunk(
                        "x-amz-trailer announces [x-amz-checksum-crc32], x-amz-content-sha256 no trailer"));
    }

    @Test
    void aTrailerAfterUnannouncedChunksIsRefused() {
        Upload upload = Upload.of(Form.SIGNED, 0);
        String body = text(upload.head.end(Map.of()));

        assertThat(upload.refusalOf(body.substring(0, body.length() - 2) + CRC32 + ":AAAAAA==\r\n\r\n"))
                .isInstanceOf(SignatureRefusal.MalformedChunk.class);
    }

    @Test
    void aTrailerWithAWrongSignatureIsRefused() {
        Upload upload = Upload.of(Form.SIGNED_TRAILER, 60);
        String body = text(body(upload, Form.SIGNED_TRAILER, object(60), 25));

        for (String spoilt : List.of(
                body.replace("QU+j5A==", "QU+j5Q=="),
                body.replace("x-amz-trailer-signature:", "x-amz-trailer-signature:0"),
                body.replaceFirst("x-amz-trailer-signature:.*", "x-amz-trailer-signature:"))) {
            assertThat(spoilt).isNotEqualTo(body);
            assertThat(upload.refusalOf(spoilt)).isEqualTo(new SignatureRefusal.ChunkSignatureMismatch(5));
        }
    }

    @Test
    void aSignedTrailerWithoutASignatureIsRefused() {
        Upload upload = Upload.of(Form.SIGNED_TRAILER, 60);
        String body = text(body(upload, Form.SIGNED_TRAILER, object(60), 25));

        SignatureRefusal refusal = upload.refusalOf(body.replaceFirst("x-amz-trailer-signature:.*\r\n", "") + "\r\n");

        assertThat(refusal).isEqualTo(new SignatureRefusal.MalformedChunk("a trailer without x-amz-trailer-signature"));
    }

    @Test
    void nothingFollowsATrailersSignature() {
        Upload upload = Upload.of(Form.SIGNED_TRAILER, 60);
        String body = text(body(upload, Form.SIGNED_TRAILER, object(60), 25));

        SignatureRefusal refusal =
                upload.refusalOf(body.substring(0, body.length() - 2) + "x-amz-checksum-sha1:abc\r\n\r\n");

        assertThat(refusal).isEqualTo(new SignatureRefusal.MalformedChunk("the trailer does not end in an empty line"));
    }

    @Test
    void trailersHaveLimits() {
        Upload upload = Upload.of(Form.UNSIGNED_TRAILER, 0);
        StringBuilder many = new StringBuilder("0\r\n");
        for (int i = 0; i <= AwsChunkedStream.MAX_TRAILERS; i++) {
            many.append("t").append(i).append(":v\r\n");
        }

        assertThat(upload.refusalOf(many + "\r\n"))
                .isEqualTo(new SignatureRefusal.MalformedChunk("more than 16 trailers"));
        assertThat(upload.refusalOf("0\r\n" + CRC32 + ":" + "A".repeat(4096) + "\r\n\r\n"))
                .isEqualTo(new SignatureRefusal.MalformedChunk("a line of more than 4096 bytes"));
        assertThat(upload.refusalOf("0\r\nno colon\r\n\r\n"))
                .isEqualTo(new SignatureRefusal.MalformedChunk("a trailer without a name"));
        assertThat(upload.refusalOf("0\r\n" + CRC32 + ":a\r\n" + CRC32 + ":a\r\n\r\n"))
                .isEqualTo(new SignatureRefusal.MalformedChunk("the trailer x-amz-checksum-crc32 stands twice"));
    }
}
