// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eve may do everything with objects under {@code open/}, and tries to get at {@code secret/plan} in the same bucket: by names
 * that look like it, by copies, forms, presigned URLs and listings. After each attempt the secret is as it was.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
class NoWayAroundPoliciesTest {
    private static final String SECRET = "attack at dawn";
    private static final CustomerSecretKey EVE = new CustomerSecretKey("eve", "eve-secret");
    /** May store new objects under {@code open/}, and no more. */
    private static final CustomerSecretKey MAIL = new CustomerSecretKey("mail", "mail-secret");

    /** May read everything but what is under {@code secret/}. */
    private static final CustomerSecretKey NAN = new CustomerSecretKey("nan", "nan-secret");
    /** May read {@code open/there} alone. */
    private static final CustomerSecretKey ONE = new CustomerSecretKey("one", "one-secret");

    private static final String WORLD = """
            version: 1
            users:
              - {name: eve, customerSecretKeys: [{id: eve, key: eve-secret}]}
              - {name: mail, customerSecretKeys: [{id: mail, key: mail-secret}]}
              - {name: nan, customerSecretKeys: [{id: nan, key: nan-secret}]}
              - {name: one, customerSecretKeys: [{id: one, key: one-secret}]}
            policies:
              - name: open
                statements:
                  - Allow any-user to manage objects in tenancy where all {request.user.name = 'eve', target.bucket.name = 'vault', target.object.name = 'open/*'}
                  - Allow any-user to {OBJECT_CREATE} in tenancy where all {request.user.name = 'mail', target.object.name = 'open/*'}
                  - Allow any-user to read objects in tenancy where all {request.user.name = 'nan', target.bucket.name = 'vault', target.object.name != 'secret/*'}
                  - Allow any-user to read objects in tenancy where all {request.user.name = 'one', target.bucket.name = 'vault', target.object.name = 'open/there'}
            buckets:
              - name: vault
                objects: [{name: secret/plan, text: attack at dawn}, {name: open/there, text: there}]
              - name: other
                objects: [{name: open/there, text: attack at dawn}]
            tenancies:
              - namespace: theirs
                policies:
                  - name: all
                    statements: [Allow any-user to manage all-resources in tenancy]
                buckets:
                  - name: vault
                    objects: [{name: secret/plan, text: attack at dawn}]
            """;

    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServers servers = TestServers.with(
            server -> server.withBootstrap(new BootstrapFiles(List.of(), Optional.of(WORLD), Map.of())));

    @Parameter
    private Dialect dialect = Dialect.OCI;

    private TestServer server() throws IOException {
        return servers.of(dialect);
    }

    private RawRequest eve(String method, String target) throws IOException {
        return server().request(method, target).key(EVE);
    }

    private String refusal() {
        return dialect == Dialect.OCI ? "404 NoSuchBucket" : "403 AccessDenied";
    }

    @AfterEach
    void theSecretIsAsItWas() throws IOException {
        assertThat(server().request("GET", "/vault/secret/plan").send().text()).isEqualTo(SECRET);
        String all = server().request("GET", "/vault?list-type=2").send().text();
        assertThat(all).containsOnlyOnce("<Key>secret/");
        for (String line : all.split("<Contents>", -1)) {
            if (line.contains("<Key>open/")) {
                String key = line.substring(line.indexOf("<Key>") + 5, line.indexOf("</Key>"));
                assertThat(server().request("GET", "/vault/" + key.replace("%", "%25"))
                                .send()
                                .text())
                        .doesNotContain(SECRET);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/vault/open/../secret/plan",
                "/vault/open/%2e%2e/secret/plan",
                "/vault/open%2F..%2Fsecret%2Fplan",
                "/vault/open/..%2fsecret/plan",
                "/vault/open/%252e%252e/secret/plan",
                "/vault/open/..;/secret/plan",
                "/vault/open/..%5Csecret%5Cplan",
                "/vault/./secret/plan",
                "/vault//secret/plan",
                "/vault/%2Fsecret/plan",
                "/vault/secret//plan",
                "/vault/secret/./plan",
                "/vault/secret/plan/",
                "/vault/secret%2Fplan",
                "/vault/secret%252Fplan",
                "/vault/%73ecret/plan",
                "/vault/SECRET/plan",
                "/vault/secret%2Fopen%2F..%2Fplan",
                "/vault%2Fsecret/plan",
                "/vault%2Fopen/../secret/plan",
                "/VAULT/secret/plan",
                "//vault/secret/plan",
                "/./vault/secret/plan",
                "/other/../vault/secret/plan",
                "/other/open/there",
                "/vault/secret/plan?prefix=open/",
                "/vault/secret/plan?key=open/there",
                "/vault/secret/plan?versionId=null",
                "/vault/secret/plan?partNumber=1",
                "/vault/secret/plan?x-id=GetObject&object=open/there"
            })
    void namesThatLookLikeTheSecret(String target) throws IOException {
        for (String method : List.of("GET", "HEAD")) {
            RawReply reply = eve(method, target).send();

            assertThat(reply.status()).as(method + " " + reply).isBetween(400, 499);
            assertThat(reply.text()).doesNotContain(SECRET);
        }
        RawReply put = eve("PUT", target).body("changed").send();
        assertThat(put.status() == 200 || (put.status() >= 400 && put.status() < 500))
                .as(put.toString())
                .isTrue();
        RawReply deleted = eve("DELETE", target).send();
        assertThat(deleted.status()).as(deleted.toString()).isIn(204, 400, 403, 404, 405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vault/secret/plan",
                "/vault/secret/plan",
                "vault%2Fsecret%2Fplan",
                "vault/secret%2Fplan",
                "vault/%73ecret/plan",
                "vault/open/../secret/plan",
                "vault/open/%2e%2e/secret/plan",
                "//vault/secret/plan",
                "vault//secret/plan",
                "vault/secret/plan?versionId=null",
                "vault/open/there?versionId=null/../../secret/plan",
                "vault/secret/plan?versionId=",
                "vault/secret/plan#open/there",
                "other/open/there",
                "/other/../vault/secret/plan",
                "http://127.0.0.1/vault/secret/plan",
                "arn:aws:s3:::vault/secret/plan",
                "local/vault/secret/plan"
            })
    void copiesOfTheSecret(String source) throws IOException {
        String upload = eve("POST", "/vault/open/parts?uploads")
                .send()
                .element("UploadId")
                .orElseThrow();

        RawReply copied = eve("PUT", "/vault/open/copy")
                .header("x-amz-copy-source", source)
                .send();
        RawReply part = eve("PUT", "/vault/open/parts?partNumber=1&uploadId=" + upload)
                .header("x-amz-copy-source", source)
                .send();
        RawReply replaced = eve("PUT", "/vault/open/copy")
                .header("x-amz-copy-source", source)
                .header("x-amz-metadata-directive", "REPLACE")
                .header("x-amz-copy-source-if-match", "\"nothing\"")
                .send();

        for (RawReply reply : List.of(copied, part, replaced)) {
            assertThat(reply.status()).as(reply.toString()).isBetween(400, 499);
            // Whoever may not read it does not learn by a condition what it is.
            assertThat(reply.status()).isNotEqualTo(412);
        }
        assertThat(eve("DELETE", "/vault/open/parts?uploadId=" + upload).send().status())
                .isEqualTo(204);
    }

    @Test
    void anUnsignedHeaderMakesNoCopyOfAPresignedUpload() throws IOException {
        RawReply reply = server().request("PUT", "/vault/open/presigned")
                .unsignedHeader("x-amz-copy-source", "/vault/secret/plan")
                .sendPresigned(Duration.ofMinutes(5));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(403);
        assertThat(server().request("HEAD", "/vault/open/presigned").send().status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret/plan", "open/../secret/plan", "secret%2Fplan", "open%2F..%2Fsecret%2Fplan"})
    void aPresignedUrlIsForItsNameAlone(String other) throws IOException {
        String presigned = new String(eve("GET", "/vault/open/there").presigned(Duration.ofMinutes(5)), UTF_8);

        RawReply reply = server().send(presigned
                .replace("/vault/open/there?", "/vault/" + other + "?")
                .getBytes(UTF_8));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-http-method-override", "x-http-method", "x-method-override"})
    void theMethodIsTheRequestLines(String header) throws IOException {
        RawReply reply =
                eve("GET", "/vault/open/there").header(header, "DELETE").send();

        assertThat(reply.text()).isEqualTo("there");
        assertThat(eve("GET", "/vault/open/there").send().text()).isEqualTo("there");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-original-url: /vault/secret/plan",
                "x-rewrite-url: /vault/secret/plan",
                "x-forwarded-host: secret",
                "x-forwarded-prefix: /vault/secret"
            })
    void thePathIsTheRequestLines(String header) throws IOException {
        String[] both = header.split(": ", -1);

        assertThat(eve("GET", "/vault/open/there")
                        .unsignedHeader(both[0], both[1])
                        .send()
                        .text())
                .doesNotContain(SECRET);
    }

    private PostedForm form(String key, String filename) throws IOException {
        return new PostedForm(server(), "vault", key)
                .key(EVE)
                .filename(filename)
                .file("changed");
    }

    @Test
    void aFormsKeyIsDecidedAfterItsFilenameIsFilledIn() throws IOException {
        assertThat(form("open/${filename}", "by-form").send().status()).isIn(200, 204);
        assertThat(form("secret/${filename}", "plan").send().summary()).isEqualTo(refusal());
        // The folders of a file's name are its sender's own and no part of the key.
        assertThat(form("open/${filename}", "../secret/plan").send().status()).isIn(200, 204);
        assertThat(form("${filename}", "open/by-form").send().summary()).isEqualTo(refusal());
        assertThat(form("${filename}/plan", "secret").send().summary()).isEqualTo(refusal());
        // A field that comes twice has both values, to its policy as to its upload.
        assertThat(form("secret/a", "x").bareField("key", "open/b").send().summary())
                .isEqualTo(refusal());
        assertThat(form("open/a", "x").bareField("key", "secret/plan").send().status())
                .isIn(200, 204);
        assertThat(server().request("HEAD", "/vault/open/a,secret/plan").send().status())
                .isEqualTo(200);
        assertThat(form("open/a", "x").replace("key", "secret/plan").send().summary())
                .isEqualTo(refusal());
    }

    @Test
    void aFormsPolicyBindsWhoeverIsGivenIt() throws IOException {
        RawReply reply = new PostedForm(server(), "vault", "open/from-admin")
                .noConditions()
                .condition("{\"bucket\": \"vault\"}")
                .condition("[\"starts-with\", \"$key\", \"open/\"]")
                .replace("key", "secret/plan")
                .file("changed")
                .send();

        assertThat(reply.summary()).isEqualTo("403 AccessDenied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&prefix=",
                "&prefix=s",
                "&prefix=secret/",
                "&prefix=open",
                "&prefix=ope",
                "&prefix=&delimiter=/",
                "&prefix=secret/&prefix=open/",
                "&prefix=/open/",
                "&start-after=open/",
                "&marker=open/",
                "&prefix=%6fpe",
                "&delimiter=open/",
                "&prefix=secret%2F..%2Fopen/"
            })
    void listingsBeyondTheFolderAreRefused(String parameters) throws IOException {
        for (String kind : List.of("list-type=2", "encoding-type=url", "versions=")) {
            assertThat(eve("GET", "/vault?" + kind + parameters).send().summary())
                    .as(kind)
                    .isEqualTo(refusal());
        }
        assertThat(eve("GET", "/vault?uploads=" + parameters).send().summary()).isEqualTo(refusal());
    }

    /** A listing is about every name that begins with its prefix, not about the prefix as a name. */
    @ParameterizedTest
    @ValueSource(strings = {"list-type=2", "encoding-type=url", "versions="})
    void listingsThatMayShowMoreThanAllowedAreRefused(String kind) throws IOException {
        for (String prefix : List.of("", "s", "secret", "secret/", "secret/plan")) {
            RawRequest listing = server().request("GET", "/vault?" + kind + "&prefix=" + prefix);
            assertThat(listing.key(NAN).send().summary()).as(prefix).isEqualTo(refusal());
        }
        for (String prefix : List.of("", "open/", "open/there", "open/there/")) {
            RawRequest listing = server().request("GET", "/vault?" + kind + "&prefix=" + prefix);
            assertThat(listing.key(ONE).send().summary()).as(prefix).isEqualTo(refusal());
        }

        RawReply listed = server().request("GET", "/vault?" + kind + "&prefix=open/")
                .key(NAN)
                .send();
        RawReply read = server().request("GET", "/vault/open/there").key(ONE).send();

        assertThat(listed.text()).contains("<Key>open/").doesNotContain("secret");
        assertThat(read.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&start-after=secret",
                "&start-after=a",
                "&marker=secret/",
                "&key-marker=secret/",
                "&delimiter=n/",
                "&delimiter=/",
                "&prefix=secret/",
                "&continuation-token=c2VjcmV0Lw",
                "&max-keys=0"
            })
    void listingsOfTheFolderShowNothingElse(String parameters) throws IOException {
        for (String kind : List.of("list-type=2", "encoding-type=url", "versions=")) {
            RawReply listed =
                    eve("GET", "/vault?" + kind + "&prefix=open/" + parameters).send();

            assertThat(listed.status()).as(listed.toString()).isIn(200, 400);
            assertThat(listed.text()).doesNotContain("<Key>secret").doesNotContain("<Prefix>secret");
        }
    }

    @Test
    void aBulkDeleteDecidesEachName() throws IOException {
        eve("PUT", "/vault/open/doomed").body("x").send();
        String document = "<Delete><Object><Key>open/doomed</Key></Object><Object><Key>secret/plan</Key></Object>"
                + "<Object><Key>open/doomed</Key></Object><Object><Key>&#115;ecret/plan</Key></Object>"
                + "<Object><Key>open/../secret/plan</Key></Object><Object><Key>/secret/plan</Key></Object></Delete>";

        RawReply reply = eve("POST", "/vault?delete")
                .header("content-md5", Bytes.base64(Bytes.digest("MD5", document.getBytes(UTF_8))))
                .body(document)
                .send();

        assertThat(reply.text())
                .contains("<Deleted><Key>open/doomed</Key></Deleted>")
                .contains("<Error><Key>secret/plan</Key><Code>AccessDenied</Code>")
                .contains("<Error><Key>/secret/plan</Key><Code>AccessDenied</Code>")
                .doesNotContain("<Deleted><Key>secret")
                .doesNotContain("<Deleted><Key>/secret");
    }

    @Test
    void uploadsOfTheSecretAreOutOfReach() throws IOException {
        String upload = server().request("POST", "/vault/secret/next?uploads")
                .send()
                .element("UploadId")
                .orElseThrow();
        server().request("PUT", "/vault/secret/next?partNumber=1&uploadId=" + upload)
                .body(SECRET)
                .send();

        assertThat(eve("GET", "/vault/secret/next?uploadId=" + upload).send().summary())
                .isEqualTo(refusal());
        assertThat(eve("DELETE", "/vault/secret/next?uploadId=" + upload).send().summary())
                .isEqualTo(refusal());
        assertThat(eve("PUT", "/vault/secret/next?partNumber=1&uploadId=" + upload)
                        .body("changed")
                        .send()
                        .summary())
                .isEqualTo(refusal());
        // An upload is one of its name alone.
        String complete = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                + Bytes.etag(SECRET.getBytes(UTF_8)) + "</ETag></Part></CompleteMultipartUpload>";
        for (RawReply reply : List.of(
                eve("GET", "/vault/open/mine?uploadId=" + upload).send(),
                eve("DELETE", "/vault/open/mine?uploadId=" + upload).send(),
                eve("PUT", "/vault/open/mine?partNumber=1&uploadId=" + upload)
                        .body("changed")
                        .send(),
                eve("POST", "/vault/open/mine?uploadId=" + upload)
                        .body(complete)
                        .send())) {
            assertThat(reply.summary()).as(reply.toString()).isEqualTo("404 NoSuchUpload");
        }
        assertThat(server().request("GET", "/vault/secret/next?uploadId=" + upload)
                        .send()
                        .text())
                .contains(Bytes.etag(SECRET.getBytes(UTF_8)).replace("\"", ""));
        server().request("DELETE", "/vault/secret/next?uploadId=" + upload).send();
    }

    /** Whoever may not see an object is told the same, whatever the condition and whether it is there. */
    @Test
    void conditionsTellNothingOfWhatIsHidden() throws IOException {
        String etag = Bytes.etag(SECRET.getBytes(UTF_8));
        for (String method : List.of("GET", "HEAD", "PUT", "DELETE")) {
            for (String name : List.of("/vault/secret/plan", "/vault/secret/none", "/none/secret/plan")) {
                for (String header : List.of("if-match", "if-none-match")) {
                    for (String value : List.of("*", etag, "\"0\"")) {
                        RawReply reply = eve(method, name)
                                .header(header, value)
                                .header("range", "bytes=100-200")
                                .body(method.equals("PUT") ? "changed" : "")
                                .send();
                        boolean missingBucket = name.startsWith("/none");
                        String wanted = missingBucket ? "404 NoSuchBucket" : refusal();
                        assertThat(reply.summary())
                                .as(method + " " + name + " " + header + " " + value)
                                .isEqualTo(method.equals("HEAD") ? wanted.substring(0, 3) : wanted);
                    }
                }
            }
        }
    }

    @Test
    void whoMayOnlyStoreNewObjectsDoesNotLearnByAConditionWhatTheOldOnesHold() throws IOException {
        server().request("PUT", "/vault/open/ballot").body("yes").send();
        for (String guess : List.of("yes", "no")) {
            for (String header : List.of("if-match", "if-none-match")) {
                RawReply reply = server().request("PUT", "/vault/open/ballot")
                        .key(MAIL)
                        .header(header, Bytes.etag(guess.getBytes(UTF_8)))
                        .body("x")
                        .send();

                assertThat(reply.summary()).as(header + " " + guess).isEqualTo(refusal());
            }
        }
        assertThat(server().request("GET", "/vault/open/ballot").send().text()).isEqualTo("yes");
    }

    /** Whoever any-user is, it is nobody of another tenancy. */
    @ParameterizedTest
    @ValueSource(strings = {"theirs", "nobodys"})
    void otherTenanciesAreOutOfReach(String namespace) throws IOException {
        String host = namespace + ".compat.objectstorage.us-ashburn-1.oraclecloud.com";
        for (String target : List.of("/vault/secret/plan", "/vault?list-type=2", "/vault?location", "/", "/none/x")) {
            for (CustomerSecretKey key : List.of(EVE, server().key())) {
                RawReply reply = server().request("GET", target)
                        .header("host", host)
                        .key(key)
                        .send();

                boolean missing = target.startsWith("/none") || (namespace.equals("nobodys") && !target.equals("/"));
                assertThat(reply.summary())
                        .as(target + "\n" + reply)
                        .isEqualTo(missing ? "404 NoSuchBucket" : refusal());
            }
        }
        RawReply made =
                server().request("PUT", "/made").header("host", host).key(EVE).send();
        assertThat(made.summary()).isEqualTo(dialect == Dialect.OCI ? "409 BucketAlreadyExists" : "403 AccessDenied");
    }

    /** A bucket in the host name is the bucket that is decided on. */
    @Test
    void theBucketInTheHostIsTheOneThatIsAskedFor() throws IOException {
        for (String host :
                List.of("vault.localhost", "vault%2Fopen.localhost", "vault/open.localhost", "other.localhost")) {
            RawReply reply = eve("GET", "/secret/plan")
                    .header("host", host)
                    .payload("UNSIGNED-PAYLOAD")
                    .send();

            assertThat(reply.status()).as(reply.toString()).isBetween(400, 499);
            assertThat(reply.text()).doesNotContain(SECRET);
        }
        if (dialect == Dialect.S3) {
            assertThat(eve("GET", "/open/there")
                            .header("host", "vault.localhost")
                            .send()
                            .text())
                    .isEqualTo("there");
        }
    }
}
