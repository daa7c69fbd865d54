// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which API, namespace, region and bucket a Host stands for. */
@ParameterizedClass
@EnumSource(Dialect.class)
class HostRulesTest {
    @RegisterExtension
    static final TestServers servers = TestServers.with(server -> server.withDomains("s3.test"));

    private final Dialect dialect;
    private final TestServer server;
    private String bucket = "";

    HostRulesTest(Dialect dialect) throws IOException {
        this.dialect = dialect;
        server = servers.of(dialect);
    }

    @BeforeEach
    void putObject() throws IOException {
        bucket = server.newBucket();
        server.request("PUT", "/" + bucket + "/a/b.txt").body("hello").send();
    }

    private RawReply get(String host, String path) throws IOException {
        return server.request("GET", path).header("host", host).send();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:9000",
                "127.0.0.1",
                "[::1]:9000",
                "ostler:9000",
                "some.name.example",
                "local.compat.objectstorage.us-ashburn-1.oraclecloud.com",
                "local.compat.objectstorage.us-ashburn-1.oci.customer-oci.com",
                "local.compat.objectstorage.us-ashburn-1.localhost:9000",
                "local.compat.objectstorage.us-ashburn-1.s3.test",
                "my-endpoint-local.private.compat.objectstorage.us-ashburn-1.oci.customer-oci.com",
                "LOCAL.Compat.ObjectStorage.us-ashburn-1.oraclecloud.com",
                "vhcompat.objectstorage.us-ashburn-1.oci.customer-oci.com"
            })
    void theBucketStandsInThePath(String host) throws Exception {
        assertThat(get(host, "/" + bucket + "/a/b.txt").text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".vhcompat.objectstorage.us-ashburn-1.oci.customer-oci.com",
                ".vhcompat.objectstorage.us-ashburn-1.oraclecloud.com",
                ".vhcompat.objectstorage.us-ashburn-1.localhost:9000",
                ".vhcompat.objectstorage.us-ashburn-1.s3.test"
            })
    void theBucketStandsInTheHostOfOciInBothDialects(String suffix) throws Exception {
        assertThat(get(bucket + suffix, "/a/b.txt").text()).isEqualTo("hello");
        assertThat(get(bucket + suffix, "/?list-type=2").element("Name")).contains(bucket);
        assertThat(get(bucket + suffix, "/missing").code()).isEqualTo("NoSuchKey");
    }

    @ParameterizedTest
    @ValueSource(strings = {".localhost", ".localhost:9000", ".s3.test"})
    void theBucketStandsInAPlainHostInDialectS3Alone(String suffix) throws Exception {
        RawReply reply = get(bucket + suffix, "/a/b.txt");

        if (dialect == Dialect.S3) {
            assertThat(reply.text()).isEqualTo("hello");
        } else {
            assertThat(reply.summary()).isEqualTo("400 InvalidRequest");
            assertThat(reply.message()).contains("set path style");
        }
    }

    @Test
    void theAddressOfACompletedObjectHasTheBucketOnce() throws Exception {
        String host = bucket + ".vhcompat.objectstorage.us-ashburn-1.oraclecloud.com";
        String upload = server.request("POST", "/in%20parts?uploads")
                .header("host", host)
                .send()
                .element("UploadId")
                .orElseThrow();
        String etag = server.request("PUT", "/in%20parts?partNumber=1&uploadId=" + upload)
                .header("host", host)
                .body("x")
                .send()
                .header("etag")
                .orElseThrow();

        RawReply reply = server.request("POST", "/in%20parts?uploadId=" + upload)
                .header("host", host)
                .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etag
                        + "</ETag></Part></CompleteMultipartUpload>")
                .send();

        assertThat(reply.element("Location")).hasValue("http://" + host + "/in%20parts");
        server.request("DELETE", "/in%20parts").header("host", host).send();
    }

    @Test
    void aVirtualHostHasNoControlApi() throws Exception {
        String host = bucket + ".vhcompat.objectstorage.us-ashburn-1.oraclecloud.com";

        assertThat(get(host, "/_ostler/health").code()).isEqualTo("NoSuchKey");
        assertThat(get("localhost", "/_ostler/health").text()).isEqualTo("ok\n");
    }

    @Test
    void aBucketIsInItsRegionAlone() throws Exception {
        String host = "local.compat.objectstorage.eu-frankfurt-1.oraclecloud.com";

        RawReply read = server.request("GET", "/" + bucket + "/a/b.txt")
                .header("host", host)
                .region("eu-frankfurt-1")
                .send();
        RawReply made = server.request("PUT", "/" + bucket)
                .header("host", host)
                .region("eu-frankfurt-1")
                .send();
        RawReply location = server.request("GET", "/" + bucket + "?location")
                .header("host", host)
                .region("eu-frankfurt-1")
                .send();

        assertThat(read.summary()).isEqualTo("404 NoSuchBucket");
        if (dialect == Dialect.OCI) {
            assertThat(made.status()).isEqualTo(200);
            assertThat(location.text()).contains(">eu-frankfurt-1<");
        }
        assertThat(get("localhost", "/" + bucket + "/a/b.txt").text()).isEqualTo("hello");
    }

    @Test
    void anotherNamespaceIsAnotherTenancys() throws Exception {
        RawReply reply = get("other.compat.objectstorage.us-ashburn-1.oraclecloud.com", "/" + bucket + "/a/b.txt");

        assertThat(reply.summary()).isEqualTo("404 NoSuchBucket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "objectstorage.us-ashburn-1.oraclecloud.com",
                "local.objectstorage.us-ashburn-1.oci.customer-oci.com",
                "identity.us-ashburn-1.oraclecloud.com",
                "identity.us-ashburn-1.localhost:9000"
            })
    void theHostsOfTheNativeApiAreNotS3(String host) throws Exception {
        assertThat(get(host, "/" + bucket + "/a/b.txt").status()).isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/n", "/n/local", "/p/token/n/local/b/b/o/k", "/workRequests", "/20160918/users"})
    void unsignedPathsOfTheNativeApiAreNotS3(String path) throws Exception {
        assertThat(server.request("GET", path).sendUnsigned().status()).isEqualTo(501);
        assertThat(server.request("GET", path)
                        .header("authorization", "Signature version=\"1\",keyId=\"x\"")
                        .sendUnsigned()
                        .status())
                .isEqualTo(501);
        assertThat(server.request("GET", path).send().summary()).isEqualTo("404 NoSuchBucket");
    }
}
