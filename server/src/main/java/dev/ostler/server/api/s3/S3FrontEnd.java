// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static dev.ostler.server.api.s3.S3Operations.BUCKET;
import static dev.ostler.server.api.s3.S3Operations.OBJECT;

import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import dev.ostler.server.http.RequestBody;
import dev.ostler.server.http.RequestHead;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.objectstorage.Listing;
import dev.ostler.server.objectstorage.MultipartUploads;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.objectstorage.UploadListing;
import dev.ostler.server.operation.Api;
import dev.ostler.server.operation.Authenticated;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Destination;
import dev.ostler.server.operation.FrontEnd;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Query;
import dev.ostler.server.operation.Route;
import dev.ostler.server.operation.Rule;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The S3 compatibility API. */
public final class S3FrontEnd implements FrontEnd {
    /**
     * Observed: every answer of the real service lets any page read it (icechunk#2109, 2026-05; a public runbook of
     * 2026-09-20). Buckets have no CORS configuration of their own.
     */
    private static final String ALLOWED_METHODS = "POST,PUT,GET,HEAD,DELETE,OPTIONS";

    private final S3Settings settings;
    private final S3Authenticator authenticator;
    private final PostAuthenticator forms;
    private final S3Errors errors;
    private final List<Operation<?>> operations = new ArrayList<>();
    private final Clock clock;
    private final HttpDates dates = new HttpDates();

    /** What the API works on. */
    public record Domain(
            Buckets buckets, Objects objects, Listing listing, MultipartUploads uploads, UploadListing uploadListing) {}

    public S3FrontEnd(S3Settings settings, S3Authenticator authenticator, Domain domain, Clock clock) {
        this.settings = settings;
        this.authenticator = authenticator;
        this.forms = new PostAuthenticator(authenticator, settings);
        this.errors = new S3Errors(settings.dialect(), settings.era());
        this.clock = clock;
        var table = new S3Operations(new S3Headers(settings));
        var targets = new S3Targets(settings);
        var replies = new ObjectReplies(settings);
        operations.addAll(new BucketOperations(table, targets, settings, domain.buckets()).all());
        operations.addAll(new ListOperations(table, targets, settings, domain.listing()).all());
        operations.addAll(new ObjectOperations(table, targets, replies, domain.objects()).all());
        operations.add(new PostObjectOperation(table, targets, settings, replies, domain.objects()).operation());
        operations.addAll(new CopyOperations(table, targets, replies, domain.objects(), domain.uploads()).all());
        operations.addAll(
                new MultipartOperations(table, targets, settings, replies, domain.uploads(), domain.uploadListing())
                        .all());
        operations.add(new DeleteObjectsOperation(table, targets, settings, errors, domain.objects()).operation());
        operations.addAll(NotServed.all(table));
        operations.add(preflight("/"));
        operations.add(preflight("/{+}"));
        operations.addAll(catchAll());
    }

    /**
     * Unsigned, for every path, whatever is there: what a browser asks before a request across origins. Assumed: OCI allows
     * the headers that it asks for, for as long as this.
     */
    private static Operation<?> preflight(String path) {
        return new Operation<>(
                Api.S3,
                "Preflight",
                "Preflight",
                Route.of("OPTIONS", path).orQuery(NotServed.subresources().toArray(String[]::new)),
                BodyKind.NONE,
                Call::head,
                new Rule.Open<>("a browser asks before it may sign", head -> {
                    Headers headers = Headers.of("access-control-max-age", "3000");
                    head.header("access-control-request-headers")
                            .ifPresent(wanted -> headers.add("access-control-allow-headers", wanted));
                    return new Reply(200, headers);
                }),
                "Fetch standard, CORS-preflight request");
    }

    /** Whatever no other entry takes: a method that is not allowed, or a mixture of sub-resources. */
    private static List<Operation<?>> catchAll() {
        List<Operation<?>> entries = new ArrayList<>();
        for (String path : List.of("/", BUCKET, OBJECT)) {
            entries.add(new Operation<>(
                    Api.S3,
                    "Unknown",
                    "Unknown",
                    Route.of("*", path),
                    BodyKind.OBJECT,
                    Call::head,
                    new Rule.Open<>("answered 405", head -> {
                        throw new Problem.MethodNotAllowed(head.method(), head.rawPath()).thrown();
                    }),
                    "RFC 9110, 405 Method Not Allowed"));
        }
        return entries;
    }

    @Override
    public Api api() {
        return Api.S3;
    }

    @Override
    public List<Operation<?>> operations() {
        return operations;
    }

    @Override
    public Set<String> subresources() {
        return NotServed.subresources();
    }

    @Override
    public Authenticated authenticate(
            RequestHead head, Query query, Destination destination, BodyKind kind, RequestBody body)
            throws IOException {
        return kind instanceof BodyKind.Form
                ? forms.authenticate(head, destination, body)
                : authenticator.authenticate(head, destination, body);
    }

    @Override
    public String claimant(Problem.Credentials credentials) {
        return authenticator.claimant(credentials.accessKeyId());
    }

    @Override
    public Worded word(Problem problem, RequestHead head, String operation, String requestId) {
        S3Error error = errors.of(problem);
        if (problem instanceof Problem.NotModified(String etag, var modified)) {
            return new Worded(
                    new Reply(
                            304,
                            Headers.of(
                                    "etag",
                                    '"' + etag + '"',
                                    "last-modified",
                                    HttpDates.format(modified.toEpochMilli()))),
                    error.code());
        }
        // Observed: failed HEADs have no body (geesefs#44, ClickHouse#80150).
        Reply reply = head.method().equals("HEAD")
                ? new Reply(error.status(), new Headers())
                : settings.isOci() ? error.ociReply() : error.s3Reply(head.rawPath(), requestId);
        if (problem instanceof Problem.InvalidRange range) {
            // Source: RFC 9110, 15.5.17: the client learns how long the object is.
            reply.headers().add("content-range", "bytes */" + range.lengthBytes());
        }
        return new Worded(reply, error.code());
    }

    static Reply xml(byte[] document) {
        return new Reply(200, Headers.of("content-type", "application/xml"), new Reply.Body.Bytes(document));
    }

    /**
     * Observed: opc-request-id and x-amz-request-id are the same, x-api-id names the API (geesefs#44); the further ones
     * are in the list that a real answer exposes (icechunk#2109). Its strict-transport-security has no place in plain HTTP
     * (RFC 6797, 7.2).
     */
    @Override
    public void decorate(Reply reply, RequestHead head, String requestId) {
        Headers headers = reply.headers();
        headers.add("date", dates.now(clock.millis()));
        headers.add("x-amz-request-id", requestId);
        if (settings.isOci()) {
            headers.add("opc-request-id", requestId).add("x-api-id", "s3-compatible");
        } else {
            headers.add("x-amz-id-2", requestId);
        }
        headers.add("x-content-type-options", "nosniff");
        head.header("opc-client-request-id").ifPresent(id -> headers.add("opc-client-request-id", id));
        headers.add("access-control-allow-origin", "*")
                .add("access-control-allow-methods", ALLOWED_METHODS)
                .add("access-control-allow-credentials", "true")
                .add("access-control-expose-headers", exposed(headers));
    }

    /** Observed: the list names the answer's own headers. */
    private static String exposed(Headers headers) {
        StringBuilder names = new StringBuilder(256);
        headers.forEach((name, _) -> names.append(name).append(','));
        return names.append("content-length").toString();
    }
}
