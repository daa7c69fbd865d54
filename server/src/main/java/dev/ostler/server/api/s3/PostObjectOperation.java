// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static dev.ostler.iam.catalogue.Permission.OBJECT_CREATE;
import static dev.ostler.iam.catalogue.Permission.OBJECT_OVERWRITE;
import static dev.ostler.server.api.s3.S3Operations.BUCKET;

import dev.ostler.server.form.BoundedParts;
import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.ChecksumAlgorithm;
import dev.ostler.server.objectstorage.ExpectedDigests;
import dev.ostler.server.objectstorage.ObjectRow;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.objectstorage.PutObject;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.Route;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A browser's upload: an object whose name, headers and credentials are the fields of a form.
 *
 * <p>Source: Amazon S3 developer guide, "POST Object"; OCI documentation, "Uploads using POST with Amazon S3 Compatibility
 * API". Assumed: where OCI's page on forms says nothing (the field redirect, an invalid status), Amazon's holds.
 */
final class PostObjectOperation {
    private static final Pattern WEB_ADDRESS = Pattern.compile("(?i)https?://[^/?#].*");

    private final S3Operations table;
    private final S3Targets targets;
    private final S3Settings settings;
    private final ObjectReplies replies;
    private final Objects objects;

    PostObjectOperation(
            S3Operations table, S3Targets targets, S3Settings settings, ObjectReplies replies, Objects objects) {
        this.table = table;
        this.targets = targets;
        this.settings = settings;
        this.replies = replies;
        this.objects = objects;
    }

    Operation<?> operation() {
        return table.granted(
                "PostObject",
                "PutObject",
                Route.post(BUCKET),
                BodyKind.FORM,
                this::decode,
                Input::target,
                Set.of(OBJECT_CREATE, OBJECT_OVERWRITE),
                this::post);
    }

    private record Input(Resource.ObjectInBucket target, Call call, PutObject put, Success success) {}

    /** What the sender wants to see when it is done: a page elsewhere, or a status. */
    private record Success(Optional<String> redirect, int status) {}

    private Input decode(Call call) {
        InputStream file = call.body().stream();
        if (call.caller() instanceof Caller.User) {
            file = asThePolicyAllows(call, file);
        }
        String key = call.header("key").orElseThrow(() -> new Problem.FormFieldMissing("key").thrown());
        checkServed(call);
        checkChecksums(call);
        PutObject put = new PutObject(file, -1, S3Digests.of(call), S3Headers.of(call), S3Conditions.ofWrite(call));
        return new Input(targets.objectNamed(call, BoundedParts.utf8(key)), call, put, success(call));
    }

    /** The file, no longer and no shorter than the signed policy has it. Throws what {@link PostPolicy#check} throws. */
    private static InputStream asThePolicyAllows(Call call, InputStream file) {
        // INVARIANT: a user is only proven by a form that has a policy.
        PostPolicy policy = PostPolicy.parse(call.header("policy").orElseThrow());
        Map<String, String> fields = new LinkedHashMap<>();
        call.authenticated().parameters().forEach((name, value) -> fields.put(name, BoundedParts.utf8(value)));
        policy.check(fields, call.path("bucket"), call.receivedAt());
        return new LengthRangeStream(file, policy.minLengthBytes(), policy.maxLengthBytes());
    }

    /** The fields that are not headers of the same name: see {@link S3Headers#check} for those. */
    private static void checkServed(Call call) {
        call.header("acl").ifPresent(acl -> S3Headers.checkAcl("acl", acl));
        if (call.header("tagging").isPresent()) {
            throw new Problem.NotServed("Object tagging", "").thrown();
        }
        call.header("bucket")
                .filter(bucket -> !bucket.equals(call.path("bucket")))
                .ifPresent(_ -> {
                    // Source: Amazon S3 API reference, "Error responses", InvalidRequest.
                    throw new Problem.InvalidRequest(
                                    "Conflicting values provided in HTTP headers and POST form fields.")
                            .thrown();
                });
    }

    /**
     * Source: "POST Object": an algorithm is named together with its value. OCI's page has SHA256 alone.
     */
    private void checkChecksums(Call call) {
        S3Digests.algorithm(call, "x-amz-checksum-algorithm").ifPresent(algorithm -> {
            if (call.header(algorithm.header()).isEmpty()) {
                throw new Problem.InvalidRequest(
                                "x-amz-checksum-algorithm specified, but no corresponding x-amz-checksum-* field was found.")
                        .thrown();
            }
        });
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.all()) {
            if (settings.isOci()
                    && algorithm != ChecksumAlgorithm.SHA256
                    && call.header(algorithm.header()).isPresent()) {
                // Assumed: OCI refuses the other checksums of a form, in these words.
                throw new Problem.InvalidRequest("A form's checksum must be " + ChecksumAlgorithm.SHA256.header() + ".")
                        .thrown();
            }
        }
    }

    /**
     * Source: "POST Object", success_action_redirect (an address that cannot be read counts as absent) and
     * success_action_status: 204 unless it is 200 or 201; OCI's page has 200.
     */
    private Success success(Call call) {
        Optional<String> redirect = call.header("success_action_redirect")
                .or(() -> call.header("redirect"))
                .filter(address -> S3Headers.isHeaderSafe(address)
                        && WEB_ADDRESS.matcher(address).matches());
        int status = switch (call.header("success_action_status").orElse("")) {
            case "200" -> 200;
            case "201" -> 201;
            case "204" -> 204;
            default -> settings.isOci() ? 200 : 204;
        };
        return new Success(redirect, status);
    }

    private Reply post(Input input, Permit permit) throws IOException {
        ObjectRow stored = objects.put(permit, input.put());
        String etag = '"' + stored.etag() + '"';
        String bucket = input.target().bucket().bucket();
        String key = input.target().object();
        Headers headers = Headers.of("etag", etag);
        if (!input.put().expected().equals(ExpectedDigests.NONE)) {
            replies.checksum(headers, stored.checksum());
        }
        Optional<String> redirect = input.success().redirect();
        if (redirect.isPresent()) {
            return new Reply(303, headers.add("location", withResult(redirect.get(), bucket, key, etag)));
        }
        String location = addressOf(input.call(), bucket, key);
        headers.add("location", location);
        if (input.success().status() != 201) {
            return new Reply(input.success().status(), headers);
        }
        byte[] document = XmlWriter.plain("PostResponse")
                .element("Location", location)
                .element("Bucket", bucket)
                .element("Key", key)
                .element("ETag", etag)
                .end("PostResponse");
        return new Reply(201, headers.add("content-type", "application/xml"), new Reply.Body.Bytes(document));
    }

    /** Observed: the address's own query stays, the result follows it, encoded as a form (layervault_ruby_client#8). */
    private static String withResult(String address, String bucket, String key, String etag) {
        int fragment = address.indexOf('#');
        String page = fragment < 0 ? address : address.substring(0, fragment);
        return page + (page.indexOf('?') < 0 ? '?' : '&') + "bucket=" + formEncoded(bucket) + "&key=" + formEncoded(key)
                + "&etag=" + formEncoded(etag) + (fragment < 0 ? "" : address.substring(fragment));
    }

    /** Observed: the key's slashes are encoded (ceph#20330, boto3#2851). */
    private static String addressOf(Call call, String bucket, String key) {
        boolean inHost = call.destination().bucket().isPresent();
        return "http://" + call.destination().host() + (inHost ? "/" : "/" + bucket + "/")
                + formEncoded(key).replace("+", "%20");
    }

    private static String formEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
