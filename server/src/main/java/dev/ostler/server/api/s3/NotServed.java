// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import static dev.ostler.server.api.s3.S3Operations.BUCKET;
import static dev.ostler.server.api.s3.S3Operations.OBJECT;

import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Route;
import dev.ostler.server.operation.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operations of Amazon's API that are known and answered 501, so that no client takes a sub-resource for an object.
 *
 * <p>Source: Amazon S3 API reference, "Actions". Observed in OCI: GetObjectTagging (nextcloud/files_versions_s3#95). Assumed:
 * the others, and the headers that ask for them, are refused in like words.
 */
final class NotServed {
    /** Served sub-resources and parameters that select an operation. */
    private static final Set<String> SERVED = Set.of(
            "location",
            "versioning",
            "tagging",
            "versions",
            "uploads",
            "uploadId",
            "partNumber",
            "versionId",
            "delete");

    /**
     * An operation by the sub-resource that selects it.
     *
     * @param words how OCI names it in its answer
     */
    private record Entry(String name, String method, String path, String subresource, String words) {}

    private static final List<Entry> ENTRIES = List.of(
            bucket("GetBucketAcl", "GET", "acl", "S3 Get Bucket ACL"),
            bucket("PutBucketAcl", "PUT", "acl", "S3 Put Bucket ACL"),
            bucket("GetBucketPolicy", "GET", "policy", "S3 Get Bucket policy"),
            bucket("PutBucketPolicy", "PUT", "policy", "S3 Put Bucket policy"),
            bucket("DeleteBucketPolicy", "DELETE", "policy", "S3 Delete Bucket policy"),
            bucket("GetBucketPolicyStatus", "GET", "policyStatus", "S3 Get Bucket policy status"),
            bucket("GetBucketCors", "GET", "cors", "S3 Get Bucket CORS"),
            bucket("PutBucketCors", "PUT", "cors", "S3 Put Bucket CORS"),
            bucket("DeleteBucketCors", "DELETE", "cors", "S3 Delete Bucket CORS"),
            bucket("GetBucketLifecycleConfiguration", "GET", "lifecycle", "S3 Get Bucket lifecycle"),
            bucket("PutBucketLifecycleConfiguration", "PUT", "lifecycle", "S3 Put Bucket lifecycle"),
            bucket("DeleteBucketLifecycle", "DELETE", "lifecycle", "S3 Delete Bucket lifecycle"),
            bucket("PutBucketVersioning", "PUT", "versioning", "S3 Put Bucket versioning"),
            bucket("GetBucketWebsite", "GET", "website", "S3 Get Bucket website"),
            bucket("PutBucketWebsite", "PUT", "website", "S3 Put Bucket website"),
            bucket("DeleteBucketWebsite", "DELETE", "website", "S3 Delete Bucket website"),
            bucket("GetBucketReplication", "GET", "replication", "S3 Get Bucket replication"),
            bucket("PutBucketReplication", "PUT", "replication", "S3 Put Bucket replication"),
            bucket("DeleteBucketReplication", "DELETE", "replication", "S3 Delete Bucket replication"),
            bucket("GetObjectLockConfiguration", "GET", "object-lock", "S3 Get Object Lock configuration"),
            bucket("PutObjectLockConfiguration", "PUT", "object-lock", "S3 Put Object Lock configuration"),
            bucket("GetBucketNotificationConfiguration", "GET", "notification", "S3 Get Bucket notification"),
            bucket("PutBucketNotificationConfiguration", "PUT", "notification", "S3 Put Bucket notification"),
            bucket("GetBucketLogging", "GET", "logging", "S3 Get Bucket logging"),
            bucket("PutBucketLogging", "PUT", "logging", "S3 Put Bucket logging"),
            bucket("GetBucketEncryption", "GET", "encryption", "S3 Get Bucket encryption"),
            bucket("PutBucketEncryption", "PUT", "encryption", "S3 Put Bucket encryption"),
            bucket("DeleteBucketEncryption", "DELETE", "encryption", "S3 Delete Bucket encryption"),
            bucket("GetBucketAccelerateConfiguration", "GET", "accelerate", "S3 Get Bucket accelerate"),
            bucket("PutBucketAccelerateConfiguration", "PUT", "accelerate", "S3 Put Bucket accelerate"),
            bucket("GetBucketRequestPayment", "GET", "requestPayment", "S3 Get Bucket request payment"),
            bucket("PutBucketRequestPayment", "PUT", "requestPayment", "S3 Put Bucket request payment"),
            bucket("GetBucketOwnershipControls", "GET", "ownershipControls", "S3 Get Bucket ownership controls"),
            bucket("PutBucketOwnershipControls", "PUT", "ownershipControls", "S3 Put Bucket ownership controls"),
            bucket(
                    "DeleteBucketOwnershipControls",
                    "DELETE",
                    "ownershipControls",
                    "S3 Delete Bucket ownership controls"),
            bucket("GetPublicAccessBlock", "GET", "publicAccessBlock", "S3 Get Public Access Block"),
            bucket("PutPublicAccessBlock", "PUT", "publicAccessBlock", "S3 Put Public Access Block"),
            bucket("DeletePublicAccessBlock", "DELETE", "publicAccessBlock", "S3 Delete Public Access Block"),
            bucket("GetBucketInventoryConfiguration", "GET", "inventory", "S3 Get Bucket inventory"),
            bucket("PutBucketInventoryConfiguration", "PUT", "inventory", "S3 Put Bucket inventory"),
            bucket("DeleteBucketInventoryConfiguration", "DELETE", "inventory", "S3 Delete Bucket inventory"),
            bucket("GetBucketAnalyticsConfiguration", "GET", "analytics", "S3 Get Bucket analytics"),
            bucket("PutBucketAnalyticsConfiguration", "PUT", "analytics", "S3 Put Bucket analytics"),
            bucket("DeleteBucketAnalyticsConfiguration", "DELETE", "analytics", "S3 Delete Bucket analytics"),
            bucket("GetBucketMetricsConfiguration", "GET", "metrics", "S3 Get Bucket metrics"),
            bucket("PutBucketMetricsConfiguration", "PUT", "metrics", "S3 Put Bucket metrics"),
            bucket("DeleteBucketMetricsConfiguration", "DELETE", "metrics", "S3 Delete Bucket metrics"),
            bucket(
                    "GetBucketIntelligentTieringConfiguration",
                    "GET",
                    "intelligent-tiering",
                    "S3 Get Bucket intelligent tiering"),
            bucket(
                    "PutBucketIntelligentTieringConfiguration",
                    "PUT",
                    "intelligent-tiering",
                    "S3 Put Bucket intelligent tiering"),
            bucket(
                    "DeleteBucketIntelligentTieringConfiguration",
                    "DELETE",
                    "intelligent-tiering",
                    "S3 Delete Bucket intelligent tiering"),
            bucket("CreateSession", "GET", "session", "S3 Create session"),
            object("GetObjectAcl", "GET", "acl", "S3 Get Object ACL"),
            object("PutObjectAcl", "PUT", "acl", "S3 Put Object ACL"),
            object("GetObjectTagging", "GET", "tagging", "S3 Get Object tagging"),
            object("PutObjectTagging", "PUT", "tagging", "S3 Put Object tagging"),
            object("DeleteObjectTagging", "DELETE", "tagging", "S3 Delete Object tagging"),
            object("GetObjectAttributes", "GET", "attributes", "S3 Get Object attributes"),
            object("GetObjectLegalHold", "GET", "legal-hold", "S3 Get Object legal hold"),
            object("PutObjectLegalHold", "PUT", "legal-hold", "S3 Put Object legal hold"),
            object("GetObjectRetention", "GET", "retention", "S3 Get Object retention"),
            object("PutObjectRetention", "PUT", "retention", "S3 Put Object retention"),
            object("GetObjectTorrent", "GET", "torrent", "S3 Get Object torrent"),
            object("RestoreObject", "POST", "restore", "S3 Restore Object"),
            object("SelectObjectContent", "POST", "select", "S3 Select Object content"),
            object("RenameObject", "PUT", "renameObject", "S3 Rename Object"));

    private static Entry bucket(String name, String method, String subresource, String words) {
        return new Entry(name, method, BUCKET, subresource, words);
    }

    private static Entry object(String name, String method, String subresource, String words) {
        return new Entry(name, method, OBJECT, subresource, words);
    }

    private NotServed() {}

    /** All query parameters that select an operation, served or not. */
    static Set<String> subresources() {
        Set<String> all = new TreeSet<>(SERVED);
        ENTRIES.forEach(entry -> all.add(entry.subresource()));
        return all;
    }

    static List<Operation<?>> all(S3Operations table) {
        List<Operation<?>> operations = new ArrayList<>();
        for (Entry entry : ENTRIES) {
            operations.add(table.operation(
                    entry.name(),
                    entry.name(),
                    Route.of(entry.method(), entry.path())
                            .withQuery(entry.subresource())
                            .orQuery("versionId", "id"),
                    BodyKind.OBJECT,
                    call -> call,
                    new Rule.NotServed<>(entry.words() + " operation")));
        }
        return operations;
    }
}
