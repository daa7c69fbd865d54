// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The policies on objects that OCI publishes, asked by the users they are about. Source: OCI documentation, "Managing
 * Objects", IAM policies for objects.
 */
class PublishedPoliciesTest {
    private static final String WORLD = """
            version: 1
            groups: [{name: owners}, {name: readers}, {name: writers}, {name: keepers}, {name: ost}, {name: group1}, {name: group2}, {name: group3}]
            users:
              - {name: olga, groups: [owners], customerSecretKeys: [{id: olga, key: olga-secret}]}
              - {name: rita, groups: [readers], customerSecretKeys: [{id: rita, key: rita-secret}]}
              - {name: wolf, groups: [writers], customerSecretKeys: [{id: wolf, key: wolf-secret}]}
              - {name: kurt, groups: [keepers], customerSecretKeys: [{id: kurt, key: kurt-secret}]}
              - {name: paul, customerSecretKeys: [{id: paul, key: paul-secret}]}
              - {name: otto, groups: [ost], customerSecretKeys: [{id: otto, key: otto-secret}]}
              - {name: one, groups: [group1], customerSecretKeys: [{id: one, key: one-secret}]}
              - {name: two, groups: [group2], customerSecretKeys: [{id: two, key: two-secret}]}
              - {name: three, groups: [group3], customerSecretKeys: [{id: three, key: three-secret}]}
              - {name: yan, customerSecretKeys: [{id: yan, key: yan-secret}]}
            policies:
              - name: folders
                statements:
                  - ALLOW group owners TO manage objects IN TENANCY where all {target.bucket.name = 'test-bucket', target.object.name = 'prod/*'}
                  - ALLOW group readers TO manage objects IN TENANCY where all {target.bucket.name = 'test-bucket', target.object.name = 'prod/*', any {request.permission='OBJECT_INSPECT', request.permission='OBJECT_READ'}}
                  - ALLOW group writers TO manage objects IN TENANCY where all {target.bucket.name = 'test-bucket', target.object.name = 'prod/*', any {request.permission='OBJECT_CREATE'}}
                  - ALLOW group keepers TO manage objects IN TENANCY where all {target.bucket.name = 'test-bucket', target.object.name = 'prod/*', any {request.permission='OBJECT_CREATE', request.permission='OBJECT_READ'}}
                  - ALLOW any-user TO manage objects IN TENANCY where all {target.bucket.name = 'test-bucket', target.object.name = '*.pdf', request.user.name = 'paul'}
                  - ALLOW GROUP ost TO manage objects IN TENANCY where any {target.object.name = 'ost-object-*', request.operation = 'GetObject'}
              - name: data-lake
                statements:
                  - Allow group group1 to manage objects in tenancy where all {target.bucket.name = 'data-lake', target.object.name = 'dataset1/*'}
                  - Allow group group2 to read objects in tenancy where all {target.bucket.name = 'data-lake', target.object.name = 'dataset1/*'}
                  - Allow group group2 to manage objects in tenancy where all {target.bucket.name = 'copies', target.object.name = 'dataset1/*'}
                  - Allow group group3 to read objects in tenancy where all {target.bucket.name = 'data-lake', any {target.object.name = 'dataset1/*', target.object.name = 'dataset2/*'}}
                  - Allow any-user to manage objects in tenancy where all {target.bucket.name = 'data-lake', target.object.name = 'dataset3/*', request.user.name = 'yan'}
            buckets:
              - name: test-bucket
                objects:
                  - {name: prod/there, text: there}
                  - {name: dev/there, text: there}
                  - {name: there.pdf, text: there}
                  - {name: ost-object-1, text: there}
              - name: data-lake
                objects:
                  - {name: dataset1/there, text: there}
                  - {name: dataset2/there, text: there}
                  - {name: dataset3/there, text: there}
              - name: copies
            """;

    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServer server =
            TestServer.oci().withBootstrap(new BootstrapFiles(List.of(), Optional.of(WORLD), Map.of()));

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static CustomerSecretKey keyOf(String user) {
        return new CustomerSecretKey(user, user + "-secret");
    }

    private static RawRequest request(String user, String method, String path) {
        return server.request(method, path).key(keyOf(user));
    }

    /** The status of an operation; a name that ends in a star is a new one. */
    private static int attempt(String user, String operation, String path) throws IOException {
        String target = path.replace("*", "new-" + NAMES.incrementAndGet());
        return switch (operation) {
            case "get" -> request(user, "GET", target).send().status();
            case "head" -> request(user, "HEAD", target).send().status();
            case "put" -> request(user, "PUT", target).body("there").send().status();
            case "delete" -> request(user, "DELETE", target).send().status();
            case "list" -> request(user, "GET", target).send().status();
            case "multipart" -> multipart(user, target);
            case "copy" -> {
                String[] sides = target.split(">", -1);
                yield request(user, "PUT", sides[1])
                        .header("x-amz-copy-source", sides[0])
                        .send()
                        .status();
            }
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private static int multipart(String user, String target) throws IOException {
        RawReply begun = request(user, "POST", target + "?uploads").send();
        if (begun.status() != 200) {
            return begun.status();
        }
        String upload = begun.element("UploadId").orElseThrow();
        RawReply part = request(user, "PUT", target + "?partNumber=1&uploadId=" + upload)
                .body("part")
                .send();
        String document = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                + part.header("etag").orElseThrow() + "</ETag></Part></CompleteMultipartUpload>";
        return request(user, "POST", target + "?uploadId=" + upload)
                .body(document)
                .send()
                .status();
    }

    @ParameterizedTest(name = "{0} may {1} {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            # full access to a folder
            olga | put       | /test-bucket/prod/*                        | 200
            olga | put       | /test-bucket/prod/there                    | 200
            olga | get       | /test-bucket/prod/there                    | 200
            olga | multipart | /test-bucket/prod/*                        | 200
            olga | delete    | /test-bucket/prod/*                        | 204
            olga | list      | /test-bucket?list-type=2&prefix=prod/      | 200
            olga | list      | /test-bucket?list-type=2                   | 404
            olga | put       | /test-bucket/dev/*                         | 404
            olga | get       | /test-bucket/dev/there                     | 404
            # read-only access to a folder
            rita | get       | /test-bucket/prod/there                    | 200
            rita | head      | /test-bucket/prod/there                    | 200
            rita | list      | /test-bucket?list-type=2&prefix=prod/      | 200
            rita | list      | /test-bucket?list-type=2&prefix=prod/th    | 200
            rita | list      | /test-bucket?prefix=prod/                  | 200
            rita | list      | /test-bucket?versions=&prefix=prod/        | 200
            rita | list      | /test-bucket?list-type=2                   | 404
            rita | list      | /test-bucket?list-type=2&prefix=pro        | 404
            rita | get       | /test-bucket/dev/there                     | 404
            rita | put       | /test-bucket/prod/*                        | 404
            rita | delete    | /test-bucket/prod/there                    | 404
            # write once
            wolf | put       | /test-bucket/prod/*                        | 200
            wolf | put       | /test-bucket/prod/there                    | 404
            wolf | get       | /test-bucket/prod/there                    | 404
            wolf | delete    | /test-bucket/prod/there                    | 404
            wolf | multipart | /test-bucket/prod/*                        | 404
            wolf | put       | /test-bucket/dev/*                         | 404
            # read and write without listing or overwriting
            kurt | put       | /test-bucket/prod/*                        | 200
            kurt | get       | /test-bucket/prod/there                    | 200
            kurt | put       | /test-bucket/prod/there                    | 404
            kurt | list      | /test-bucket?list-type=2&prefix=prod/      | 404
            kurt | delete    | /test-bucket/prod/there                    | 404
            # one user, one kind of object
            paul | put       | /test-bucket/*.pdf                         | 200
            paul | get       | /test-bucket/there.pdf                     | 200
            paul | multipart | /test-bucket/*.pdf                         | 200
            paul | get       | /test-bucket/prod/there                    | 404
            rita | get       | /test-bucket/there.pdf                     | 404
            # a pattern or an operation
            otto | put       | /test-bucket/ost-object-*                  | 200
            otto | get       | /test-bucket/prod/there                    | 200
            otto | head      | /test-bucket/prod/there                    | 404
            otto | put       | /test-bucket/prod/*                        | 404
            otto | delete    | /test-bucket/ost-object-1                  | 204
            # a data lake of three datasets
            one   | put      | /data-lake/dataset1/*                      | 200
            one   | get      | /data-lake/dataset1/there                  | 200
            one   | get      | /data-lake/dataset2/there                  | 404
            two   | get      | /data-lake/dataset1/there                  | 200
            two   | put      | /data-lake/dataset1/*                      | 404
            two   | copy     | /data-lake/dataset1/there>/copies/dataset1/*  | 200
            two   | copy     | /data-lake/dataset2/there>/copies/dataset1/*  | 404
            two   | copy     | /data-lake/dataset1/there>/data-lake/dataset1/* | 404
            three | get      | /data-lake/dataset1/there                  | 200
            three | get      | /data-lake/dataset2/there                  | 200
            three | get      | /data-lake/dataset3/there                  | 404
            three | list     | /data-lake?list-type=2&prefix=dataset2/    | 200
            three | list     | /data-lake?list-type=2&prefix=dataset      | 404
            three | put      | /data-lake/dataset2/*                      | 404
            one   | put      | /data-lake/dataset2/*                      | 404
            yan   | put      | /data-lake/dataset3/*                      | 200
            yan   | list     | /data-lake?list-type=2&prefix=dataset3/    | 200
            yan   | multipart | /data-lake/dataset3/*                     | 200
            yan   | delete   | /data-lake/dataset3/*                      | 204
            yan   | get      | /data-lake/dataset1/there                  | 404
            """)
    void eachUserMayDoWhatTheExampleSays(String user, String operation, String path, int status) throws IOException {
        assertThat(attempt(user, operation, path)).isEqualTo(status);
    }

    @Test
    void aRefusedMultipartUploadIsToldThatOverwritingIsMissing() throws IOException {
        RawReply refused =
                request("wolf", "POST", "/test-bucket/prod/big?uploads").send();

        assertThat(refused.summary()).isEqualTo("404 NoSuchBucket");
        assertThat(refused.header("ostler-reason").orElseThrow())
                .contains("CreateMultipartUpload")
                .contains("OBJECT_OVERWRITE");
    }

    @Test
    void whatARefusedWriteWouldNeedDependsOnWhatIsThere() throws IOException {
        assertThat(request("rita", "PUT", "/test-bucket/prod/there")
                        .body("x")
                        .send()
                        .header("ostler-reason")
                        .orElseThrow())
                .contains("OBJECT_OVERWRITE");
        assertThat(request("rita", "PUT", "/test-bucket/prod/nothing-yet")
                        .body("x")
                        .send()
                        .header("ostler-reason")
                        .orElseThrow())
                .contains("OBJECT_CREATE");
    }

    @Test
    void aHeadThatIsRefusedIsBare() throws IOException {
        RawReply refused = request("otto", "HEAD", "/test-bucket/prod/there").send();

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.text()).isEmpty();
    }
}
