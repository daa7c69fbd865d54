// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Route.Condition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * For every operation a request that succeeds if its sender's rights are enough. It is made from the operation's route; what
 * a route does not tell is asked for by an error.
 */
final class OperationExamples {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final TestServer server;

    OperationExamples(TestServer server) {
        this.server = server;
    }

    /**
     * What a request is about.
     *
     * @param uploadId an upload of the key with one part, {@link #PART}
     * @param source bucket and key that copies are made from
     */
    record Subject(String bucket, String key, String uploadId, String source) {}

    static final String PART = "part";

    /** A request that lacks nothing but credentials. */
    interface Example {
        RawReply sendBy(CustomerSecretKey key) throws IOException;

        RawReply sendUnsigned() throws IOException;

        /** With a proof of the administrator's that was good an hour ago. */
        RawReply sendExpired() throws IOException;
    }

    private record OfRequest(RawRequest request, TestServer server) implements Example {
        @Override
        public RawReply sendBy(CustomerSecretKey key) throws IOException {
            return request.key(key).send();
        }

        @Override
        public RawReply sendUnsigned() throws IOException {
            return request.sendUnsigned();
        }

        @Override
        public RawReply sendExpired() throws IOException {
            return request.at(server.clock().instant().minus(AN_HOUR)).sendPresigned(Duration.ofMinutes(1));
        }
    }

    private record OfForm(PostedForm form, TestServer server) implements Example {
        @Override
        public RawReply sendBy(CustomerSecretKey key) throws IOException {
            return form.key(key).send();
        }

        @Override
        public RawReply sendUnsigned() throws IOException {
            return form.unsigned().send();
        }

        @Override
        public RawReply sendExpired() throws IOException {
            return form.expiration(server.clock().instant().minus(AN_HOUR).toString())
                    .send();
        }
    }

    /** Whether the operation is about an upload that is under way. */
    static boolean wantsUpload(Operation<?> operation) {
        return conditionsOnQuery(operation).anyMatch(asked -> asked.name().equals("uploadId"));
    }

    private static Stream<Condition.InQuery> conditionsOnQuery(Operation<?> operation) {
        return operation.route().conditions().stream()
                .filter(Condition.InQuery.class::isInstance)
                .map(Condition.InQuery.class::cast);
    }

    /** Status and code of the answer to a caller who lacks a permission, unless it is to a HEAD. */
    static String refusal(Operation<?> operation, Dialect dialect) {
        if (dialect == Dialect.S3) {
            return "403 AccessDenied";
        }
        return operation.name().equals("CreateBucket") ? "409 BucketAlreadyExists" : "404 NoSuchBucket";
    }

    Example of(Operation<?> operation, Subject subject) {
        return operation.body() instanceof BodyKind.Form
                ? new OfForm(new PostedForm(server, subject.bucket, subject.key).file("x"), server)
                : new OfRequest(request(operation, subject), server);
    }

    private RawRequest request(Operation<?> operation, Subject subject) {
        List<String> query = new ArrayList<>();
        Map<String, String> headers = new LinkedHashMap<>();
        for (Condition condition : operation.route().conditions()) {
            switch (condition) {
                case Condition.InQuery(String name, Optional<String> value) ->
                    query.add(name + "=" + value.orElseGet(() -> valueOf(name, subject)));
                case Condition.InHeaders(String name) -> headers.put(name, headerOf(name, subject));
            }
        }
        String path = operation
                .route()
                .path()
                .toString()
                .replace("{bucket}", subject.bucket)
                .replace("{key+}", subject.key)
                .replace("{path+}", subject.bucket + "/" + subject.key)
                .replace("{+}", subject.bucket);
        String method = operation.route().method().equals("*")
                ? "PATCH"
                : operation.route().method();
        RawRequest request = server.request(method, path + (query.isEmpty() ? "" : "?" + String.join("&", query)));
        headers.forEach(request::header);
        if (operation.name().equals("Apply")) {
            request.body("version: 1\n");
        }
        if (operation.body() instanceof BodyKind.Document) {
            String document = documentOf(operation, subject);
            request.body(document).header("content-md5", Bytes.base64(Bytes.digest("MD5", document.getBytes(UTF_8))));
        }
        return request;
    }

    private static String valueOf(String parameter, Subject subject) {
        return switch (parameter) {
            case "uploadId" -> subject.uploadId;
            case "partNumber" -> "1";
            default -> "";
        };
    }

    private static String headerOf(String name, Subject subject) {
        return switch (name) {
            case "x-amz-copy-source" -> "/" + subject.source;
            default -> throw new AssertionError("say here what a good " + name + " is");
        };
    }

    private static String documentOf(Operation<?> operation, Subject subject) {
        return switch (operation.name()) {
            case "CreateBucket" -> "";
            case "PutBucketTagging" -> "<Tagging><TagSet><Tag><Key>c</Key><Value>d</Value></Tag></TagSet></Tagging>";
            case "DeleteObjects" -> "<Delete><Object><Key>" + subject.key + "</Key></Object></Delete>";
            case "CompleteMultipartUpload" ->
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + Bytes.etag(PART.getBytes(UTF_8))
                        + "</ETag></Part></CompleteMultipartUpload>";
            case "Simulate" ->
                "{\"as\": \"admin\", \"operation\": \"GetObject\", \"on\": \"" + subject.bucket + "/" + subject.key
                        + "\"}";
            default -> throw new AssertionError("say here what a good document for " + operation.name() + " is");
        };
    }
}
