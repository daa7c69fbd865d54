// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Names in listings, percent-encoded so that XML can hold any of them. */
class ListObjectsEncodingTest {
    @RegisterExtension
    static final TestServers servers = TestServers.ofBothDialects();

    @ParameterizedTest
    @EnumSource
    void blanksAndPlusSignsAreToldApartByDecodersOfUrlsAndOfForms(Dialect dialect) throws Exception {
        TestServer server = servers.of(dialect);
        String bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("a b+c/ü"), RequestBody.empty());

        RawReply page = server.request("GET", "/" + bucket + "?list-type=2&encoding-type=url")
                .send();
        RawReply rolledUp = server.request("GET", "/" + bucket + "?delimiter=%2F&encoding-type=url")
                .send();

        assertThat(page.element("Key")).contains("a%20b%2Bc/%C3%BC");
        assertThat(rolledUp.text()).contains("<CommonPrefixes><Prefix>a%20b%2Bc/</Prefix></CommonPrefixes>");
    }

    @ParameterizedTest
    @EnumSource
    void controlCharactersSurviveTheWayThroughXml(Dialect dialect) throws Exception {
        TestServer server = servers.of(dialect);
        String bucket = server.newBucket();
        String key = "\u0001\u001f\t\u007f\ufffe]]>&\"'<";
        server.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.empty());

        var page = server.s3()
                .listObjectsV2(list -> list.bucket(bucket).prefix("\u0001").encodingType(EncodingType.URL));

        assertThat(page.contents()).extracting(S3Object::key).containsExactly(key);
        assertThat(page.prefix()).isEqualTo("\u0001");
    }

    @ParameterizedTest
    @EnumSource
    void thePrefixOfVersion1IsReadableWithAndWithoutDecoding(Dialect dialect) throws Exception {
        TestServer server = servers.of(dialect);
        String bucket = server.newBucket();

        var decoded = server.s3()
                .listObjects(
                        list -> list.bucket(bucket).prefix("a+b%41 \n\u0001").encodingType(EncodingType.URL));
        RawReply plain = server.request("GET", "/" + bucket + "?prefix=%0A%20x&encoding-type=url")
                .send();

        assertThat(decoded.prefix()).isEqualTo("a+b%41 \n\u0001");
        assertThat(plain.element("Prefix")).contains("\n x");
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyContinuationTokenBeginsAtTheStart(Dialect dialect) throws Exception {
        TestServer server = servers.of(dialect);
        String bucket = server.newBucket();
        server.s3().putObject(put -> put.bucket(bucket).key("k"), RequestBody.empty());

        RawReply page = server.request("GET", "/" + bucket + "?list-type=2&continuation-token=")
                .send();

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.element("Key")).contains("k");
        assertThat(page.text()).contains("<ContinuationToken/>");
    }
}
