// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.objectstorage.Names;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.PercentEncoding;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.problem.Problem;

/** What S3 requests are about, as resources. */
final class S3Targets {
    private final S3Settings settings;

    S3Targets(S3Settings settings) {
        this.settings = settings;
    }

    Resource.Namespace namespace(Call call) {
        return new Resource.Namespace(
                call.namespaceOr(settings.namespace()), call.destination().region());
    }

    Resource.NewBucket newBucket(Call call) {
        return new Resource.NewBucket(
                call.namespaceOr(settings.namespace()), call.destination().region(), call.path("bucket"));
    }

    Resource.Bucket bucket(Call call) {
        return bucket(call, call.path("bucket"));
    }

    private Resource.Bucket bucket(Call call, String name) {
        return new Resource.Bucket(
                call.namespaceOr(settings.namespace()), call.destination().region(), name);
    }

    /** Throws KeyTooLong or InvalidObjectName. */
    Resource.ObjectInBucket object(Call call) {
        return new Resource.ObjectInBucket(bucket(call), Names.checkObject(call.path("key")));
    }

    Resource.ObjectInBucket objectNamed(Call call, String name) {
        return new Resource.ObjectInBucket(bucket(call), Names.checkObject(name));
    }

    /**
     * The object that {@code x-amz-copy-source} names: {@code bucket/key}, percent-encoded, with or without a slash first.
     *
     * <p>A plus is a blank, though it is none in a path. Observed in Amazon S3: aws/aws-cli#614, aws/aws-sdk-php#236; s5cmd
     * 2.3.0 relies on it.
     */
    Resource.ObjectInBucket copySource(Call call, String header) {
        int question = header.indexOf("?versionId=");
        if (question >= 0 && !header.substring(question + 11).equals("null")) {
            throw new Problem.NoSuchVersion(header.substring(0, question), header.substring(question + 11)).thrown();
        }
        String path = question < 0 ? header : header.substring(0, question);
        String decoded = PercentEncoding.decodeQuery(path.startsWith("/") ? path.substring(1) : path);
        int slash = decoded.indexOf('/');
        if (slash == 0 || decoded.isEmpty()) {
            throw invalidCopySource(header, "Invalid copy source bucket name");
        }
        if (slash < 0 || slash == decoded.length() - 1) {
            throw invalidCopySource(header, "Invalid copy source object key");
        }
        return new Resource.ObjectInBucket(
                bucket(call, decoded.substring(0, slash)), Names.checkObject(decoded.substring(slash + 1)));
    }

    /** Observed in Amazon S3: versitygw#1388, #1389. */
    private static RuntimeException invalidCopySource(String header, String message) {
        return new Problem.InvalidArgument("x-amz-copy-source", header, message).thrown();
    }
}
