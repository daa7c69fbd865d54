// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ostler.server.identity.CustomerSecretKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A browser's upload put together by hand: a policy, signed without the server's own code, and a form of it. */
final class PostedForm {
    static final String BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

    private static final DateTimeFormatter BASIC_ISO =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final TestServer server;
    private final List<String> conditions = new ArrayList<>();
    private final List<Map.Entry<String, String>> fields = new ArrayList<>();
    private final Map<String, String> replaced = new LinkedHashMap<>();
    private final List<String> dropped = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String path;
    private String expiration;
    private UnaryOperator<String> policy = json -> json;
    private UnaryOperator<String> signedText = base64 -> base64;
    private CustomerSecretKey key;
    private String region = ServerConfig.DEFAULT_REGION;
    private boolean signed = true;
    private String fileHead = fileHeadOf("photo.jpg");
    private byte[] file = new byte[0];
    private String rest = "\r\n--" + BOUNDARY + "--\r\n";

    /** A form for an object of this name; its policy holds for ten minutes and has a condition for each field. */
    PostedForm(TestServer server, String bucket, String key) {
        this.server = server;
        this.path = "/" + bucket;
        this.key = server.key();
        this.expiration = server.clock()
                .instant()
                .plus(Duration.ofMinutes(10))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        headers.put("host", server.authority());
        headers.put("content-type", "multipart/form-data; boundary=" + BOUNDARY);
        condition("{\"bucket\": \"" + bucket + "\"}");
        field("key", key);
    }

    PostedForm file(String content) {
        return file(content.getBytes(UTF_8));
    }

    PostedForm file(byte[] content) {
        file = content;
        return this;
    }

    /** As it stands between the quotes of the part's header. */
    PostedForm filename(String name) {
        return fileHead(fileHeadOf(name));
    }

    private static String fileHeadOf(String filename) {
        return "Content-Disposition: form-data; name=\"file\"; filename=\"" + filename
                + "\"\r\nContent-Type: image/jpeg\r\n\r\n";
    }

    /** The headers of the file's part, and the empty line after them. */
    PostedForm fileHead(String lines) {
        fileHead = lines;
        return this;
    }

    /** What follows the file's last byte. */
    PostedForm rest(String text) {
        rest = text;
        return this;
    }

    /** A field that may have any value. */
    PostedForm field(String name, String value) {
        condition("[\"starts-with\", \"$" + name + "\", \"\"]");
        return bareField(name, value);
    }

    /** A field that no condition is about. */
    PostedForm bareField(String name, String value) {
        fields.add(Map.entry(name, value));
        return this;
    }

    PostedForm condition(String json) {
        conditions.add(json);
        return this;
    }

    PostedForm noConditions() {
        conditions.clear();
        return this;
    }

    PostedForm noKey() {
        conditions.removeIf(condition -> condition.contains("$key"));
        return drop("key");
    }

    PostedForm expiration(String text) {
        expiration = text;
        return this;
    }

    /** Changes the policy before it is signed. */
    PostedForm policy(UnaryOperator<String> change) {
        policy = change;
        return this;
    }

    /** Signs this instead of the policy's base64, which is sent all the same. */
    PostedForm signing(UnaryOperator<String> text) {
        signedText = text;
        return this;
    }

    PostedForm key(CustomerSecretKey other) {
        key = other;
        return this;
    }

    PostedForm region(String other) {
        region = other;
        return this;
    }

    /** Without any of the credentials. */
    PostedForm unsigned() {
        signed = false;
        return this;
    }

    /** Gives a field another value after signing. */
    PostedForm replace(String name, String value) {
        replaced.put(name, value);
        return this;
    }

    /** Leaves a field out after signing. */
    PostedForm drop(String name) {
        dropped.add(name);
        return this;
    }

    PostedForm header(String lowerCaseName, String value) {
        headers.put(lowerCaseName, value);
        return this;
    }

    PostedForm query(String query) {
        return path(path + "?" + query);
    }

    /** Sends it elsewhere than to its bucket's address. */
    PostedForm path(String other) {
        path = other;
        return this;
    }

    RawReply send() throws IOException {
        return server.send(request());
    }

    byte[] request() {
        byte[] body = body();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head(body.length).getBytes(ISO_8859_1));
        boolean chunked = headers.containsKey("transfer-encoding");
        request.writeBytes((chunked ? Integer.toHexString(body.length) + "\r\n" : "").getBytes(ISO_8859_1));
        request.writeBytes(body);
        request.writeBytes((chunked ? "\r\n0\r\n\r\n" : "").getBytes(ISO_8859_1));
        return request.toByteArray();
    }

    String head(int contentLength) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (!all.containsKey("transfer-encoding")) {
            all.put("content-length", Integer.toString(contentLength));
        }
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\n");
        all.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return head.append("\r\n").toString();
    }

    byte[] body() {
        List<Map.Entry<String, String>> all = new ArrayList<>(fields);
        if (signed) {
            all.addAll(credentials());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, String> field : all) {
            if (!dropped.contains(field.getKey())) {
                body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field.getKey()
                                + "\"\r\n\r\n" + replaced.getOrDefault(field.getKey(), field.getValue()) + "\r\n")
                        .getBytes(UTF_8));
            }
        }
        body.writeBytes(("--" + BOUNDARY + "\r\n" + fileHead).getBytes(UTF_8));
        body.writeBytes(file);
        body.writeBytes(rest.getBytes(UTF_8));
        return body.toByteArray();
    }

    private List<Map.Entry<String, String>> credentials() {
        Instant now = server.clock().instant();
        String date = BASIC_ISO.format(now);
        String scope = date.substring(0, 8) + "/" + region + "/s3/aws4_request";
        List<String> all = new ArrayList<>(conditions);
        all.add("{\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}");
        all.add("{\"x-amz-credential\": \"" + key.id() + "/" + scope + "\"}");
        all.add("{\"x-amz-date\": \"" + date + "\"}");
        String json = "{\"expiration\": \"" + expiration + "\", \"conditions\": [" + String.join(", ", all) + "]}";
        String encoded = Bytes.base64(policy.apply(json).getBytes(UTF_8));
        return List.of(
                Map.entry("x-amz-algorithm", "AWS4-HMAC-SHA256"),
                Map.entry("x-amz-credential", key.id() + "/" + scope),
                Map.entry("x-amz-date", date),
                Map.entry("policy", encoded),
                Map.entry("x-amz-signature", sign(key.secret(), scope, signedText.apply(encoded))));
    }

    private static String sign(String secret, String scope, String text) {
        byte[] signingKey = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            signingKey = hmac(signingKey, part);
        }
        return HexFormat.of().formatHex(hmac(signingKey, text));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
