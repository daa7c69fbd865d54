// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static dev.ostler.iam.catalogue.Permission.OBJECT_CREATE;
import static dev.ostler.iam.catalogue.Permission.OBJECT_OVERWRITE;
import static dev.ostler.server.api.s3.S3Operations.BUCKET;
import static dev.ostler.server.api.s3.S3Operations.OBJECT;

import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.Checksum;
import dev.ostler.server.objectstorage.ChecksumAlgorithm;
import dev.ostler.server.objectstorage.Completion;
import dev.ostler.server.objectstorage.ExpectedDigests;
import dev.ostler.server.objectstorage.Limits;
import dev.ostler.server.objectstorage.ListQuery;
import dev.ostler.server.objectstorage.MultipartUploads;
import dev.ostler.server.objectstorage.MultipartUploads.NewUpload;
import dev.ostler.server.objectstorage.MultipartUploads.NumberedPart;
import dev.ostler.server.objectstorage.ObjectRow;
import dev.ostler.server.objectstorage.PutObject;
import dev.ostler.server.objectstorage.UploadListing;
import dev.ostler.server.objectstorage.UploadRow;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.Route;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The S3 operations on multipart uploads, copies of parts aside. */
final class MultipartOperations {
    /** 10,000 parts with their checksums. */
    private static final BodyKind.Document PARTS_DOCUMENT = new BodyKind.Document(4 << 20);

    private final S3Operations table;
    private final S3Targets targets;
    private final S3Settings settings;
    private final ObjectReplies replies;
    private final MultipartUploads uploads;
    private final UploadListing listing;

    MultipartOperations(
            S3Operations table,
            S3Targets targets,
            S3Settings settings,
            ObjectReplies replies,
            MultipartUploads uploads,
            UploadListing listing) {
        this.table = table;
        this.targets = targets;
        this.settings = settings;
        this.replies = replies;
        this.uploads = uploads;
        this.listing = listing;
    }

    List<Operation<?>> all() {
        return List.of(
                table.granted(
                        "CreateMultipartUpload",
                        "CreateMultipartUpload",
                        Route.post(OBJECT).withQuery("uploads"),
                        BodyKind.NONE,
                        this::decodeCreate,
                        CreateInput::target,
                        this::create),
                table.granted(
                        "UploadPart",
                        "UploadPart",
                        Route.put(OBJECT).withQuery("uploadId").withQuery("partNumber"),
                        BodyKind.OBJECT,
                        this::decodePart,
                        PartInput::target,
                        this::putPart),
                table.granted(
                        "CompleteMultipartUpload",
                        "CommitMultipartUpload",
                        Route.post(OBJECT).withQuery("uploadId"),
                        PARTS_DOCUMENT,
                        this::decodeComplete,
                        CompleteInput::target,
                        Set.of(OBJECT_CREATE, OBJECT_OVERWRITE),
                        this::complete),
                table.granted(
                        "AbortMultipartUpload",
                        "AbortMultipartUpload",
                        Route.delete(OBJECT).withQuery("uploadId"),
                        BodyKind.NONE,
                        call -> new UploadInput(targets.object(call), uploadId(call)),
                        UploadInput::target,
                        this::abort),
                table.granted(
                        "ListParts",
                        "ListMultipartUploadParts",
                        Route.get(OBJECT).withQuery("uploadId"),
                        BodyKind.NONE,
                        this::decodeListParts,
                        ListPartsInput::target,
                        this::listParts),
                table.granted(
                        "ListMultipartUploads",
                        "ListMultipartUploads",
                        Route.get(BUCKET).withQuery("uploads"),
                        BodyKind.NONE,
                        this::decodeListUploads,
                        ListUploadsInput::target,
                        this::listUploads));
    }

    private record CreateInput(Resource.ObjectInBucket target, NewUpload upload) {}

    private CreateInput decodeCreate(Call call) {
        Optional<ChecksumAlgorithm> algorithm = S3Digests.algorithm(call, "x-amz-checksum-algorithm");
        return new CreateInput(
                targets.object(call), new NewUpload(S3Headers.of(call), algorithm, checksumType(call, algorithm)));
    }

    /** Source: Amazon S3 User Guide, "Checking object integrity": CRC64NVME is of the full object, SHA never is. */
    private static Checksum.Type checksumType(Call call, Optional<ChecksumAlgorithm> algorithm) {
        Optional<String> wanted = call.header("x-amz-checksum-type");
        if (algorithm.isEmpty()) {
            wanted.ifPresent(type -> {
                throw new Problem.InvalidRequest(
                                "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
                        .thrown();
            });
            return Checksum.Type.COMPOSITE;
        }
        Checksum.Type usual =
                algorithm.get() == ChecksumAlgorithm.CRC64NVME ? Checksum.Type.FULL_OBJECT : Checksum.Type.COMPOSITE;
        Checksum.Type type = wanted.map(MultipartOperations::typeNamed).orElse(usual);
        boolean possible = type == Checksum.Type.FULL_OBJECT
                ? algorithm.get().combination().isPresent()
                : algorithm.get() != ChecksumAlgorithm.CRC64NVME;
        if (!possible) {
            throw new Problem.InvalidRequest("The " + type + " checksum type cannot be used with the "
                            + algorithm.get().name().toLowerCase(java.util.Locale.ROOT) + " checksum algorithm.")
                    .thrown();
        }
        return type;
    }

    private static Checksum.Type typeNamed(String name) {
        for (Checksum.Type type : Checksum.Type.values()) {
            if (type.name().equalsIgnoreCase(name)) {
                return type;
            }
        }
        throw new Problem.InvalidRequest("Value for x-amz-checksum-type header is invalid.").thrown();
    }

    private Reply create(CreateInput input, Permit permit) {
        UUID uploadId = uploads.create(permit, input.upload());
        Headers headers = Headers.of("content-type", "application/xml");
        input.upload()
                .checksumAlgorithm()
                .filter(algorithm -> replies.isShown(algorithm))
                .ifPresent(algorithm -> headers.add("x-amz-checksum-algorithm", algorithm.name())
                        .add(
                                "x-amz-checksum-type",
                                input.upload().checksumType().name()));
        byte[] body = XmlWriter.document("InitiateMultipartUploadResult", 512)
                .element("Bucket", input.target().bucket().bucket())
                .element("Key", input.target().object())
                .element("UploadId", uploadId.toString())
                .end("InitiateMultipartUploadResult");
        return new Reply(200, headers, new Reply.Body.Bytes(body));
    }

    /** The upload that a request names. An id of another form names none. */
    static UUID uploadId(Call call) {
        String text = call.query("uploadId").orElse("");
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw new Problem.NoSuchUpload(text).thrown();
    }

    static int partNumber(Call call) {
        return call.number("partNumber", 1, Limits.MAX_PARTS)
                .orElseThrow(() -> new Problem.InvalidRequest("partNumber is missing").thrown());
    }

    private record PartInput(Resource.ObjectInBucket target, UUID uploadId, int number, PutObject put) {}

    private PartInput decodePart(Call call) {
        return new PartInput(targets.object(call), uploadId(call), partNumber(call), ObjectOperations.putOf(call));
    }

    private Reply putPart(PartInput input, Permit permit) throws IOException {
        UploadRow.Part part = uploads.putPart(permit, input.uploadId(), input.number(), input.put());
        Headers headers = Headers.of("etag", '"' + HexFormat.of().formatHex(part.md5()) + '"');
        if (!input.put().expected().equals(ExpectedDigests.NONE)) {
            part.checksum()
                    .filter(checksum -> replies.isShown(checksum.algorithm()))
                    .ifPresent(checksum -> headers.add(checksum.algorithm().header(), checksum.text()));
        }
        return new Reply(200, headers);
    }

    private record CompleteInput(Resource.ObjectInBucket target, UUID uploadId, Call call, Completion completion) {}

    private CompleteInput decodeComplete(Call call) {
        S3Digests.checkMd5(call);
        XmlElement root = XmlElement.parse(call.document(), "CompleteMultipartUpload");
        List<Completion.ListedPart> parts = new ArrayList<>();
        for (XmlElement part : root.children("Part")) {
            parts.add(new Completion.ListedPart(
                    number(part.requiredText("PartNumber")),
                    S3Conditions.unquoted(part.requiredText("ETag").strip()),
                    partChecksum(part)));
        }
        if (parts.isEmpty() || parts.size() > Limits.MAX_PARTS) {
            throw new Problem.MalformedXml("a completion lists 1 to " + Limits.MAX_PARTS + " parts").thrown();
        }
        return new CompleteInput(
                targets.object(call),
                uploadId(call),
                call,
                new Completion(parts, wholeChecksum(call), wholeLength(call), S3Conditions.ofWrite(call)));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new Problem.MalformedXml("PartNumber '" + text + "'").thrown();
        }
    }

    private static Optional<Completion.ExpectedPart> partChecksum(XmlElement part) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.all()) {
            Optional<String> value = part.childText("Checksum" + algorithm.name());
            if (value.isPresent()) {
                return Optional.of(new Completion.ExpectedPart(
                        algorithm, S3Digests.value(algorithm, value.get().strip())));
            }
        }
        return Optional.empty();
    }

    private static Optional<Completion.ExpectedWhole> wholeChecksum(Call call) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.all()) {
            Optional<String> value = call.header(algorithm.header());
            if (value.isPresent()) {
                return Optional.of(new Completion.ExpectedWhole(algorithm, value.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> wholeLength(Call call) {
        return call.header("x-amz-mp-object-size").map(text -> {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new Problem.InvalidRequest("Value for x-amz-mp-object-size header is invalid.").thrown();
            }
        });
    }

    private Reply complete(CompleteInput input, Permit permit) {
        ObjectRow object = uploads.complete(permit, input.uploadId(), input.completion());
        boolean inHost = input.call().destination().bucket().isPresent();
        String path = (inHost ? "/" : "/" + input.target().bucket().bucket() + "/")
                + ListOperations.urlEncode(input.target().object());
        XmlWriter xml = XmlWriter.document("CompleteMultipartUploadResult", 512)
                .element("Location", "http://" + input.call().destination().host() + path)
                .element("Bucket", input.target().bucket().bucket())
                .element("Key", input.target().object())
                .element("ETag", '"' + object.etag() + '"');
        object.checksum()
                .filter(checksum -> replies.isShown(checksum.algorithm()))
                .ifPresent(checksum -> xml.element(
                                "Checksum" + checksum.algorithm().name(), checksum.text())
                        .element("ChecksumType", checksum.type().name()));
        return S3FrontEnd.xml(xml.end("CompleteMultipartUploadResult"));
    }

    private record UploadInput(Resource.ObjectInBucket target, UUID uploadId) {}

    private Reply abort(UploadInput input, Permit permit) {
        uploads.abort(permit, input.uploadId());
        return new Reply(204, new Headers());
    }

    private record ListPartsInput(Resource.ObjectInBucket target, UUID uploadId, int after, int max) {}

    private ListPartsInput decodeListParts(Call call) {
        return new ListPartsInput(
                targets.object(call),
                uploadId(call),
                call.number("part-number-marker", 0, Integer.MAX_VALUE - 1).orElse(0),
                Math.min(
                        call.number("max-parts", 0, Integer.MAX_VALUE).orElse(Limits.MAX_LIST_ENTRIES),
                        Limits.MAX_LIST_ENTRIES));
    }

    private Reply listParts(ListPartsInput input, Permit permit) {
        UploadRow upload = uploads.get(permit, input.uploadId());
        List<NumberedPart> found = uploads.listParts(permit, input.uploadId(), input.after(), input.max());
        List<NumberedPart> page = found.subList(0, Math.min(input.max(), found.size()));
        XmlWriter xml = XmlWriter.document("ListPartsResult", 512 + 200 * page.size())
                .element("Bucket", input.target().bucket().bucket())
                .element("Key", input.target().object())
                .element("UploadId", input.uploadId().toString())
                .element("PartNumberMarker", input.after())
                .element(
                        "NextPartNumberMarker",
                        page.isEmpty() ? 0 : page.getLast().number())
                .element("MaxParts", input.max())
                .element("IsTruncated", found.size() > page.size());
        upload.checksumAlgorithm()
                .filter(replies::isShown)
                .ifPresent(algorithm -> xml.element("ChecksumAlgorithm", algorithm.name())
                        .element("ChecksumType", upload.checksumType().name()));
        for (NumberedPart part : page) {
            xml.open("Part")
                    .element("PartNumber", part.number())
                    .element(
                            "LastModified", BucketOperations.isoDate(part.part().modifiedAtMillis()))
                    .element("ETag", '"' + HexFormat.of().formatHex(part.part().md5()) + '"')
                    .element("Size", part.part().lengthBytes());
            part.part()
                    .checksum()
                    .filter(checksum -> replies.isShown(checksum.algorithm()))
                    .ifPresent(checksum ->
                            xml.element("Checksum" + checksum.algorithm().name(), checksum.text()));
            xml.close("Part");
        }
        initiatorAndOwner(xml, upload);
        return S3FrontEnd.xml(xml.element("StorageClass", "STANDARD").end("ListPartsResult"));
    }

    private void initiatorAndOwner(XmlWriter xml, UploadRow upload) {
        xml.open("Initiator")
                .element("ID", upload.initiatedBy())
                .element("DisplayName", upload.initiatedBy())
                .close("Initiator");
        BucketOperations.owner(xml, "Owner", settings);
    }

    private record ListUploadsInput(
            Resource.Bucket target, ListQuery query, Optional<UUID> afterUpload, boolean urlEncoded) {
        String shown(String name) {
            return urlEncoded ? ListOperations.urlEncode(name) : name;
        }
    }

    private ListUploadsInput decodeListUploads(Call call) {
        Optional<String> keyMarker = call.query("key-marker").filter(text -> !text.isEmpty());
        // Source: Amazon S3 API reference, ListMultipartUploads: without key-marker, upload-id-marker is ignored.
        Optional<UUID> uploadMarker = keyMarker
                .flatMap(_ -> call.query("upload-id-marker"))
                .filter(text -> !text.isEmpty())
                .map(MultipartOperations::marker);
        int max = call.number("max-uploads", 0, Integer.MAX_VALUE).orElse(Limits.MAX_LIST_ENTRIES);
        return new ListUploadsInput(
                targets.bucket(call),
                new ListQuery(
                        call.query("prefix").orElse(""),
                        call.query("delimiter").filter(delimiter -> !delimiter.isEmpty()),
                        keyMarker,
                        Math.min(max, Limits.MAX_LIST_ENTRIES)),
                uploadMarker,
                call.query("encoding-type").filter("url"::equals).isPresent());
    }

    private static UUID marker(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new Problem.InvalidArgument("upload-id-marker", text, "Invalid uploadId marker").thrown();
        }
    }

    private Reply listUploads(ListUploadsInput input, Permit permit) {
        var found = listing.uploads(permit, input.query(), input.afterUpload());
        var page = found.page();
        XmlWriter xml = XmlWriter.document(
                        "ListMultipartUploadsResult", 512 + 400 * page.entries().size())
                .element("Bucket", input.target().bucket())
                .element("KeyMarker", input.shown(input.query().after().orElse("")))
                .element(
                        "UploadIdMarker",
                        input.afterUpload().map(UUID::toString).orElse(""));
        page.last()
                .ifPresent(last -> xml.element("NextKeyMarker", input.shown(last))
                        .element(
                                "NextUploadIdMarker",
                                found.lastUploadId().map(UUID::toString).orElse("")));
        xml.element("Prefix", input.shown(input.query().prefix()));
        input.query().delimiter().ifPresent(delimiter -> xml.element("Delimiter", input.shown(delimiter)));
        xml.element("MaxUploads", input.query().maxEntries());
        if (input.urlEncoded()) {
            xml.element("EncodingType", "url");
        }
        xml.element("IsTruncated", page.isTruncated());
        for (UploadListing.ListedUpload upload : page.entries()) {
            xml.open("Upload")
                    .element("Key", input.shown(upload.name()))
                    .element("UploadId", upload.uploadId().toString());
            initiatorAndOwner(xml, upload.row());
            xml.element("StorageClass", "STANDARD")
                    .element("Initiated", BucketOperations.isoDate(upload.row().initiatedAtMillis()))
                    .close("Upload");
        }
        for (String prefix : page.commonPrefixes()) {
            xml.open("CommonPrefixes").element("Prefix", input.shown(prefix)).close("CommonPrefixes");
        }
        return S3FrontEnd.xml(xml.end("ListMultipartUploadsResult"));
    }
}
