// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static dev.ostler.iam.catalogue.Permission.OBJECT_CREATE;
import static dev.ostler.iam.catalogue.Permission.OBJECT_OVERWRITE;
import static dev.ostler.server.api.s3.S3Operations.OBJECT;

import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.ExpectedDigests;
import dev.ostler.server.objectstorage.ObjectRow;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.objectstorage.OpenObject;
import dev.ostler.server.objectstorage.PutObject;
import dev.ostler.server.objectstorage.WriteCondition;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.Route;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The S3 operations on single objects. */
final class ObjectOperations {
    private final S3Operations table;
    private final S3Targets targets;
    private final ObjectReplies replies;
    private final Objects objects;

    ObjectOperations(S3Operations table, S3Targets targets, ObjectReplies replies, Objects objects) {
        this.table = table;
        this.targets = targets;
        this.replies = replies;
        this.objects = objects;
    }

    List<Operation<?>> all() {
        return List.of(
                table.granted(
                        "PutObject",
                        "PutObject",
                        Route.put(OBJECT),
                        BodyKind.OBJECT,
                        this::decodePut,
                        PutInput::target,
                        Set.of(OBJECT_CREATE, OBJECT_OVERWRITE),
                        this::put),
                table.granted(
                                "GetObject",
                                "GetObject",
                                Route.get(OBJECT).orQuery("versionId", "partNumber"),
                                BodyKind.NONE,
                                this::decodeRead,
                                ReadInput::target,
                                this::get)
                        .atOnce(),
                table.granted(
                                "HeadObject",
                                "HeadObject",
                                Route.head(OBJECT).orQuery("versionId", "partNumber"),
                                BodyKind.NONE,
                                this::decodeRead,
                                ReadInput::target,
                                this::head)
                        .atOnce(),
                table.granted(
                        "DeleteObject",
                        "DeleteObject",
                        Route.delete(OBJECT).orQuery("versionId"),
                        BodyKind.NONE,
                        this::decodeDelete,
                        DeleteInput::target,
                        this::delete));
    }

    private record PutInput(Resource.ObjectInBucket target, Call call, PutObject put) {}

    private PutInput decodePut(Call call) {
        return new PutInput(targets.object(call), call, putOf(call));
    }

    /**
     * The body and what is said of it. Throws MissingContentLength. Assumed: a body of unknown length, chunked by HTTP alone, is
     * not taken in (OCI's words for it are not known, velox#14916).
     */
    static PutObject putOf(Call call) {
        boolean announced =
                call.head().hasHeader("content-length") || call.head().hasHeader("x-amz-decoded-content-length");
        if (!announced || call.body().lengthBytes() < 0) {
            throw new Problem.MissingContentLength().thrown();
        }
        return new PutObject(
                call.body().stream(),
                call.body().lengthBytes(),
                S3Digests.of(call),
                S3Headers.of(call),
                S3Conditions.ofWrite(call));
    }

    private Reply put(PutInput input, Permit permit) throws IOException {
        ObjectRow stored = objects.put(permit, input.put());
        Headers headers = Headers.of("etag", '"' + stored.etag() + '"');
        if (!input.put().expected().equals(ExpectedDigests.NONE)) {
            replies.checksum(headers, stored.checksum());
        }
        return new Reply(200, headers);
    }

    private record ReadInput(Resource.ObjectInBucket target, Call call) {}

    private ReadInput decodeRead(Call call) {
        checkVersion(call);
        return new ReadInput(targets.object(call), call);
    }

    /** Nothing is versioned yet: every object is its one version, {@code null}. */
    private static void checkVersion(Call call) {
        call.query("versionId").filter(id -> !id.equals("null")).ifPresent(id -> {
            throw new Problem.NoSuchVersion(call.path("key"), id).thrown();
        });
    }

    private Reply get(ReadInput input, Permit permit) throws IOException {
        OpenObject open = objects.open(permit);
        try {
            return replies.get(input.call(), open);
        } catch (IOException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private Reply head(ReadInput input, Permit permit) {
        return replies.head(input.call(), objects.head(permit));
    }

    private record DeleteInput(Resource.ObjectInBucket target, WriteCondition condition) {}

    private DeleteInput decodeDelete(Call call) {
        checkVersion(call);
        return new DeleteInput(targets.object(call), S3Conditions.ofDelete(call));
    }

    /** Source: Amazon S3 API reference, DeleteObject: 204 also when there was nothing. Assumed: so does OCI. */
    private Reply delete(DeleteInput input, Permit permit) {
        objects.delete(permit, input.condition());
        return new Reply(204, new Headers());
    }
}
