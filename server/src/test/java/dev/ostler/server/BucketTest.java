// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.Tag;

/** Buckets: made, named, found, tagged, listed, deleted. */
@ParameterizedClass
@EnumSource(Dialect.class)
class BucketTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final Dialect dialect;
    private final TestServer server;

    BucketTest(Dialect dialect) throws IOException {
        this.dialect = dialect;
        server = servers.of(dialect);
    }

    @Test
    void aNewBucketIsFoundAndListed() {
        String bucket = server.newBucketName();

        var created = server.s3().createBucket(create -> create.bucket(bucket));

        assertThat(created.location()).isEqualTo("/" + bucket);
        assertThat(server.s3().headBucket(head -> head.bucket(bucket)).bucketRegion())
                .isEqualTo("us-ashburn-1");
        var listed = server.s3().listBuckets();
        assertThat(listed.owner().displayName()).isEqualTo("local");
        assertThat(listed.owner().id()).startsWith("ocid1.tenancy.oc1..");
        assertThat(listed.buckets())
                .filteredOn(found -> found.name().equals(bucket))
                .singleElement()
                .satisfies(found -> assertThat(Duration.between(
                                found.creationDate(), server.clock().instant()))
                        .isLessThan(Duration.ofMinutes(1)));
    }

    @Test
    void aBucketThatExistsIsNotMadeAnew() throws Exception {
        String bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("kept"));

        RawReply again = server.request("PUT", "/" + bucket).send();

        assertThat(again.summary().strip())
                .isEqualTo(server.dialect() == Dialect.OCI ? "409 BucketAlreadyOwnedByYou" : "200");
        assertThat(server.s3()
                        .getObjectAsBytes(get -> get.bucket(bucket).key("k"))
                        .asString(UTF_8))
                .isEqualTo("kept");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(server.request("HEAD", "/missing-bucket").send().status()).isEqualTo(404);
        assertThat(server.request("GET", "/missing-bucket").send().summary()).isEqualTo("404 NoSuchBucket");
        assertThat(server.request("DELETE", "/missing-bucket").send().summary()).isEqualTo("404 NoSuchBucket");
        assertThat(server.request("PUT", "/missing-bucket/k").body("x").send().summary())
                .isEqualTo("404 NoSuchBucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a-b.c", "123", "a--b"})
    void namesThatBothRulesAllowAreTaken(String name) throws Exception {
        assertThat(server.request("PUT", "/" + name).send().status()).isEqualTo(200);
        assertThat(server.request("DELETE", "/" + name).send().status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Mixed_Case.v2", "_x", "-x", "a..b", "192.168.0.1"})
    void namesThatOnlyOciAllowsAreTakenByOciAlone(String name) throws Exception {
        RawReply reply = server.request("PUT", "/" + name).send();

        assertThat(reply.summary()).isEqualTo(dialect == Dialect.OCI ? "200" : "400 InvalidBucketName");
    }

    @Test
    void ociTakesNamesOf256CharactersAndAmazonOf63() throws Exception {
        int longest = dialect == Dialect.OCI ? 256 : 63;

        RawReply fits = server.request("PUT", "/" + "n".repeat(longest)).send();
        RawReply tooLong = server.request("PUT", "/" + "n".repeat(longest + 1)).send();

        assertThat(fits.status()).isEqualTo(200);
        assertThat(tooLong.summary()).isEqualTo("400 InvalidBucketName");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "a%2Fb", "%C3%BC", "_ostler", "a%00b"})
    void namesThatNoRuleAllowsAreRefused(String name) throws Exception {
        RawReply reply = server.request("PUT", "/" + name).send();

        assertThat(reply.summary()).isEqualTo("400 InvalidBucketName");
    }

    @Test
    void bucketNamesOfOciAreCaseSensitive() throws Exception {
        if (dialect == Dialect.OCI) {
            assertThat(server.request("PUT", "/Case").send().status()).isEqualTo(200);
            assertThat(server.request("PUT", "/case").send().status()).isEqualTo(200);
            assertThat(server.request("HEAD", "/CASE").send().status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "us-ashburn-1", "us-east-1"})
    void aLocationConstraintMayNameTheRegion(String location) throws Exception {
        RawReply reply = server.request("PUT", "/" + server.newBucketName())
                .body("<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + "<LocationConstraint>" + location
                        + "</LocationConstraint></CreateBucketConfiguration>")
                .send();

        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void aLocationConstraintOfAnotherRegionIsRefused() throws Exception {
        String bucket = server.newBucketName();

        RawReply reply = server.request("PUT", "/" + bucket)
                .body("<CreateBucketConfiguration><LocationConstraint>eu-frankfurt-1"
                        + "</LocationConstraint></CreateBucketConfiguration>")
                .send();

        assertThat(reply.summary()).isEqualTo("400 InvalidLocationConstraint");
        assertThat(server.request("HEAD", "/" + bucket).send().status()).isEqualTo(404);
    }

    @Test
    void getBucketLocationNamesTheRegion() {
        String bucket = server.newBucket();

        assertThat(server.s3().getBucketLocation(get -> get.bucket(bucket)).locationConstraintAsString())
                .isEqualTo("us-ashburn-1");
    }

    @Test
    void aBucketWasNeverVersioned() {
        String bucket = server.newBucket();

        assertThat(server.s3().getBucketVersioning(get -> get.bucket(bucket)).statusAsString())
                .isNull();
    }

    @Test
    void tagsAreKeptReplacedAndDeleted() {
        String bucket = server.newBucket();
        assertThat(SdkRefusal.summaryOf(() -> server.s3().getBucketTagging(get -> get.bucket(bucket))))
                .isEqualTo("404 NoSuchTagSet");

        tag(bucket, tagOf("team", "data"), tagOf("größe", "a-b: c/d=1+2@x._"));
        assertThat(tags(bucket)).containsExactlyInAnyOrder(tagOf("team", "data"), tagOf("größe", "a-b: c/d=1+2@x._"));

        tag(bucket, tagOf("team", ""));
        assertThat(tags(bucket)).containsExactly(tagOf("team", ""));

        server.s3().deleteBucketTagging(delete -> delete.bucket(bucket));
        assertThat(SdkRefusal.summaryOf(() -> server.s3().getBucketTagging(get -> get.bucket(bucket))))
                .isEqualTo("404 NoSuchTagSet");
    }

    @Test
    void tagsThatBreakTheRulesAreRefusedAndTheOldOnesStay() {
        String bucket = server.newBucket();
        tag(bucket, tagOf("team", "data"));
        Tag[] tooMany =
                IntStream.range(0, 51).mapToObj(i -> tagOf("k" + i, "v")).toArray(Tag[]::new);

        assertThat(SdkRefusal.summaryOf(() -> tag(bucket, tagOf("a", "1"), tagOf("a", "2"))))
                .isEqualTo("400 InvalidTag");
        assertThat(SdkRefusal.summaryOf(() -> tag(bucket, tagOf("a".repeat(129), "1"))))
                .isEqualTo("400 InvalidTag");
        assertThat(SdkRefusal.summaryOf(() -> tag(bucket, tagOf("a", "1".repeat(257)))))
                .isEqualTo("400 InvalidTag");
        assertThat(SdkRefusal.summaryOf(() -> tag(bucket, tooMany))).isEqualTo("400 InvalidTag");
        assertThat(SdkRefusal.summaryOf(() -> tag(bucket, tagOf("a&b", "1")))).isEqualTo("400 InvalidTag");
        assertThat(SdkRefusal.summaryOf(() -> tag(bucket, tagOf("a", "1<2")))).isEqualTo("400 InvalidTag");
        assertThat(SdkRefusal.summaryOf(() -> tag(bucket, tagOf("aws:a", "1")))).isEqualTo("400 InvalidTag");

        assertThat(tags(bucket)).containsExactly(tagOf("team", "data"));
    }

    @Test
    void anInvalidTagIsNamed() throws Exception {
        String bucket = server.newBucket();

        RawReply reply = server.request("PUT", "/" + bucket + "?tagging")
                .body("<Tagging><TagSet><Tag><Key>a</Key><Value>1&amp;2</Value></Tag></TagSet></Tagging>")
                .send();

        assertThat(reply.message()).isEqualTo("The TagValue you have provided is invalid");
        if (dialect == Dialect.S3) {
            assertThat(reply.text()).contains("<TagKey>a</TagKey><TagValue>1&amp;2</TagValue>");
        }
    }

    @Test
    void aBucketMayBeMadeWithItsTags() {
        String bucket = server.newBucketName();

        server.s3()
                .createBucket(create -> create.bucket(bucket)
                        .createBucketConfiguration(made -> made.tags(tagOf("team", "data"), tagOf("a", ""))));

        assertThat(tags(bucket)).containsExactlyInAnyOrder(tagOf("team", "data"), tagOf("a", ""));
        assertThat(SdkRefusal.summaryOf(() -> server.s3()
                        .createBucket(create -> create.bucket(bucket)
                                .createBucketConfiguration(made -> made.tags(tagOf("team", "other"))))))
                .isEqualTo("409 BucketAlreadyOwnedByYou");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Tags><Tag><Key>a&amp;b</Key><Value/></Tag></Tags>, 400 InvalidTag",
                "<Tags><Tag><Key>a</Key></Tag></Tags>, 400 MalformedXML",
                "<Bucket><Type>Directory</Type></Bucket>, 501 NotImplemented",
                "<Location><Type>AvailabilityZone</Type><Name>use1-az1</Name></Location>, 501 NotImplemented"
            })
    void aBucketThatCannotBeMadeAsAskedIsNotMade(String configurationAndAnswer) throws Exception {
        String[] parts = configurationAndAnswer.split(", ", -1);
        String bucket = server.newBucketName();

        RawReply reply = server.request("PUT", "/" + bucket)
                .body("<CreateBucketConfiguration>" + parts[0] + "</CreateBucketConfiguration>")
                .send();

        assertThat(reply.summary()).isEqualTo(parts[1]);
        assertThat(server.request("HEAD", "/" + bucket).send().status()).isEqualTo(404);
    }

    @Test
    void bucketsAreListedByRegion() {
        String bucket = server.newBucket();

        assertThat(server.s3()
                        .listBuckets(list -> list.prefix(bucket).bucketRegion("us-ashburn-1"))
                        .buckets())
                .hasSize(1);
        assertThat(server.s3()
                        .listBuckets(list -> list.prefix(bucket).bucketRegion("eu-frankfurt-1"))
                        .buckets())
                .isEmpty();
    }

    @Test
    void tagsWithAWrongDigestAreRefused() throws Exception {
        String bucket = server.newBucket();

        RawReply reply = server.request("PUT", "/" + bucket + "?tagging")
                .header("content-md5", Bytes.base64(Bytes.digest("MD5", Bytes.of(3))))
                .body("<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>")
                .send();

        assertThat(reply.summary()).isEqualTo("400 BadDigest");
        assertThat(server.request("GET", "/" + bucket + "?tagging").send().summary())
                .isEqualTo("404 NoSuchTagSet");
    }

    private void tag(String bucket, Tag... tags) {
        server.s3().putBucketTagging(put -> put.bucket(bucket).tagging(set -> set.tagSet(tags)));
    }

    private List<Tag> tags(String bucket) {
        return server.s3().getBucketTagging(get -> get.bucket(bucket)).tagSet();
    }

    private static Tag tagOf(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void aBucketThatHoldsSomethingIsNotDeleted() throws Exception {
        String bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromString("x"));
        assertThat(server.request("DELETE", "/" + bucket).send().summary()).isEqualTo("409 BucketNotEmpty");

        server.s3().deleteObject(delete -> delete.bucket(bucket).key("k"));
        assertThat(server.request("DELETE", "/" + bucket).send().status()).isEqualTo(204);
        assertThat(server.request("HEAD", "/" + bucket).send().status()).isEqualTo(404);
    }

    @Test
    void aBucketMadeAnewIsEmptyAndUntagged() {
        String bucket = server.newBucket();
        tag(bucket, tagOf("old", "1"));
        server.s3().putObject(put -> put.bucket(bucket).key("old"), RequestBody.fromString("x"));
        server.s3().deleteObject(delete -> delete.bucket(bucket).key("old"));
        server.s3().deleteBucket(delete -> delete.bucket(bucket));

        server.s3().createBucket(create -> create.bucket(bucket));

        assertThat(server.s3().listObjectsV2(list -> list.bucket(bucket)).contents())
                .isEmpty();
        assertThat(SdkRefusal.summaryOf(() -> server.s3().getBucketTagging(get -> get.bucket(bucket))))
                .isEqualTo("404 NoSuchTagSet");
    }

    @Test
    void bucketsAreListedInPagesByPrefix() {
        for (String name : List.of("paged-c", "paged-a", "paged-b", "other-paged")) {
            server.s3().createBucket(create -> create.bucket(name));
        }

        var pages =
                server.s3().listBucketsPaginator(list -> list.prefix("paged-").maxBuckets(2));

        assertThat(pages.stream().map(page -> page.buckets().size())).containsExactly(2, 1);
        assertThat(pages.buckets().stream().map(Bucket::name)).containsExactly("paged-a", "paged-b", "paged-c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-buckets=0", "max-buckets=10001", "max-buckets=x", "continuation-token=x"})
    void pagesThatCannotBeAreRefused(String query) throws Exception {
        assertThat(server.request("GET", "/?" + query).send().summary()).isEqualTo("400 InvalidArgument");
    }

    @Test
    void aSlashAtTheEndNamesTheBucket() throws Exception {
        String bucket = server.newBucket();

        assertThat(server.request("HEAD", "/" + bucket + "/").send().status()).isEqualTo(200);
        assertThat(server.request("DELETE", "/" + bucket + "/").send().status()).isEqualTo(204);
    }
}
