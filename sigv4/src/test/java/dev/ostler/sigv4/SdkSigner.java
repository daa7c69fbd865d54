// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Signs with the signer of the AWS SDK for Java, as its S3 client does. */
final class SdkSigner {
    static final AccessKey KEY = new AccessKey("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    static final String REGION = "us-ashburn-1";
    static final Instant SIGNED_AT = Instant.parse("2026-11-24T12:34:56Z");
    static final Clock CLOCK = Clock.fixed(SIGNED_AT, ZoneOffset.UTC);

    private SdkSigner() {}

    /**
     * What is to be signed.
     *
     * @param path encoded
     * @param query each parameter's values, decoded
     */
    record Draft(
            String method,
            String path,
            Map<String, List<String>> query,
            Map<String, List<String>> headers,
            byte[] body) {}

    /** What the SDK would send. The query's parameters are decoded, as the SDK leaves it to its HTTP client to encode them. */
    record Signed(
            String method,
            String path,
            Map<String, List<String>> query,
            List<TestRequest.Header> headers,
            byte[] body) {
        TestRequest withQuery(String rawQuery) {
            return new TestRequest(method, path, rawQuery, headers);
        }
    }

    static Signed header(Draft draft, boolean payloadSigned) {
        return sign(draft, sign -> sign.putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, payloadSigned));
    }

    static Signed presigned(Draft draft, Duration expires) {
        return sign(
                draft,
                sign -> sign.putProperty(
                                AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, expires)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false));
    }

    /** With aws-chunked; a checksum is a trailer. */
    static Signed chunked(Draft draft, boolean payloadSigned, Optional<ChecksumAlgorithm> checksum) {
        return sign(draft, sign -> {
            sign.putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true);
            sign.putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, payloadSigned);
            checksum.ifPresent(algorithm -> sign.putProperty(AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, algorithm));
        });
    }

    private static Signed sign(Draft draft, Consumer<SignRequest.Builder<AwsCredentialsIdentity>> properties) {
        String host = draft.headers().getOrDefault("Host", List.of()).getFirst();
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(draft.method()))
                .uri(URI.create("https://" + host))
                .encodedPath(draft.path());
        draft.query().forEach(request::putRawQueryParameter);
        draft.headers().forEach(request::putHeader);
        SignedRequest signed = AwsV4HttpSigner.create().sign(sign -> {
            sign.identity(AwsCredentialsIdentity.create(KEY.id(), KEY.secret()))
                    .request(request.build())
                    .payload(() -> new ByteArrayInputStream(draft.body()))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                    .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                    .putProperty(AwsV4FamilyHttpSigner.SIGNING_CLOCK, CLOCK);
            properties.accept(sign);
        });
        return asSent(signed);
    }

    private static Signed asSent(SignedRequest signed) {
        List<TestRequest.Header> headers = new ArrayList<>();
        signed.request().forEachHeader((name, values) -> {
            for (String value : values) {
                headers.add(new TestRequest.Header(name, new String(value.getBytes(UTF_8), ISO_8859_1)));
            }
        });
        byte[] body = signed.payload().map(SdkSigner::read).orElseGet(() -> new byte[0]);
        return new Signed(
                signed.request().method().name(),
                signed.request().encodedPath(),
                signed.request().rawQueryParameters(),
                headers,
                body);
    }

    private static byte[] read(ContentStreamProvider payload) {
        try (var stream = payload.newStream()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
