// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static dev.ostler.server.api.s3.S3Operations.BUCKET;

import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.ChecksumAlgorithm;
import dev.ostler.server.objectstorage.Limits;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.objectstorage.WriteCondition;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Decided;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.Route;
import dev.ostler.server.operation.Rule;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes up to 1,000 objects in one request; each is permitted, or refused, for itself. */
final class DeleteObjectsOperation {
    /** 1,000 keys of 1,024 bytes, each byte escaped. */
    private static final BodyKind.Document KEYS_DOCUMENT = new BodyKind.Document(8 << 20);

    private final S3Operations table;
    private final S3Targets targets;
    private final S3Settings settings;
    private final S3Errors errors;
    private final Objects objects;

    DeleteObjectsOperation(
            S3Operations table, S3Targets targets, S3Settings settings, S3Errors errors, Objects objects) {
        this.table = table;
        this.targets = targets;
        this.settings = settings;
        this.errors = errors;
        this.objects = objects;
    }

    Operation<?> operation() {
        return table.operation(
                "DeleteObjects",
                "DeleteObject",
                Route.post(BUCKET).withQuery("delete"),
                KEYS_DOCUMENT,
                this::decode,
                new Rule.Each<>(Input::items, Item::target, this::answer));
    }

    private record Input(List<Item> items, boolean quiet) {}

    private record Item(Resource.ObjectInBucket target, WriteCondition condition, Optional<String> versionId) {}

    private Input decode(Call call) {
        checkDigest(call);
        XmlElement root = XmlElement.parse(call.document(), "Delete");
        List<Item> items = new ArrayList<>();
        for (XmlElement object : root.children("Object")) {
            items.add(new Item(
                    targets.objectNamed(call, object.requiredText("Key")),
                    S3Conditions.ofDelete(object),
                    object.childText("VersionId").filter(id -> !id.isEmpty())));
        }
        if (items.isEmpty() || items.size() > Limits.MAX_BULK_DELETE_KEYS) {
            throw new Problem.MalformedXml("a bulk delete names 1 to " + Limits.MAX_BULK_DELETE_KEYS + " objects")
                    .thrown();
        }
        return new Input(items, root.childText("Quiet").filter("true"::equals).isPresent());
    }

    /**
     * Source: OCI documentation, "Amazon S3 Compatibility API Support": Content-MD5, SHA256 or CRC32C, nothing else.
     * Amazon takes any of its checksums.
     */
    private void checkDigest(Call call) {
        S3Digests.checkDocument(call);
        boolean digested = !settings.isOci()
                || call.header("content-md5").isPresent()
                || call.header(ChecksumAlgorithm.SHA256.header()).isPresent()
                || call.header(ChecksumAlgorithm.CRC32C.header()).isPresent();
        if (!digested) {
            throw new Problem.DigestRequired(List.of("Content-MD5", "x-amz-checksum-sha256", "x-amz-checksum-crc32c"))
                    .thrown();
        }
    }

    private Reply answer(Input input, List<Decided<Item>> decided) {
        XmlWriter xml = XmlWriter.document("DeleteResult", 512 + 64 * decided.size());
        for (Decided<Item> item : decided) {
            switch (item) {
                case Decided.Permitted<Item>(Item wanted, Permit permit) -> delete(xml, input, wanted, permit);
                case Decided.Refused<Item> refused -> error(xml, refused.item(), errors.ofKey(refused.problem()));
            }
        }
        return S3FrontEnd.xml(xml.end("DeleteResult"));
    }

    private void delete(XmlWriter xml, Input input, Item item, Permit permit) {
        try {
            item.versionId().filter(id -> !id.equals("null")).ifPresent(id -> {
                throw new Problem.NoSuchVersion(item.target().object(), id).thrown();
            });
            objects.delete(permit, item.condition());
            if (!input.quiet()) {
                xml.open("Deleted").element("Key", item.target().object());
                item.versionId().ifPresent(id -> xml.element("VersionId", id));
                xml.close("Deleted");
            }
        } catch (ProblemException e) {
            // One key's problem is its own answer: the others are deleted all the same.
            error(xml, item, errors.ofKey(e.problem()));
        }
    }

    private static void error(XmlWriter xml, Item item, S3Error error) {
        xml.open("Error").element("Key", item.target().object());
        item.versionId().ifPresent(id -> xml.element("VersionId", id));
        xml.element("Code", error.code()).element("Message", error.message()).close("Error");
    }
}
