// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs by the book and by the JDK alone, from parts that a test may get wrong. */
final class HandSigner {
    static final String PATH = "/photos/a%20b/c%2Bd.jpg";
    static final String QUERY = "list-type=2&marker=&prefix=x%20y%2Fz";
    static final String DAY = "20261124";
    static final String AMZ_DATE = DAY + "T123456Z";
    static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    String method = "GET";
    String path = PATH;
    String query = QUERY;
    Map<String, String> headers = new LinkedHashMap<>();
    String payload = EMPTY;
    String amzDate = AMZ_DATE;
    String secret = SdkSigner.KEY.secret();
    String day = DAY;
    String region = SdkSigner.REGION;
    String service = "s3";
    String scopeToSign = "";

    HandSigner() {
        headers.put("accept-encoding", "identity");
        headers.put("content-type", "text/plain");
        headers.put("host", "ostler:9000");
        headers.put("my-list", "one, two");
        headers.put("x-amz-content-sha256", EMPTY);
        headers.put("x-amz-date", AMZ_DATE);
    }

    String signature() {
        StringBuilder canonical = new StringBuilder(method + "\n" + path + "\n" + query + "\n");
        headers.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        canonical
                .append('\n')
                .append(String.join(";", headers.keySet()))
                .append('\n')
                .append(payload);
        String scope = scopeToSign.isEmpty() ? day + "/" + region + "/" + service + "/aws4_request" : scopeToSign;
        return sign("AWS4-HMAC-SHA256\n" + amzDate + "\n" + scope + "\n" + sha256(canonical.toString()));
    }

    /** Signs any text with the key of secret, day, region and service. */
    String sign(String text) {
        byte[] key = hmac(("AWS4" + secret).getBytes(UTF_8), day);
        key = hmac(hmac(hmac(key, region), service), "aws4_request");
        return HexFormat.of().formatHex(hmac(key, text));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The right request, as it is sent: whatever {@code mistake} changes is changed for the signature alone. */
    static TestRequest sent(Consumer<HandSigner> mistake) {
        HandSigner right = new HandSigner();
        HandSigner wrong = new HandSigner();
        mistake.accept(wrong);
        TestRequest request = TestRequest.of(right.method, PATH + "?" + QUERY);
        for (Map.Entry<String, String> header : right.headers.entrySet()) {
            request = request.with(header.getKey(), header.getValue());
        }
        return request.with(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + SdkSigner.KEY.id() + "/" + DAY + "/" + SdkSigner.REGION
                        + "/s3/aws4_request, SignedHeaders=" + String.join(";", wrong.headers.keySet())
                        + ", Signature=" + wrong.signature());
    }
}
