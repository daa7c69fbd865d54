// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static dev.ostler.iam.catalogue.Permission.OBJECT_CREATE;
import static dev.ostler.iam.catalogue.Permission.OBJECT_OVERWRITE;
import static dev.ostler.server.api.s3.S3Operations.OBJECT;

import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.Checksum;
import dev.ostler.server.objectstorage.ChecksumAlgorithm;
import dev.ostler.server.objectstorage.ExpectedDigests;
import dev.ostler.server.objectstorage.Limits;
import dev.ostler.server.objectstorage.MultipartUploads;
import dev.ostler.server.objectstorage.ObjectHeaders;
import dev.ostler.server.objectstorage.ObjectRow;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.objectstorage.OpenObject;
import dev.ostler.server.objectstorage.PutObject;
import dev.ostler.server.objectstorage.UploadRow;
import dev.ostler.server.objectstorage.WriteCondition;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.Route;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The S3 operations that copy from another object. The source is a second resource with a permit of its own. */
final class CopyOperations {
    private static final String COPY_SOURCE = "x-amz-copy-source";

    private final S3Operations table;
    private final S3Targets targets;
    private final ObjectReplies replies;
    private final Objects objects;
    private final MultipartUploads uploads;

    CopyOperations(
            S3Operations table, S3Targets targets, ObjectReplies replies, Objects objects, MultipartUploads uploads) {
        this.table = table;
        this.targets = targets;
        this.replies = replies;
        this.objects = objects;
        this.uploads = uploads;
    }

    List<Operation<?>> all() {
        return List.of(
                table.granted(
                        "CopyObject",
                        "PutObject",
                        Route.put(OBJECT).withHeader(COPY_SOURCE),
                        BodyKind.NONE,
                        this::decodeCopy,
                        CopyInput::target,
                        Set.of(OBJECT_CREATE, OBJECT_OVERWRITE),
                        this::copy),
                table.granted(
                        "UploadPartCopy",
                        "UploadPart",
                        Route.put(OBJECT)
                                .withQuery("uploadId")
                                .withQuery("partNumber")
                                .withHeader(COPY_SOURCE),
                        BodyKind.NONE,
                        this::decodePartCopy,
                        PartCopyInput::target,
                        this::copyPart));
    }

    private record CopyInput(
            Resource.ObjectInBucket target,
            Resource.ObjectInBucket source,
            Call call,
            boolean replaceHeaders,
            Optional<ChecksumAlgorithm> checksum,
            WriteCondition condition) {}

    private CopyInput decodeCopy(Call call) {
        Resource.ObjectInBucket target = targets.object(call);
        Resource.ObjectInBucket source =
                targets.copySource(call, call.header(COPY_SOURCE).orElse(""));
        String directive = call.header("x-amz-metadata-directive").orElse("COPY");
        if (!directive.equals("COPY") && !directive.equals("REPLACE")) {
            throw new Problem.InvalidArgument("x-amz-metadata-directive", directive, "Unknown metadata directive.")
                    .thrown();
        }
        // Source: Amazon S3 API reference, CopyObject: a copy onto itself has to change something.
        if (target.equals(source) && directive.equals("COPY")) {
            throw new Problem.InvalidRequest(
                            "This copy request is illegal because it is trying to copy an object to itself without changing the"
                                    + " object's metadata, storage class, website redirect location or encryption attributes.")
                    .thrown();
        }
        return new CopyInput(
                target,
                source,
                call,
                directive.equals("REPLACE"),
                S3Digests.algorithm(call, "x-amz-checksum-algorithm"),
                S3Conditions.ofWrite(call));
    }

    private Reply copy(CopyInput input, Permit permit) throws IOException {
        Permit readPermit = permit.also("CopyObject:source", input.source(), Set.of());
        try (OpenObject source = objects.open(readPermit)) {
            S3Conditions.checkRead(input.call(), S3Conditions.ReadNames.OF_COPY_SOURCE, source.row());
            ObjectHeaders headers = input.replaceHeaders()
                    ? S3Headers.of(input.call())
                    : source.row().headers();
            ObjectRow copied = objects.copy(permit, source, headers, input.checksum(), input.condition());
            return result("CopyObjectResult", copied.etag(), copied.summary().modifiedAtMillis(), copied.checksum());
        }
    }

    private Reply result(String root, String etag, long modifiedAtMillis, Optional<Checksum> checksum) {
        XmlWriter xml = XmlWriter.document(root, 512)
                .element("LastModified", BucketOperations.isoDate(modifiedAtMillis))
                .element("ETag", '"' + etag + '"');
        checksum.filter(kept -> replies.isShown(kept.algorithm()))
                .ifPresent(kept -> xml.element("Checksum" + kept.algorithm().name(), kept.text()));
        return S3FrontEnd.xml(xml.end(root));
    }

    private record PartCopyInput(
            Resource.ObjectInBucket target,
            Resource.ObjectInBucket source,
            Call call,
            UUID uploadId,
            int number,
            Optional<String> range) {}

    private PartCopyInput decodePartCopy(Call call) {
        return new PartCopyInput(
                targets.object(call),
                targets.copySource(call, call.header(COPY_SOURCE).orElse("")),
                call,
                MultipartOperations.uploadId(call),
                MultipartOperations.partNumber(call),
                call.header("x-amz-copy-source-range"));
    }

    private Reply copyPart(PartCopyInput input, Permit permit) throws IOException {
        Permit readPermit = permit.also("GetObject", input.source(), Set.of());
        try (OpenObject source = objects.open(readPermit)) {
            S3Conditions.checkRead(input.call(), S3Conditions.ReadNames.OF_COPY_SOURCE, source.row());
            ByteRange range = range(input, source.row().lengthBytes());
            UploadRow.Part part = uploads.putPart(
                    permit,
                    input.uploadId(),
                    input.number(),
                    new PutObject(
                            source.stream(range.offset(), range.length()),
                            range.length(),
                            ExpectedDigests.NONE,
                            ObjectHeaders.NONE,
                            WriteCondition.NONE));
            return result(
                    "CopyPartResult", HexFormat.of().formatHex(part.md5()), part.modifiedAtMillis(), part.checksum());
        }
    }

    /**
     * Source: Amazon S3 API reference, UploadPartCopy: {@code bytes=first-last}, both inside the source. Observed:
     * clients' suites expect InvalidRange where the range is well formed and goes beyond the source (ceph/s3-tests).
     */
    private static ByteRange range(PartCopyInput input, long lengthBytes) {
        if (input.range().isEmpty()) {
            if (lengthBytes > Limits.MAX_BODY_BYTES) {
                throw new Problem.EntityTooLarge(Limits.MAX_BODY_BYTES, lengthBytes).thrown();
            }
            return new ByteRange(0, lengthBytes);
        }
        String text = input.range().get();
        ByteRange range =
                ByteRange.of(text, lengthBytes).orElseThrow(() -> badRange(text).thrown());
        String last = text.substring(text.indexOf('-') + 1);
        if (text.startsWith("bytes=-") || last.isEmpty()) {
            throw badRange(text).thrown();
        }
        if (Long.parseLong(last) >= lengthBytes) {
            throw new Problem.InvalidRange(text, lengthBytes).thrown();
        }
        return range;
    }

    private static Problem badRange(String text) {
        return new Problem.InvalidArgument(
                "x-amz-copy-source-range",
                text,
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                        + " zero-based offsets of the first and last bytes to copy");
    }
}
