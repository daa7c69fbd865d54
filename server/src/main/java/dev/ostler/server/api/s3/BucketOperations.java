// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static dev.ostler.server.api.s3.S3Operations.BUCKET;

import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.BucketRow;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.Route;
import dev.ostler.server.problem.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The S3 operations on buckets. */
final class BucketOperations {
    private static final BodyKind.Document SMALL_DOCUMENT = new BodyKind.Document(64 << 10);

    private final S3Operations table;
    private final S3Targets targets;
    private final S3Settings settings;
    private final Buckets buckets;

    BucketOperations(S3Operations table, S3Targets targets, S3Settings settings, Buckets buckets) {
        this.table = table;
        this.targets = targets;
        this.settings = settings;
        this.buckets = buckets;
    }

    List<Operation<?>> all() {
        return List.of(
                table.granted(
                        "ListBuckets",
                        "ListBuckets",
                        Route.get("/"),
                        BodyKind.NONE,
                        this::decodeList,
                        ListBuckets::place,
                        this::list),
                table.granted(
                        "CreateBucket",
                        "CreateBucket",
                        Route.put(BUCKET),
                        SMALL_DOCUMENT,
                        this::decodeCreate,
                        CreateInput::bucket,
                        this::create),
                table.granted(
                        "HeadBucket",
                        "HeadBucket",
                        Route.head(BUCKET),
                        BodyKind.NONE,
                        targets::bucket,
                        bucket -> bucket,
                        this::head),
                table.granted(
                        "DeleteBucket",
                        "DeleteBucket",
                        Route.delete(BUCKET),
                        BodyKind.NONE,
                        targets::bucket,
                        bucket -> bucket,
                        this::delete),
                table.granted(
                        "GetBucketLocation",
                        "HeadBucket",
                        Route.get(BUCKET).withQuery("location"),
                        BodyKind.NONE,
                        targets::bucket,
                        bucket -> bucket,
                        this::location),
                table.granted(
                        "GetBucketVersioning",
                        "GetBucket",
                        Route.get(BUCKET).withQuery("versioning"),
                        BodyKind.NONE,
                        targets::bucket,
                        bucket -> bucket,
                        this::versioning),
                table.granted(
                        "GetBucketTagging",
                        "GetBucket",
                        Route.get(BUCKET).withQuery("tagging"),
                        BodyKind.NONE,
                        targets::bucket,
                        bucket -> bucket,
                        this::tags),
                table.granted(
                        "PutBucketTagging",
                        "UpdateBucket",
                        Route.put(BUCKET).withQuery("tagging"),
                        SMALL_DOCUMENT,
                        this::decodeTagging,
                        Tagging::bucket,
                        this::tag),
                table.granted(
                        "DeleteBucketTagging",
                        "UpdateBucket",
                        Route.delete(BUCKET).withQuery("tagging"),
                        BodyKind.NONE,
                        targets::bucket,
                        bucket -> bucket,
                        this::untag));
    }

    private record ListBuckets(
            Resource.Namespace place, String prefix, Optional<String> region, String after, int max) {}

    /** Source: Amazon S3 API reference, ListBuckets (prefix, bucket-region, max-buckets, continuation-token). */
    private ListBuckets decodeList(Call call) {
        return new ListBuckets(
                targets.namespace(call),
                call.query("prefix").orElse(""),
                call.query("bucket-region"),
                call.query("continuation-token").map(ContinuationToken::decode).orElse(""),
                call.number("max-buckets", 1, 10_000).orElse(10_000));
    }

    private Reply list(ListBuckets input, Permit permit) {
        List<BucketRow> matching = buckets.list(permit).stream()
                .filter(bucket -> bucket.key().name().startsWith(input.prefix()))
                .filter(bucket -> input.region().isEmpty()
                        || input.region().get().equals(bucket.key().region()))
                .filter(bucket -> bucket.key().name().compareTo(input.after()) > 0)
                .toList();
        XmlWriter xml = XmlWriter.document("ListAllMyBucketsResult", 1024);
        owner(xml, "Owner", settings);
        xml.open("Buckets");
        matching.stream()
                .limit(input.max())
                .forEach(bucket -> xml.open("Bucket")
                        .element("Name", bucket.key().name())
                        .element("CreationDate", isoDate(bucket.createdAtMillis()))
                        .element("BucketRegion", bucket.key().region())
                        .close("Bucket"));
        xml.close("Buckets");
        if (!input.prefix().isEmpty()) {
            xml.element("Prefix", input.prefix());
        }
        if (matching.size() > input.max()) {
            xml.element(
                    "ContinuationToken",
                    ContinuationToken.encode(matching.get(input.max() - 1).key().name()));
        }
        return S3FrontEnd.xml(xml.end("ListAllMyBucketsResult"));
    }

    /** Assumed: the owner is the tenancy, its namespace the display name. */
    static void owner(XmlWriter xml, String element, S3Settings settings) {
        xml.open(element)
                .element("ID", settings.tenancyId())
                .element("DisplayName", settings.namespace())
                .close(element);
    }

    /** ISO 8601 with milliseconds. Source: Amazon S3 API reference, any listing. */
    static String isoDate(long epochMillis) {
        String text = Instant.ofEpochMilli(epochMillis)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        return text.substring(0, text.length() - 1) + ".000Z";
    }

    private record CreateInput(Resource.NewBucket bucket, Map<String, String> tags) {}

    /**
     * Source: Amazon S3 API reference, CreateBucket (tags, and what only buckets of its other kinds have). Assumed:
     * LocationConstraint may be empty, this region, or us-east-1 at home; anything else is refused.
     */
    private CreateInput decodeCreate(Call call) {
        S3Digests.checkDocument(call);
        Resource.NewBucket bucket = targets.newBucket(call);
        if (call.document().length == 0) {
            return new CreateInput(bucket, Map.of());
        }
        XmlElement root = XmlElement.parse(call.document(), "CreateBucketConfiguration");
        for (String otherKind : List.of("Bucket", "Location")) {
            if (!root.children(otherKind).isEmpty()) {
                throw new Problem.NotServed("A directory bucket (" + otherKind + ")", "").thrown();
            }
        }
        checkLocation(bucket.region(), root.childText("LocationConstraint").orElse(""));
        List<XmlElement> tags = root.children("Tags").stream()
                .flatMap(set -> set.children("Tag").stream())
                .toList();
        return new CreateInput(bucket, BucketTags.of(tags));
    }

    private void checkLocation(String region, String location) {
        boolean home = region.equals(settings.homeRegion());
        if (!location.isEmpty() && !location.equals(region) && !(home && location.equals("us-east-1"))) {
            throw new Problem.InvalidLocationConstraint(location, region).thrown();
        }
    }

    private Reply create(CreateInput input, Permit permit) {
        buckets.create(permit, input.tags());
        return new Reply(200, Headers.of("location", "/" + input.bucket().bucket()));
    }

    /** Assumed: HeadBucket names the region in OCI, as in Amazon. */
    private Reply head(Resource.Bucket bucket, Permit permit) {
        buckets.get(permit);
        return new Reply(200, Headers.of("x-amz-bucket-region", bucket.region()));
    }

    private Reply delete(Resource.Bucket bucket, Permit permit) {
        buckets.delete(permit);
        return new Reply(204, new Headers());
    }

    /** Assumed: OCI names the region as Amazon does; its own body is not known. */
    private Reply location(Resource.Bucket bucket, Permit permit) {
        buckets.get(permit);
        XmlWriter xml = XmlWriter.document("LocationConstraint", 128);
        return S3FrontEnd.xml(xml.text(bucket.region()).end("LocationConstraint"));
    }

    /**
     * Nothing is versioned yet: Amazon's answer for a bucket that never was. Assumed: OCI answers GetBucketVersioning at
     * all.
     */
    private Reply versioning(Resource.Bucket bucket, Permit permit) {
        buckets.get(permit);
        return S3FrontEnd.xml(XmlWriter.document("VersioningConfiguration", 128).end("VersioningConfiguration"));
    }

    private Reply tags(Resource.Bucket bucket, Permit permit) {
        Map<String, String> tags = buckets.get(permit).tags();
        if (tags.isEmpty()) {
            throw new Problem.NoSuchTagSet(bucket.bucket()).thrown();
        }
        XmlWriter xml = XmlWriter.document("Tagging", 512).open("TagSet");
        tags.forEach((name, value) ->
                xml.open("Tag").element("Key", name).element("Value", value).close("Tag"));
        return S3FrontEnd.xml(xml.close("TagSet").end("Tagging"));
    }

    private record Tagging(Resource.Bucket bucket, Map<String, String> tags) {}

    private Tagging decodeTagging(Call call) {
        S3Digests.checkDocument(call);
        XmlElement root = XmlElement.parse(call.document(), "Tagging");
        List<XmlElement> tags = root.children("TagSet").stream()
                .flatMap(set -> set.children("Tag").stream())
                .toList();
        return new Tagging(targets.bucket(call), BucketTags.of(tags));
    }

    private Reply tag(Tagging input, Permit permit) {
        buckets.tag(permit, input.tags());
        return new Reply(204, new Headers());
    }

    private Reply untag(Resource.Bucket bucket, Permit permit) {
        buckets.tag(permit, Map.of());
        return new Reply(204, new Headers());
    }
}
