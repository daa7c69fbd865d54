// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Listings: ListObjectsV2, ListObjects, ListObjectVersions. */
@ParameterizedClass
@EnumSource(Dialect.class)
class ListObjectsTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    private final TestServer server;
    private String bucket = "";

    ListObjectsTest(Dialect dialect) throws IOException {
        server = servers.of(dialect);
    }

    @BeforeEach
    void makeBucket() {
        bucket = server.newBucket();
    }

    private void put(String... keys) {
        for (String key : keys) {
            server.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(key));
        }
    }

    private ListObjectsV2Response list(Consumer<ListObjectsV2Request.Builder> query) {
        return server.s3().listObjectsV2(list -> query.accept(list.bucket(bucket)));
    }

    private static List<String> keys(ListObjectsV2Response page) {
        return page.contents().stream().map(S3Object::key).toList();
    }

    private static List<String> prefixes(ListObjectsV2Response page) {
        return page.commonPrefixes().stream().map(CommonPrefix::prefix).toList();
    }

    @Test
    void anEmptyBucketHasAnEmptyList() {
        var page = list(_ -> {});

        assertThat(page.contents()).isEmpty();
        assertThat(page.keyCount()).isZero();
        assertThat(page.isTruncated()).isFalse();
        assertThat(page.nextContinuationToken()).isNull();
        assertThat(page.maxKeys()).isEqualTo(1000);
        assertThat(page.name()).isEqualTo(bucket);
    }

    @Test
    void anEntryTellsWhatTheObjectIs() {
        put("a");

        S3Object entry = list(query -> query.fetchOwner(true)).contents().getFirst();

        assertThat(entry.key()).isEqualTo("a");
        assertThat(entry.size()).isEqualTo(1);
        assertThat(entry.eTag()).isEqualTo(Bytes.etag("a".getBytes(UTF_8)));
        assertThat(entry.storageClassAsString()).isEqualTo("STANDARD");
        assertThat(entry.owner().displayName()).isEqualTo("local");
        assertThat(Duration.between(entry.lastModified(), server.clock().instant()))
                .isLessThan(Duration.ofMinutes(1));
        assertThat(list(_ -> {}).contents().getFirst().owner()).isNull();
    }

    @Test
    void keysRiseByTheirBytes() {
        put("b", "a", "B", "a/b", "a.b", "ä", "\uff61", "😀", "z");

        assertThat(keys(list(_ -> {}))).containsExactly("B", "a", "a.b", "a/b", "b", "z", "ä", "\uff61", "😀");
    }

    @Test
    void prefixAndDelimiterShowOneLevel() {
        put("a", "photos/2025/x", "photos/2025/y", "photos/2026/x", "photos/index", "videos/x");

        var top = list(query -> query.delimiter("/"));
        var photos = list(query -> query.delimiter("/").prefix("photos/"));
        var halfName = list(query -> query.delimiter("/").prefix("pho"));

        assertThat(keys(top)).containsExactly("a");
        assertThat(prefixes(top)).containsExactly("photos/", "videos/");
        assertThat(top.keyCount()).isEqualTo(3);
        assertThat(keys(photos)).containsExactly("photos/index");
        assertThat(prefixes(photos)).containsExactly("photos/2025/", "photos/2026/");
        assertThat(prefixes(halfName)).containsExactly("photos/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "//", " ", "+", "ü", "%"})
    void anyTextMayDelimit(String delimiter) {
        put("a" + delimiter + "1", "a" + delimiter + "2", "b");

        var page = list(query -> query.delimiter(delimiter));

        assertThat(keys(page)).containsExactly("b");
        assertThat(prefixes(page)).containsExactly("a" + delimiter);
        assertThat(page.delimiter()).isEqualTo(delimiter);
    }

    @Test
    void startAfterSkipsNamesUpToAndWithIt() {
        put("a", "b", "c");

        assertThat(keys(list(query -> query.startAfter("a")))).containsExactly("b", "c");
        assertThat(keys(list(query -> query.startAfter("aa")))).containsExactly("b", "c");
        assertThat(keys(list(query -> query.startAfter("z")))).isEmpty();
        assertThat(list(query -> query.startAfter("a")).startAfter()).isEqualTo("a");
    }

    @Test
    void maxKeysZeroListsNothing() {
        put("a");

        var page = list(query -> query.maxKeys(0));

        assertThat(page.contents()).isEmpty();
        assertThat(page.isTruncated()).isFalse();
    }

    @Test
    void moreThanAThousandKeysAreNeverOnAPage() throws Exception {
        RawReply reply = server.request("GET", "/" + bucket + "?list-type=2&max-keys=2000")
                .send();

        assertThat(reply.element("MaxKeys")).contains("1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list-type=2&max-keys=-1",
                "list-type=2&max-keys=x",
                "list-type=2&continuation-token=x",
                "list-type=2&continuation-token=1:%21",
                "list-type=2&encoding-type=base64",
                "max-keys=99999999999"
            })
    void whatMakesNoSenseIsRefused(String query) throws Exception {
        assertThat(server.request("GET", "/" + bucket + "?" + query).send().summary())
                .isEqualTo("400 InvalidArgument");
    }

    @Test
    void pagesShowEveryKeyOnceWhateverTheirSize() {
        long seed = new Random().nextLong();
        System.out.println("ListObjectsTest seed " + seed);
        Random random = new Random(seed);
        TreeSet<String> all = new TreeSet<>(Comparator.comparing(key -> key.getBytes(UTF_8), Arrays::compareUnsigned));
        for (int i = 0; i < 60; i++) {
            all.add(randomKey(random));
        }
        put(all.toArray(String[]::new));

        for (int size : List.of(1, 2, 7, 1000)) {
            for (String delimiter : new String[] {null, "/"}) {
                for (String prefix : List.of("", "a", "b/")) {
                    assertThat(paged(size, delimiter, prefix))
                            .as("seed %d, pages of %d, delimiter %s, prefix '%s'", seed, size, delimiter, prefix)
                            .isEqualTo(expected(all, delimiter, prefix));
                }
            }
        }
    }

    private static String randomKey(Random random) {
        StringBuilder key = new StringBuilder();
        int length = 1 + random.nextInt(6);
        for (int i = 0; i < length; i++) {
            key.append("ab/ü+".charAt(random.nextInt(5)));
        }
        return key.toString();
    }

    private static List<String> expected(SortedSet<String> all, String delimiter, String prefix) {
        return all.stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> {
                    int at = delimiter == null ? -1 : key.indexOf(delimiter, prefix.length());
                    return at < 0 ? key : key.substring(0, at + delimiter.length()) + " (prefix)";
                })
                .distinct()
                .toList();
    }

    /** Keys and common prefixes of all pages, merged in their order. */
    private List<String> paged(int size, String delimiter, String prefix) {
        List<String> entries = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            ListObjectsV2Response page = list(query ->
                    query.maxKeys(size).delimiter(delimiter).prefix(prefix).continuationToken(from));
            List<String> onPage = new ArrayList<>(keys(page));
            prefixes(page).forEach(common -> onPage.add(common + " (prefix)"));
            onPage.sort(Comparator.comparing(
                    entry -> entry.replace(" (prefix)", "").getBytes(UTF_8), Arrays::compareUnsigned));
            assertThat(onPage).hasSizeLessThanOrEqualTo(size).hasSize(page.keyCount());
            assertThat(page.isTruncated()).isEqualTo(page.nextContinuationToken() != null);
            entries.addAll(onPage);
            token = page.nextContinuationToken();
        } while (token != null);
        return entries;
    }

    @Test
    void aPageGoesOnBehindAKeyThatWasDeletedMeanwhile() {
        put("a", "b", "c", "d");
        String token = list(query -> query.maxKeys(2)).nextContinuationToken();
        server.s3().deleteObject(delete -> delete.bucket(bucket).key("b"));
        server.s3().deleteObject(delete -> delete.bucket(bucket).key("c"));

        assertThat(keys(list(query -> query.continuationToken(token)))).containsExactly("d");
    }

    @Test
    void encodedNamesAreEncodedEverywhere() throws Exception {
        put("a b/ü+&.txt", "a b/z/1");

        RawReply reply = server.request(
                        "GET",
                        "/" + bucket + "?delimiter=%2F&encoding-type=url&list-type=2&prefix=a%20b%2F&start-after=a%20b")
                .send();

        assertThat(reply.element("EncodingType")).contains("url");
        assertThat(reply.text())
                .contains("<Key>a%20b/%C3%BC%2B%26.txt</Key>")
                .contains("<CommonPrefixes><Prefix>a%20b/z/</Prefix></CommonPrefixes>")
                .contains("<Prefix>a%20b/</Prefix>")
                .contains("<StartAfter>a%20b</StartAfter>");
        var decoded = list(query -> query.encodingType(EncodingType.URL).prefix("a b/"));
        assertThat(keys(decoded)).containsExactly("a b/z/1", "a b/ü+&.txt");
    }

    @Test
    void namesAreEscapedInXml() {
        put("<a>&\"b'\t");

        assertThat(keys(list(_ -> {}))).containsExactly("<a>&\"b'\t");
    }

    @Test
    void theOlderListingPagesByMarker() {
        put("a", "b/1", "b/2", "c");

        var first = server.s3()
                .listObjects(list -> list.bucket(bucket).delimiter("/").maxKeys(2));
        var second = server.s3()
                .listObjects(
                        list -> list.bucket(bucket).delimiter("/").maxKeys(2).marker(first.nextMarker()));
        var plain = server.s3().listObjects(list -> list.bucket(bucket).maxKeys(2));

        assertThat(first.contents().stream().map(S3Object::key)).containsExactly("a");
        assertThat(first.commonPrefixes().stream().map(CommonPrefix::prefix)).containsExactly("b/");
        assertThat(first.isTruncated()).isTrue();
        assertThat(second.contents().stream().map(S3Object::key)).containsExactly("c");
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.marker()).isEqualTo("b/");
        assertThat(plain.isTruncated()).isTrue();
        assertThat(plain.nextMarker()).isNull();
        assertThat(plain.contents().getFirst().owner().displayName()).isEqualTo("local");
    }

    @Test
    void everyObjectIsItsOnlyVersion() {
        put("a", "b");

        var page = server.s3().listObjectVersions(list -> list.bucket(bucket).maxKeys(1));
        var next = server.s3()
                .listObjectVersions(list -> list.bucket(bucket)
                        .keyMarker(page.nextKeyMarker())
                        .versionIdMarker(page.nextVersionIdMarker()));

        assertThat(page.versions()).singleElement().satisfies(version -> {
            assertThat(version.key()).isEqualTo("a");
            assertThat(version.versionId()).isEqualTo("null");
            assertThat(version.isLatest()).isTrue();
        });
        assertThat(page.isTruncated()).isTrue();
        assertThat(next.versions().stream().map(ObjectVersion::key)).containsExactly("b");
        assertThat(next.deleteMarkers()).isEmpty();
    }

    @Test
    void aMissingBucketHasNoList() throws Exception {
        for (String query : List.of("", "?list-type=2", "?versions", "?uploads")) {
            assertThat(server.request("GET", "/missing-bucket" + query).send().summary())
                    .isEqualTo("404 NoSuchBucket");
        }
    }
}
