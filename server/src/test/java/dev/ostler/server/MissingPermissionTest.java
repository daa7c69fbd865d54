// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody sees who lacks a permission, in both dialects. That every operation answers so is tried elsewhere. */
@ParameterizedClass
@EnumSource(Dialect.class)
class MissingPermissionTest {
    private static final String WORLD = """
            version: 1
            groups: [{name: makers}, {name: listers}]
            users:
              - {name: mia, groups: [makers], customerSecretKeys: [{id: mia, key: mia-secret}]}
              - {name: lou, groups: [listers], customerSecretKeys: [{id: lou, key: lou-secret}]}
              - {name: nell, customerSecretKeys: [{id: nell, key: nell-secret}]}
            policies:
              - name: p
                statements:
                  - Allow group makers to {OBJECT_CREATE, OBJECT_READ, BUCKET_READ} in tenancy
                  - Allow group listers to inspect object-family in tenancy
            buckets:
              - {name: lake, objects: [{name: there, text: there}]}
            """;

    @RegisterExtension
    static final TestServers servers = TestServers.with(
            server -> server.withBootstrap(new BootstrapFiles(List.of(), Optional.of(WORLD), Map.of())));

    private final boolean oci;
    private final TestServer server;

    MissingPermissionTest(Dialect dialect) throws IOException {
        oci = dialect == Dialect.OCI;
        server = servers.of(dialect);
    }

    private RawRequest by(String user, String method, String path) {
        return server.request(method, path).key(new CustomerSecretKey(user, user + "-secret"));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            nell | GET    | /                                       | 404 NoSuchBucket
            mia  | GET    | /                                       | 404 NoSuchBucket
            nell | PUT    | /another                                | 409 BucketAlreadyExists
            nell | PUT    | /lake                                   | 409 BucketAlreadyExists
            nell | HEAD   | /lake                                   | 404
            mia  | HEAD   | /lake                                   | 404
            nell | DELETE | /lake                                   | 404 NoSuchBucket
            nell | GET    | /lake?list-type=2                       | 404 NoSuchBucket
            nell | GET    | /lake?location                          | 404 NoSuchBucket
            lou  | GET    | /lake/there                             | 404 NoSuchBucket
            lou  | GET    | /lake/not-there                         | 404 NoSuchBucket
            nell | HEAD   | /lake/there                             | 404
            nell | HEAD   | /lake/not-there                         | 404
            lou  | DELETE | /lake/there                             | 404 NoSuchBucket
            lou  | PUT    | /lake/new                               | 404 NoSuchBucket
            # only OBJECT_OVERWRITE is missing
            mia  | PUT    | /lake/there                             | 404 NoSuchBucket
            mia  | POST   | /lake/there?uploads                     | 404 NoSuchBucket
            mia  | POST   | /lake/new?uploads                       | 404 NoSuchBucket
            """)
    void theAnswerIsThatOfTheDialect(String user, String method, String path, String inOci) throws IOException {
        RawReply reply = by(user, method, path).send();

        String inS3 = method.equals("HEAD") ? "403" : "403 AccessDenied";
        assertThat(reply.summary()).isEqualTo(oci ? inOci : inS3);
        if (method.equals("HEAD")) {
            assertThat(reply.body()).isEmpty();
        }
    }

    @Test
    void aHiddenBucketLooksLikeAMissingOneToTheByte() throws IOException {
        RawReply hidden = by("lou", "GET", "/lake/there").send();
        RawReply missing = by("lou", "GET", "/no-such/there").send();

        if (oci) {
            assertThat(hidden.text())
                    .isEqualTo(missing.text())
                    .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Message>The specified bucket does not"
                            + " exist</Message><Code>NoSuchBucket</Code></Error>");
        } else {
            assertThat(hidden.text()).contains("<Code>AccessDenied</Code><Message>Access Denied</Message>");
            assertThat(missing.summary()).isEqualTo("404 NoSuchBucket");
        }
    }

    @Test
    void aRefusedMakingLooksLikeATakenName() throws IOException {
        RawReply refused = by("nell", "PUT", "/another").send();

        if (oci) {
            assertThat(refused.message()).startsWith("The requested bucket name is not available.");
            assertThat(server.explainLast()).contains("OCI answers a missing permission like a name that is taken");
        } else {
            assertThat(refused.message()).isEqualTo("Access Denied");
        }
    }

    @Test
    void bothSidesOfACopyAreAnsweredAlike() throws IOException {
        String refused = oci ? "404 NoSuchBucket" : "403 AccessDenied";

        assertThat(by("lou", "PUT", "/lake/new")
                        .header("x-amz-copy-source", "/lake/there")
                        .send()
                        .summary())
                .isEqualTo(refused);
        assertThat(by("mia", "PUT", "/lake/there")
                        .header("x-amz-copy-source", "/lake/there")
                        .header("x-amz-metadata-directive", "REPLACE")
                        .send()
                        .summary())
                .isEqualTo(refused);
    }

    @Test
    void aRefusedKeyOfABulkDeleteIsItsOwnAnswer() throws IOException {
        String document = "<Delete><Object><Key>there</Key></Object></Delete>";

        RawReply reply = by("lou", "POST", "/lake?delete")
                .header("content-md5", Bytes.base64(Bytes.digest("MD5", document.getBytes(UTF_8))))
                .body(document)
                .send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text())
                .contains("<Error><Key>there</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
        assertThat(server.explainLast())
                .contains("the client saw   200 AccessDenied", "needed           OBJECT_DELETE");
    }
}
