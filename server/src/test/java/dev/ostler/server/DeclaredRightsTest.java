// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.Tag;

/** What a bootstrap file says of users, tags and network sources is in force for requests over HTTP. */
class DeclaredRightsTest {
    private static final String WORLD = """
            version: 1
            definedTags: {ops: {env: dev}}
            groups:
              - {name: cleared, definedTags: {ops: {level: secret}}}
              - {name: visitors}
            networkSources:
              - {name: here, publicSourceList: [127.0.0.0/8, "::1"]}
              - {name: elsewhere, publicSourceList: [192.0.2.0/24]}
            users:
              - {name: ann, groups: [cleared], customerSecretKeys: [{id: ann, key: ann-secret}]}
              - {name: vic, groups: [visitors], customerSecretKeys: [{id: vic, key: vic-secret}]}
              - {name: bob, groups: [cleared], blocked: true, customerSecretKeys: [{id: bob, key: bob-secret}]}
              - name: cap
                groups: [cleared]
                capabilities: {canUseCustomerSecretKeys: false}
                customerSecretKeys: [{id: cap, key: cap-secret}]
            policies:
              - name: by-tag
                statements:
                  - Allow any-group to read objects in tenancy where all {target.bucket.tag.ops.class = 'open'}
                  - Allow any-group to read objects in tenancy where all {target.resource.tag.ops.class = 'resource'}
                  - Allow any-group to read objects in tenancy where all {request.principal.group.tag.ops.level = target.bucket.tag.ops.class}
                  - Allow any-group to read objects in tenancy where all {target.bucket.name = 'env', target.resource.compartment.tag.ops.env = 'dev', request.principal.compartment.tag.ops.env = 'dev'}
                  - Allow any-group to read objects in tenancy where all {target.bucket.name = 'near', request.networkSource.name = 'here'}
                  - Allow any-group to read objects in tenancy where all {target.bucket.name = 'far', request.networkSource.name = 'elsewhere'}
            buckets:
              - {name: open, definedTags: {Ops: {Class: open}}, objects: [{name: o, text: x}]}
              - {name: resource, definedTags: {ops: {class: resource}}, objects: [{name: o, text: x}]}
              - {name: secret, definedTags: {ops: {class: secret}}, objects: [{name: o, text: x}]}
              - {name: plain, freeformTags: {class: open}, objects: [{name: o, text: x}]}
              - {name: env, objects: [{name: o, text: x}]}
              - {name: near, objects: [{name: o, text: x}]}
              - {name: far, objects: [{name: o, text: x}]}
            """;

    @TempDir
    Path directory;

    private Path yaml = Path.of("");
    private TestServer server = TestServer.oci();

    @BeforeEach
    void start() throws IOException {
        yaml = directory.resolve("world.yaml");
        Files.writeString(yaml, WORLD);
        server = TestServer.oci().withBootstrap(new BootstrapFiles(List.of(yaml), Optional.empty(), Map.of()));
        server.start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void apply(String world) throws IOException {
        Files.writeString(yaml, world);
        server.stop();
        server.start();
    }

    private String read(String user, String bucket) throws IOException {
        RawReply reply = server.request("GET", "/" + bucket + "/o")
                .key(new CustomerSecretKey(user, user + "-secret"))
                .send();
        return reply.status() == 200 ? "200" : reply.summary();
    }

    @Test
    void policiesSeeTheDefinedTagsOfBucketsGroupsAndCompartments() throws IOException {
        assertThat(read("vic", "open")).isEqualTo("200");
        assertThat(read("vic", "resource")).isEqualTo("200");
        assertThat(read("ann", "secret")).isEqualTo("200");
        assertThat(read("vic", "secret")).isEqualTo("404 NoSuchBucket");
        assertThat(read("vic", "plain")).isEqualTo("404 NoSuchBucket");
        assertThat(read("vic", "env")).isEqualTo("200");

        apply(WORLD.replace("{Ops: {Class: open}}", "{Ops: {Class: shut}}").replace("env: dev", "env: live"));

        assertThat(read("vic", "open")).isEqualTo("404 NoSuchBucket");
        assertThat(read("vic", "env")).isEqualTo("404 NoSuchBucket");
    }

    /** S3 knows the free-form tags alone, and what it writes leaves the others. */
    @Test
    void taggingThroughS3LeavesDefinedTags() throws IOException {
        server.s3()
                .putBucketTagging(put -> put.bucket("open")
                        .tagging(tags ->
                                tags.tagSet(Tag.builder().key("a").value("b").build())));
        server.s3().deleteBucketTagging(delete -> delete.bucket("open"));

        assertThat(read("vic", "open")).isEqualTo("200");
    }

    @Test
    void policiesSeeTheNetworkSourceOfARequest() throws IOException {
        assertThat(read("vic", "near")).isEqualTo("200");
        assertThat(read("vic", "far")).isEqualTo("404 NoSuchBucket");
    }

    @Test
    void credentialsThatMustNotBeUsedAreUnknown() throws IOException {
        String unknown = read("nobody", "open");
        assertThat(unknown).startsWith("403 ");
        assertThat(read("bob", "open")).isEqualTo(unknown);
        assertThat(read("cap", "open")).isEqualTo(unknown);

        apply(WORLD.replace("blocked: true", "blocked: false")
                .replace("canUseCustomerSecretKeys: false", "canUseCustomerSecretKeys: true"));

        assertThat(read("bob", "open")).isEqualTo("200");
        assertThat(read("cap", "open")).isEqualTo("200");
    }
}
