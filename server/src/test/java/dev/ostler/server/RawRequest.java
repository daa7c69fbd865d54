// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.sigv4.AccessKey;
import dev.ostler.sigv4.RequestSigner;
import dev.ostler.sigv4.RequestSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * A request put together by hand, signed by the AWS SDK's own signer and sent as it stands. Path and query are sent as
 * given, so both must be encoded as S3 signs them.
 */
public final class RawRequest {
    private final RunningServer server;
    private final String method;
    private final String target;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> unsignedHeaders = new LinkedHashMap<>();
    private byte[] body = new byte[0];
    private byte[] sentBody = body;
    private boolean payloadSigned = true;
    private Optional<String> payload = Optional.empty();
    private boolean lengthAnnounced = true;
    private CustomerSecretKey key;
    private String region;
    private Optional<Instant> at = Optional.empty();

    /** @param target path and query */
    RawRequest(RunningServer server, String method, String target) {
        this.server = server;
        this.method = method;
        this.target = target;
        this.key = server.key();
        this.region = ServerConfig.DEFAULT_REGION;
        headers.put("host", server.authority());
    }

    /** Signed, as all headers are but those of {@link #unsignedHeader}. The name is in lower case. */
    public RawRequest header(String lowerCaseName, String value) {
        headers.put(lowerCaseName, value);
        return this;
    }

    /** Added after signing; replaces a signed one of the same name. */
    public RawRequest unsignedHeader(String lowerCaseName, String value) {
        unsignedHeaders.put(lowerCaseName, value);
        return this;
    }

    public RawRequest body(byte[] bytes) {
        body = bytes;
        sentBody = bytes;
        return this;
    }

    public RawRequest body(String text) {
        return body(text.getBytes(UTF_8));
    }

    /** Signed with this in {@code x-amz-content-sha256}, true or not; the body is sent as it stands. */
    public RawRequest payload(String declaration) {
        payload = Optional.of(declaration);
        return this;
    }

    /** Sent in place of the body that was signed. */
    public RawRequest changedAfterSigning(byte[] other) {
        sentBody = other;
        return this;
    }

    /** {@code UNSIGNED-PAYLOAD} instead of the body's hash. */
    public RawRequest payloadUnsigned() {
        payloadSigned = false;
        return this;
    }

    public RawRequest withoutContentLength() {
        lengthAnnounced = false;
        return this;
    }

    public RawRequest key(CustomerSecretKey other) {
        key = other;
        return this;
    }

    public RawRequest region(String other) {
        region = other;
        return this;
    }

    /** Signed at this time instead of the server's. */
    public RawRequest at(Instant time) {
        at = Optional.of(time);
        return this;
    }

    /** The bytes with an Authorization header. */
    public byte[] signed() {
        if (payload.isPresent()) {
            Map<String, String> all = new LinkedHashMap<>(headers);
            all.putAll(signer().sign(snapshot(), payload.get()).headers());
            return bytes(target, all);
        }
        return bytes(sign(AwsV4FamilyHttpSigner.AuthLocation.HEADER, Optional.empty()));
    }

    /** The bytes with the signature in the query. */
    public byte[] presigned(Duration expiry) {
        if (expiry.compareTo(Duration.ofDays(7)) > 0) {
            // The SDK's signer refuses to.
            int question = target.indexOf('?');
            String path = question < 0 ? target : target.substring(0, question);
            return bytes(path + "?" + signer().presign(snapshot(), expiry), headers);
        }
        return bytes(sign(AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING, Optional.of(expiry)));
    }

    /** The bytes without credentials. */
    public byte[] unsigned() {
        return bytes(target, headers);
    }

    public RawReply send() throws IOException {
        return exchange(signed());
    }

    public RawReply sendPresigned(Duration expiry) throws IOException {
        return exchange(presigned(expiry));
    }

    public RawReply sendUnsigned() throws IOException {
        return exchange(unsigned());
    }

    private RawReply exchange(byte[] bytes) throws IOException {
        try (RawConnection connection = server.connect()) {
            return connection.write(bytes).read(method.equals("HEAD"));
        }
    }

    /** Our own signer says whatever it is told of the payload; the SDK's does not. */
    private RequestSigner signer() {
        return new RequestSigner(
                new AccessKey(key.id(), key.secret()),
                region,
                Clock.fixed(at.orElseGet(server.clock()::instant), ZoneOffset.UTC));
    }

    private RequestSnapshot snapshot() {
        int question = target.indexOf('?');
        Map<String, List<String>> fields = new LinkedHashMap<>();
        headers.forEach((name, value) -> fields.put(name, List.of(value)));
        return new RequestSnapshot(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                fields);
    }

    private SdkHttpRequest sign(AwsV4FamilyHttpSigner.AuthLocation where, Optional<Duration> expiry) {
        int question = target.indexOf('?');
        // Under http the signer would sign every payload; the scheme is no part of the signature.
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(URI.create("https://" + headers.get("host")))
                .encodedPath(question < 0 ? target : target.substring(0, question));
        if (question >= 0) {
            for (String parameter : target.substring(question + 1).split("&", -1)) {
                int equals = parameter.indexOf('=');
                request.appendRawQueryParameter(
                        SdkHttpUtils.urlDecode(equals < 0 ? parameter : parameter.substring(0, equals)),
                        equals < 0 ? "" : SdkHttpUtils.urlDecode(parameter.substring(equals + 1)));
            }
        }
        headers.forEach(request::putHeader);
        boolean presigning = expiry.isPresent();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(AwsCredentialsIdentity.create(key.id(), key.secret()))
                        .request(request.build())
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, where)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, payloadSigned && !presigning)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, expiry.orElse(null))
                        .putProperty(
                                AwsV4FamilyHttpSigner.SIGNING_CLOCK,
                                Clock.fixed(at.orElseGet(server.clock()::instant), ZoneOffset.UTC)));
        return signed.request();
    }

    private byte[] bytes(SdkHttpRequest signed) {
        Map<String, String> all = new LinkedHashMap<>();
        signed.forEachHeader((name, values) -> all.put(name, values.getFirst()));
        String query = SdkHttpUtils.encodeAndFlattenQueryParameters(signed.rawQueryParameters())
                .orElse("");
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        return bytes(path + (query.isEmpty() ? "" : "?" + query), all);
    }

    private byte[] bytes(String line, Map<String, String> signedHeaders) {
        Map<String, String> all = new LinkedHashMap<>(signedHeaders);
        all.remove("Content-Length");
        if (!lengthAnnounced) {
            all.remove("content-length");
        } else if (sentBody.length > 0 || method.equals("PUT") || method.equals("POST")) {
            all.put("content-length", Integer.toString(sentBody.length));
        }
        all.putAll(unsignedHeaders);
        String head = method + " " + line + " HTTP/1.1\r\n"
                + all.entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                        .collect(Collectors.joining())
                + "\r\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.getBytes(UTF_8));
        bytes.writeBytes(sentBody);
        return bytes.toByteArray();
    }
}
