// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;

/** Thousands of random requests: what the AWS SDK's own signer signs is accepted, and our signer signs the same. */
class RandomRequestsTest {
    private static final int REQUESTS = 2000;
    private static final int CHUNKED_REQUESTS = 300;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomDrafts drafts = new RandomDrafts(random);
    private final RequestVerifier verifier = new RequestVerifier(new SigningKeys(), SdkSigner.CLOCK);
    private final RequestSigner ours = new RequestSigner(SdkSigner.KEY, SdkSigner.REGION, SdkSigner.CLOCK);

    RandomRequestsTest() {
        System.out.println("RandomRequestsTest seed " + seed);
    }

    private VerifiedPayload verified(TestRequest request) throws SignatureRefusedException {
        return verifier.verify(request, Claims.of(request).orElseThrow(), SdkSigner.KEY);
    }

    @Test
    void whatTheSdkSignsInTheHeaderIsAccepted() throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            SdkSigner.Signed signed = SdkSigner.header(
                    drafts.next(drafts.pick("GET", "PUT", "HEAD", "DELETE", "POST")), random.nextBoolean());
            TestRequest request = signed.withQuery(drafts.wireQuery(signed.query()));

            byte[] read = new byte[0];
            try {
                read = verified(request)
                        .wrap(new ByteArrayInputStream(signed.body()))
                        .readAllBytes();
            } catch (SignatureRefusedException e) {
                throw new AssertionError("seed " + seed + ", number " + i + ": " + request, e);
            }

            assertThat(read).isEqualTo(signed.body());
        }
    }

    @Test
    void whatTheSdkPresignsIsAccepted() {
        for (int i = 0; i < REQUESTS; i++) {
            SdkSigner.Signed signed = SdkSigner.presigned(
                    drafts.next(drafts.pick("GET", "PUT", "HEAD", "DELETE")),
                    Duration.ofSeconds(1 + random.nextInt(604_800)));
            TestRequest request = signed.withQuery(drafts.wireQuery(signed.query()));

            try {
                assertThat(verified(request)).isEqualTo(new VerifiedPayload.Unsigned("UNSIGNED-PAYLOAD"));
            } catch (SignatureRefusedException e) {
                throw new AssertionError("seed " + seed + ", number " + i + ": " + request, e);
            }
        }
    }

    enum ChunkedForm {
        SIGNED(true, Optional.empty()),
        SIGNED_TRAILER(true, Optional.of("x-amz-checksum-crc32")),
        UNSIGNED_TRAILER(false, Optional.of("x-amz-checksum-crc32"));

        final boolean signed;
        final Optional<String> trailer;

        ChunkedForm(boolean signed, Optional<String> trailer) {
            this.signed = signed;
            this.trailer = trailer;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheSdkSendsInChunksIsAccepted(ChunkedForm form) throws IOException {
        for (int i = 0; i < CHUNKED_REQUESTS; i++) {
            SdkSigner.Draft draft = drafts.next("PUT");
            byte[] object =
                    new byte[drafts.pick("0", "1", "x").equals("x") ? random.nextInt(500_000) : random.nextInt(2)];
            random.nextBytes(object);
            draft.headers().put("Content-Length", List.of(Integer.toString(object.length)));
            SdkSigner.Signed signed = SdkSigner.chunked(
                    new SdkSigner.Draft("PUT", draft.path(), draft.query(), draft.headers(), object),
                    form.signed,
                    form.trailer.map(_ -> DefaultChecksumAlgorithm.CRC32));
            TestRequest request = signed.withQuery(drafts.wireQuery(signed.query()));

            VerifiedPayload payload = verified(request);
            PayloadStream stream = payload.wrap(new ByteArrayInputStream(signed.body()));

            assertThat(stream.readAllBytes()).as("seed %d, number %d", seed, i).isEqualTo(object);
            assertThat(payload.decodedLength(signed.body().length)).isEqualTo(object.length);
            assertThat(stream.trailers().keySet())
                    .isEqualTo(form.trailer.map(Set::of).orElse(Set.of()));
        }
    }

    @Test
    void ourSignerSignsInTheHeaderAsTheSdkDoes() {
        for (int i = 0; i < REQUESTS; i++) {
            SdkSigner.Draft draft = drafts.next(drafts.pick("GET", "PUT", "HEAD", "DELETE"));
            SdkSigner.Signed signed = SdkSigner.header(draft, true);

            SignedHead head = ours.sign(unsigned(draft), RequestSigner.sha256(draft.body()));

            assertThat(head.headers())
                    .as("seed %d, number %d", seed, i)
                    .containsEntry("authorization", only(signed, "authorization"))
                    .containsEntry("x-amz-date", only(signed, "x-amz-date"))
                    .containsEntry("x-amz-content-sha256", only(signed, "x-amz-content-sha256"));
        }
    }

    @Test
    void ourSignerPresignsAsTheSdkDoes() throws SignatureRefusedException {
        for (int i = 0; i < REQUESTS; i++) {
            SdkSigner.Draft draft = drafts.next(drafts.pick("GET", "PUT", "HEAD", "DELETE"));
            Duration expires = Duration.ofSeconds(1 + random.nextInt(604_800));
            SdkSigner.Signed signed = SdkSigner.presigned(draft, expires);

            String query = ours.presign(unsigned(draft), expires);

            Map<String, String> sdks = new TreeMap<>();
            signed.query().forEach((name, values) -> sdks.put(name, values.getLast()));
            Map<String, String> mine = new TreeMap<>();
            for (QueryParameters.Parameter parameter :
                    QueryParameters.parse(query).parameters()) {
                mine.put(parameter.name(), parameter.value());
            }
            sdks.keySet().removeIf(name -> !name.startsWith("X-Amz-"));
            mine.keySet().removeIf(name -> !name.startsWith("X-Amz-"));
            assertThat(mine).as("seed %d, number %d", seed, i).hasSize(6).isEqualTo(sdks);
        }
    }

    private RequestSnapshot unsigned(SdkSigner.Draft draft) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        draft.headers()
                .forEach((name, values) -> fields.put(
                        name.toLowerCase(Locale.ROOT),
                        values.stream()
                                .map(value -> new String(value.getBytes(UTF_8), ISO_8859_1))
                                .toList()));
        return new RequestSnapshot(draft.method(), draft.path(), drafts.wireQuery(draft.query()), fields);
    }

    private static String only(SdkSigner.Signed signed, String name) {
        List<String> values = signed.withQuery("").headers(name);
        assertThat(values).hasSize(1);
        return values.getFirst();
    }
}
