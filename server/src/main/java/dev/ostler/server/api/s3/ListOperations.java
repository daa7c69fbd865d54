// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static dev.ostler.server.api.s3.S3Operations.BUCKET;

import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.Limits;
import dev.ostler.server.objectstorage.ListPage;
import dev.ostler.server.objectstorage.ListPage.ListedObject;
import dev.ostler.server.objectstorage.ListQuery;
import dev.ostler.server.objectstorage.Listing;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.Route;
import dev.ostler.server.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The S3 operations that list objects. Assumed: OCI takes any delimiter here, though its native API takes a slash alone. */
final class ListOperations {
    private static final int CHARS_AN_ENTRY = 256;

    private final S3Operations table;
    private final S3Targets targets;
    private final S3Settings settings;
    private final Listing listing;

    ListOperations(S3Operations table, S3Targets targets, S3Settings settings, Listing listing) {
        this.table = table;
        this.targets = targets;
        this.settings = settings;
        this.listing = listing;
    }

    List<Operation<?>> all() {
        return List.of(
                table.granted(
                        "ListObjects",
                        "ListObjects",
                        Route.get(BUCKET),
                        BodyKind.NONE,
                        call -> decode(call, call.query("marker")),
                        ListInput::target,
                        this::listV1),
                table.granted(
                        "ListObjectsV2",
                        "ListObjects",
                        Route.get(BUCKET).withQuery("list-type", "2"),
                        BodyKind.NONE,
                        this::decodeV2,
                        ListInput::target,
                        this::listV2),
                table.granted(
                        "ListObjectVersions",
                        "ListObjectVersions",
                        Route.get(BUCKET).withQuery("versions"),
                        BodyKind.NONE,
                        this::decodeVersions,
                        ListInput::target,
                        this::listVersions));
    }

    /** @param urlEncoded names are shown percent-encoded, so that XML can hold any of them */
    private record ListInput(
            Resource.Bucket bucket,
            ListQuery query,
            boolean urlEncoded,
            boolean withOwner,
            Optional<String> token,
            Optional<String> startAfter) {
        Resource.NamesInBucket target() {
            return new Resource.NamesInBucket(bucket, query.prefix());
        }

        String shown(String name) {
            return urlEncoded ? urlEncode(name) : name;
        }

        /** Version 1 alone, see {@link #prefixOfVersion1}. */
        String shownInVersion1(String prefix) {
            return urlEncoded ? prefixOfVersion1(prefix) : prefix;
        }
    }

    /**
     * The prefix is encoded no more than it must be: the AWS SDK for Java decodes this element of version 1, botocore does
     * not, and both shall show what was asked for.
     */
    private static String prefixOfVersion1(String prefix) {
        StringBuilder shown = new StringBuilder(prefix.length());
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            boolean plain = c == '\n' || c == '\t' || (c >= ' ' && c != '%' && c != '+' && c < 0xfffe);
            shown.append(plain ? Character.toString(c) : urlEncode(Character.toString(c)));
        }
        return shown.toString();
    }

    private ListInput decode(Call call, Optional<String> after) {
        Optional<String> encoding = call.query("encoding-type");
        encoding.filter(type -> !type.equals("url")).ifPresent(type -> {
            throw new Problem.InvalidArgument("encoding-type", type, "Invalid Encoding Method specified in Request")
                    .thrown();
        });
        int max = call.number("max-keys", 0, Integer.MAX_VALUE).orElse(Limits.MAX_LIST_ENTRIES);
        return new ListInput(
                targets.bucket(call),
                new ListQuery(
                        call.query("prefix").orElse(""),
                        call.query("delimiter").filter(delimiter -> !delimiter.isEmpty()),
                        after.filter(marker -> !marker.isEmpty()),
                        Math.min(max, Limits.MAX_LIST_ENTRIES)),
                encoding.isPresent(),
                call.query("fetch-owner").filter("true"::equals).isPresent(),
                Optional.empty(),
                Optional.empty());
    }

    private ListInput decodeV2(Call call) {
        Optional<String> token = call.query("continuation-token");
        Optional<String> startAfter = call.query("start-after");
        // Assumed: an empty token, such as a loop's first one, is none; it is shown all the same.
        Optional<String> after = token.filter(text -> !text.isEmpty())
                .map(ContinuationToken::decode)
                .or(() -> startAfter);
        ListInput input = decode(call, after);
        return new ListInput(input.bucket(), input.query(), input.urlEncoded(), input.withOwner(), token, startAfter);
    }

    private ListInput decodeVersions(Call call) {
        return decode(call, call.query("key-marker"));
    }

    private Reply listV1(ListInput input, Permit permit) {
        ListPage<ListedObject> page = listing.objects(permit, input.query());
        XmlWriter xml = begin(
                "ListBucketResult", input, input.shownInVersion1(input.query().prefix()), page);
        xml.element("Marker", input.shown(input.query().after().orElse("")));
        // Source: Amazon S3 API reference, ListObjects: NextMarker is given only with a delimiter.
        if (input.query().delimiter().isPresent()) {
            page.last().ifPresent(last -> xml.element("NextMarker", input.shown(last)));
        }
        page.entries().forEach(object -> contents(xml, input, object, true));
        return end("ListBucketResult", xml, input, page);
    }

    private Reply listV2(ListInput input, Permit permit) {
        ListPage<ListedObject> page = listing.objects(permit, input.query());
        XmlWriter xml =
                begin("ListBucketResult", input, input.shown(input.query().prefix()), page);
        xml.element("KeyCount", page.entries().size() + page.commonPrefixes().size());
        input.token().ifPresent(token -> xml.element("ContinuationToken", token));
        page.last().ifPresent(last -> xml.element("NextContinuationToken", ContinuationToken.encode(last)));
        input.startAfter().ifPresent(after -> xml.element("StartAfter", input.shown(after)));
        page.entries().forEach(object -> contents(xml, input, object, input.withOwner()));
        return end("ListBucketResult", xml, input, page);
    }

    /**
     * Nothing is versioned yet: every object is its one version, {@code null}. Assumed: OCI answers ListObjectVersions at all,
     * of which reports differ.
     */
    private Reply listVersions(ListInput input, Permit permit) {
        ListPage<ListedObject> page = listing.objects(permit, input.query());
        XmlWriter xml =
                begin("ListVersionsResult", input, input.shown(input.query().prefix()), page);
        xml.element("KeyMarker", input.shown(input.query().after().orElse(""))).element("VersionIdMarker", "");
        page.last()
                .ifPresent(
                        last -> xml.element("NextKeyMarker", input.shown(last)).element("NextVersionIdMarker", "null"));
        for (ListedObject object : page.entries()) {
            xml.open("Version").element("Key", input.shown(object.name()));
            xml.element("VersionId", "null").element("IsLatest", true);
            facts(xml, object);
            BucketOperations.owner(xml, "Owner", settings);
            xml.close("Version");
        }
        return end("ListVersionsResult", xml, input, page);
    }

    private static XmlWriter begin(String root, ListInput input, String prefix, ListPage<ListedObject> page) {
        XmlWriter xml = XmlWriter.document(
                root,
                1024
                        + CHARS_AN_ENTRY
                                * (page.entries().size() + page.commonPrefixes().size()));
        xml.element("Name", input.bucket().bucket())
                .element("Prefix", prefix)
                .element("MaxKeys", input.query().maxEntries());
        input.query().delimiter().ifPresent(delimiter -> xml.element("Delimiter", input.shown(delimiter)));
        if (input.urlEncoded()) {
            xml.element("EncodingType", "url");
        }
        return xml.element("IsTruncated", page.isTruncated());
    }

    private void contents(XmlWriter xml, ListInput input, ListedObject object, boolean withOwner) {
        xml.open("Contents").element("Key", input.shown(object.name()));
        facts(xml, object);
        if (withOwner) {
            BucketOperations.owner(xml, "Owner", settings);
        }
        xml.close("Contents");
    }

    private static void facts(XmlWriter xml, ListedObject object) {
        xml.element("LastModified", BucketOperations.isoDate(object.summary().modifiedAtMillis()))
                .element("ETag", '"' + object.summary().etag() + '"')
                .element("Size", object.summary().lengthBytes())
                .element("StorageClass", "STANDARD");
    }

    private static Reply end(String root, XmlWriter xml, ListInput input, ListPage<ListedObject> page) {
        for (String prefix : page.commonPrefixes()) {
            xml.open("CommonPrefixes").element("Prefix", input.shown(prefix)).close("CommonPrefixes");
        }
        return S3FrontEnd.xml(xml.end(root));
    }

    /**
     * Slashes are kept. A blank is {@code %20}, where Amazon has a plus sign: decoders of either kind, those of URLs and
     * those of forms, make it a blank again.
     */
    static String urlEncode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
    }
}
