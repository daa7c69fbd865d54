// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.operation.Dialect;
import dev.ostler.server.problem.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * How the S3 API words each problem.
 *
 * <p>Source: Amazon S3 API reference, "Error responses"; OCI's own words are marked where they are known. Assumed: where
 * no source tells OCI's code or words, Amazon's serve in both dialects.
 */
final class S3Errors {
    /** Observed: Couchbase documentation, CD3 toolkit FAQ, ElasticSearch on OCI (2026-08). */
    private static final String OCI_NO_SECRET =
            "The secret key required to complete authentication could not be found. The"
                    + " region must be specified if this is not the home region for the tenancy.";

    /** Observed: Couchbase documentation (wrong secret), minio-js#866 (wrong host). */
    private static final String OCI_NOT_AUTHENTICATED =
            "The required information to complete authentication was not provided.";

    private final Dialect dialect;
    private final OciEra era;

    S3Errors(Dialect dialect, OciEra era) {
        this.dialect = dialect;
        this.era = era;
    }

    S3Error of(Problem problem) {
        return switch (problem) {
            case Problem.Credentials credentials -> ofCredentials(credentials);
            case Problem.NotAuthorized p -> notAuthorized(p.operation(), p);
            case Problem.NotSignedIn _, Problem.OtherOwnerExpected _, Problem.ControlRefused _ -> accessDenied();
            case Problem.OfIdentity p -> ofIdentity(p);
            case Problem.NoSuchBucket p -> noSuchBucket(p.bucket());
            case Problem.NoSuchKey p -> noSuchKey(p);
            case Problem.NoSuchUpload p ->
                new S3Error(
                                404,
                                "NoSuchUpload",
                                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                                        + " aborted or completed.")
                        .with("UploadId", p.uploadId());
            case Problem.NoSuchTagSet p ->
                new S3Error(404, "NoSuchTagSet", "The TagSet does not exist").with("BucketName", p.bucket());
            case Problem.NoSuchVersion p ->
                new S3Error(404, "NoSuchVersion", "The specified version does not exist.")
                        .with("Key", p.key())
                        .with("VersionId", p.versionId());
            case Problem.BucketExists p -> bucketExists(p);
            case Problem.BucketNotEmpty p ->
                new S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty")
                        .with("BucketName", p.bucket());
            case Problem.InvalidBucketName p ->
                new S3Error(400, "InvalidBucketName", "The specified bucket is not valid.")
                        .with("BucketName", p.bucket());
            case Problem.InvalidObjectName p -> new S3Error(400, "InvalidArgument", p.detail());
            case Problem.KeyTooLong p ->
                new S3Error(400, "KeyTooLongError", "Your key is too long")
                        .with("Size", Integer.toString(p.lengthBytes()))
                        .with("MaxSizeAllowed", Integer.toString(p.maxBytes()));
            case Problem.MetadataTooLarge p ->
                new S3Error(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
                        .with("Size", Integer.toString(p.sizeBytes()))
                        .with("MaxSizeAllowed", Integer.toString(p.maxBytes()));
            case Problem.InvalidArgument p ->
                new S3Error(400, "InvalidArgument", p.message())
                        .with("ArgumentName", p.name())
                        .with("ArgumentValue", p.value());
            case Problem.InvalidRequest p -> new S3Error(400, "InvalidRequest", p.message());
            case Problem.InvalidUri _ -> new S3Error(400, "InvalidURI", "Couldn't parse the specified URI.");
            case Problem.InvalidTag p -> invalidTag(p);
            case Problem.InvalidLocationConstraint p ->
                new S3Error(400, "InvalidLocationConstraint", "The specified location-constraint is not valid")
                        .with("LocationConstraint", p.value());
            case Problem.InvalidStorageClass p ->
                // Assumed: the code of OCI's documentation, INVALID_STORAGE_CLASS, is spelled Amazon's way on the wire.
                new S3Error(400, "InvalidStorageClass", "The storage class you specified is not valid")
                        .with("StorageClassRequested", p.value());
            case Problem.MalformedXml _ ->
                new S3Error(
                        400,
                        "MalformedXML",
                        "The XML you provided was not well-formed or did not validate against our published schema");
            case Problem.FormUpload p -> ofFormUpload(p);
            case Problem.MissingContentLength _ ->
                new S3Error(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
            case Problem.IncompleteBody _ ->
                new S3Error(
                        400,
                        "IncompleteBody",
                        "You did not provide the number of bytes specified by the Content-Length HTTP header");
            case Problem.MalformedChunk p -> new S3Error(400, "InvalidRequest", "aws-chunked body: " + p.detail());
            case Problem.EntityTooLarge p ->
                new S3Error(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
                        .with("ProposedSize", Long.toString(p.actualBytes()))
                        .with("MaxSizeAllowed", Long.toString(p.maxBytes()));
            case Problem.EntityTooSmall p ->
                new S3Error(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
                        .with("ProposedSize", Long.toString(p.sizeBytes()))
                        .with("MinSizeAllowed", Long.toString(p.minBytes()))
                        .with("PartNumber", Integer.toString(p.partNumber()));
            case Problem.InvalidDigest p ->
                new S3Error(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
                        .with("Content-MD5", p.value());
            case Problem.InvalidChecksum p ->
                // Observed: clients' suites expect the code of a value that does not match (ceph/s3-tests).
                new S3Error(400, "BadDigest", "Value for " + p.header() + " header is invalid.");
            case Problem.DigestMismatch p -> digestMismatch(p);
            case Problem.DigestRequired p ->
                // Observed: OpenSearch#21855, owncast#5159 (2026).
                new S3Error(
                        400,
                        "InvalidRequest",
                        "Missing required header for this request: " + String.join(" or ", p.accepted()));
            case Problem.InvalidRange p ->
                new S3Error(416, "InvalidRange", "The requested range is not satisfiable")
                        .with("RangeRequested", p.range())
                        .with("ActualObjectSize", Long.toString(p.lengthBytes()));
            case Problem.InvalidPart p ->
                new S3Error(
                                400,
                                "InvalidPart",
                                "One or more of the specified parts could not be found.  The part may not have been uploaded, or"
                                        + " the specified entity tag may not match the part's entity tag.")
                        .with("PartNumber", Integer.toString(p.partNumber()));
            case Problem.InvalidPartOrder _ ->
                new S3Error(
                        400,
                        "InvalidPartOrder",
                        "The list of parts was not in ascending order. Parts must be ordered by part number.");
            case Problem.PreconditionFailed p ->
                new S3Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
                        .with("Condition", p.condition());
            case Problem.NotModified _ -> new S3Error(304, "NotModified", "Not Modified");
            case Problem.ConditionalConflict p ->
                new S3Error(
                                409,
                                "ConditionalRequestConflict",
                                "A conflicting operation occurred against this resource. Please try again.")
                        .with("Key", p.key());
            case Problem.NotServed p -> new S3Error(501, "NotImplemented", notServed(p));
            case Problem.ChunkedUploadNotServed p -> chunkedNotServed(p);
            case Problem.MethodNotAllowed p ->
                new S3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
                        .with("Method", p.method())
                        .with("ResourceType", resourceType(p.resource()));
            case Problem.HostNotServed _ ->
                // Assumed: OCI has no such host, so no answer of its own.
                new S3Error(
                        400, "InvalidRequest", "Virtual-hosted requests are not served on this host: set path style.");
            case Problem.LineTooLong _ -> new S3Error(414, "RequestURITooLong", "The request line is too long.");
            case Problem.HeadersTooLarge p ->
                new S3Error(
                                400,
                                "RequestHeaderSectionTooLarge",
                                "Your request header section exceeds the maximum allowed size.")
                        .with("MaxSizeAllowed", Integer.toString(p.maxBytes()));
            case Problem.MalformedRequest _, Problem.WrongBootstrap _ ->
                new S3Error(400, "BadRequest", "An error occurred when parsing the HTTP request.");
            case Problem.BodyStalled _ ->
                new S3Error(
                        400,
                        "RequestTimeout",
                        "Your socket connection to the server was not read from or written to within the timeout period."
                                + " Idle connections will be closed.");
            case Problem.TooManyRequests _ -> new S3Error(503, "SlowDown", "Please reduce your request rate.");
            case Problem.DiskNearlyFull _ ->
                new S3Error(503, "ServiceUnavailable", "The server's disk is nearly full.");
            case Problem.StorageFailed _ ->
                new S3Error(503, "ServiceUnavailable", "The server's disk failed. Please try again later.");
            case Problem.DamagedObject _, Problem.ServerDefect _ ->
                new S3Error(500, "InternalError", "We encountered an internal error. Please try again.");
        };
    }

    /**
     * Observed in Amazon S3, whose documented codes differ in part: localstack's recordings of 2026-02, s3_direct_upload#45
     * (fields too large, with its spelling), vue-dropzone#303 (no file). Assumed: OCI says the same.
     */
    private static S3Error ofFormUpload(Problem.FormUpload problem) {
        return switch (problem) {
            case Problem.NotAForm _ ->
                new S3Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
                        .with("Condition", "Bucket POST must be of the enclosure-type multipart/form-data");
            case Problem.MalformedForm _ ->
                new S3Error(
                        400,
                        "MalformedPOSTRequest",
                        "The body of your POST request is not well-formed multipart/form-data.");
            case Problem.FormFieldsTooLarge p ->
                new S3Error(
                                400,
                                "MaxPostPreDataLengthExceeded",
                                "Your POST request fields preceeding the upload file was too large.")
                        .with("MaxPostPreDataLengthBytes", Integer.toString(p.maxBytes()));
            case Problem.FormFieldMissing p ->
                new S3Error(
                                400,
                                "InvalidArgument",
                                "Bucket POST must contain a field named '" + p.field()
                                        + "'.  If it is specified, please check the order of the fields.")
                        .with("ArgumentName", p.field())
                        .with("ArgumentValue", "");
            case Problem.FormFileMissing _ ->
                new S3Error(400, "InvalidArgument", "POST requires exactly one file upload per request.")
                        .with("ArgumentName", "file")
                        .with("ArgumentValue", "0");
            case Problem.MalformedPolicyDocument p ->
                new S3Error(400, "InvalidPolicyDocument", "Invalid Policy: " + p.detail());
            case Problem.PolicyExpired _ -> policyDenied("Policy expired.");
            case Problem.PolicyConditionFailed p -> policyDenied("Policy Condition failed: " + p.condition());
            case Problem.PolicyLacksConditions p ->
                policyDenied("Extra input fields: " + String.join(", ", p.fields()));
            case Problem.FileTooSmall p ->
                new S3Error(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
                        .with("ProposedSize", Long.toString(p.actualBytes()))
                        .with("MinSizeAllowed", Long.toString(p.minBytes()));
        };
    }

    private static S3Error policyDenied(String why) {
        return new S3Error(403, "AccessDenied", "Invalid according to Policy: " + why);
    }

    private S3Error ofCredentials(Problem.Credentials problem) {
        return switch (problem) {
            case Problem.UnknownAccessKey p ->
                isOci()
                        ? new S3Error(403, "SignatureDoesNotMatch", OCI_NO_SECRET)
                        : new S3Error(
                                        403,
                                        "InvalidAccessKeyId",
                                        "The AWS Access Key Id you provided does not exist in our records.")
                                .with("AWSAccessKeyId", p.accessKeyId());
            case Problem.SignatureMismatch p -> signatureMismatch(p.accessKeyId());
            case Problem.ChunkSignatureMismatch p -> signatureMismatch(p.accessKeyId());
            case Problem.WrongRegion p ->
                isOci() ? new S3Error(403, "SignatureDoesNotMatch", OCI_NO_SECRET) : wrongRegion(p);
            case Problem.ClockSkewed p ->
                new S3Error(
                                403,
                                "RequestTimeTooSkewed",
                                "The difference between the request time and the current time is too large.")
                        .with("RequestTime", text(p.signedAt()))
                        .with("ServerTime", text(p.serverTime()))
                        .with(
                                "MaxAllowedSkewMilliseconds",
                                Long.toString(p.allowed().toMillis()));
            case Problem.UrlExpired p ->
                new S3Error(403, "AccessDenied", "Request has expired")
                        .with("Expires", text(p.expiredAt()))
                        .with("ServerTime", text(p.serverTime()));
            case Problem.HeaderNotSigned p ->
                new S3Error(403, "AccessDenied", "There were headers present in the request which were not signed")
                        .with("HeadersNotSigned", p.header());
            case Problem.MalformedCredentials p ->
                new S3Error(400, malformed(p.place()), "The authorization is malformed: " + p.detail());
            case Problem.CredentialsNotServed p ->
                p.kind().contains("token")
                        ? new S3Error(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
                        : new S3Error(
                                403,
                                "AccessDenied",
                                "The authorization mechanism you have provided is not supported. Please use"
                                        + " AWS4-HMAC-SHA256.");
            case Problem.PayloadHashMismatch p ->
                new S3Error(
                                400,
                                "XAmzContentSHA256Mismatch",
                                "The provided 'x-amz-content-sha256' header does not match what was computed.")
                        .with("ClientComputedContentSHA256", p.signed())
                        .with("S3ComputedContentSHA256", p.actual());
            case Problem.PayloadHashMissing _ ->
                new S3Error(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
            case Problem.PayloadHashInvalid p ->
                // Observed in OCI: terraform#34053.
                new S3Error(
                                400,
                                "InvalidArgument",
                                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.")
                        .with("ArgumentName", "x-amz-content-sha256")
                        .with("ArgumentValue", p.value());
        };
    }

    private static String malformed(Problem.Place place) {
        return switch (place) {
            case HEADER -> "AuthorizationHeaderMalformed";
            case QUERY -> "AuthorizationQueryParametersError";
            // Observed in Amazon S3: slingshot#150, s3upload#1.
            case FORM -> "InvalidArgument";
        };
    }

    /** Observed in Amazon S3: slingshot#150 and aws-sdk-js#2529 (a form), and many for a header. */
    private static S3Error wrongRegion(Problem.WrongRegion problem) {
        String wrong =
                "the region '" + problem.scopeRegion() + "' is wrong; expecting '" + problem.expectedRegion() + "'";
        String message = switch (problem.place()) {
            case HEADER -> "The authorization header is malformed; " + wrong;
            case QUERY -> "Error parsing the X-Amz-Credential parameter; " + wrong;
            case FORM -> wrong;
        };
        return new S3Error(400, malformed(problem.place()), message).with("Region", problem.expectedRegion());
    }

    private S3Error signatureMismatch(String accessKeyId) {
        return isOci()
                ? new S3Error(403, "SignatureDoesNotMatch", OCI_NOT_AUTHENTICATED)
                : new S3Error(
                                403,
                                "SignatureDoesNotMatch",
                                "The request signature we calculated does not match the signature you provided. Check your key"
                                        + " and signing method.")
                        .with("AWSAccessKeyId", accessKeyId);
    }

    /** Of one key of a bulk delete. */
    S3Error ofKey(Problem problem) {
        return problem instanceof Problem.NotAuthorized refused
                ? notAuthorized(MissingPermission.KEY_OF_DELETE_OBJECTS, refused)
                : of(problem);
    }

    private S3Error notAuthorized(String operation, Problem.NotAuthorized problem) {
        return switch (MissingPermission.answerTo(operation, dialect)) {
            case MISSING_BUCKET -> noSuchBucket(bucketOf(problem.resource()));
            case MISSING_NAMESPACE -> noSuchBucket("");
            case TAKEN_NAME -> bucketExists(new Problem.BucketExists(problem.resource(), false));
            case ACCESS_DENIED -> accessDenied();
        };
    }

    private static String bucketOf(String resource) {
        int slash = resource.indexOf('/');
        return slash < 0 ? resource : resource.substring(0, slash);
    }

    /** Assumed: the S3 API has no operation on what Identity looks after; a bucket's compartment is all it meets. */
    private static S3Error ofIdentity(Problem.OfIdentity problem) {
        return switch (problem) {
            case Problem.NotAuthorizedOrNotFound _, Problem.ServicesOwn _ -> accessDenied();
            case Problem.AlreadyExists _, Problem.IncorrectState _ ->
                new S3Error(409, "OperationAborted", "A conflicting operation stands in the way of this one");
            case Problem.RelatedNotFound _,
                    Problem.InvalidParameter _,
                    Problem.InvalidPolicy _,
                    Problem.LimitExceeded _ -> new S3Error(400, "InvalidRequest", "The request is not valid");
        };
    }

    private static S3Error accessDenied() {
        return new S3Error(403, "AccessDenied", "Access Denied");
    }

    private static S3Error noSuchBucket(String bucket) {
        return new S3Error(404, "NoSuchBucket", "The specified bucket does not exist").with("BucketName", bucket);
    }

    /** Observed in OCI: trino#14752. */
    private S3Error noSuchKey(Problem.NoSuchKey problem) {
        return isOci()
                ? new S3Error(
                        404,
                        "NoSuchKey",
                        "The object '" + problem.key() + "' was not found in the bucket '" + problem.bucket() + "'")
                : new S3Error(404, "NoSuchKey", "The specified key does not exist.").with("Key", problem.key());
    }

    /** Observed in Amazon S3: versitygw#2039 (the tag, and its value where that is wrong). */
    private static S3Error invalidTag(Problem.InvalidTag problem) {
        S3Error error = new S3Error(400, "InvalidTag", problem.detail());
        if (problem.key().isEmpty()) {
            return error;
        }
        S3Error withKey = error.with("TagKey", problem.key());
        return problem.value().isEmpty() ? withKey : withKey.with("TagValue", problem.value());
    }

    private static S3Error bucketExists(Problem.BucketExists problem) {
        S3Error error = problem.ownedByCaller()
                ? new S3Error(
                        409,
                        "BucketAlreadyOwnedByYou",
                        "Your previous request to create the named bucket succeeded and you already own it.")
                : new S3Error(
                        409,
                        "BucketAlreadyExists",
                        "The requested bucket name is not available. The bucket namespace is shared by all users of the"
                                + " system. Please select a different name and try again.");
        return error.with("BucketName", problem.bucket());
    }

    /** Observed in Amazon S3: aws-sdk-ruby#3322 (a checksum goes by the name of its algorithm). */
    private static S3Error digestMismatch(Problem.DigestMismatch problem) {
        String checksum = "x-amz-checksum-";
        String message = problem.algorithm().startsWith(checksum)
                ? "The " + problem.algorithm().substring(checksum.length()).toUpperCase(Locale.ROOT)
                        + " you specified did not match the calculated checksum."
                : "The " + problem.algorithm() + " you specified did not match what we received.";
        return new S3Error(400, "BadDigest", message)
                .with("ExpectedDigest", problem.expected())
                .with("CalculatedDigest", problem.actual());
    }

    /** Observed in OCI: nextcloud/files_versions_s3#95 ("S3 Get Object tagging operation is not supported."). */
    private String notServed(Problem.NotServed problem) {
        return isOci()
                ? problem.what() + " is not supported."
                : "A header or parameter you provided implies functionality that is not implemented: " + problem.what();
    }

    /** Observed in OCI, era by era: see {@link OciEra}. */
    private S3Error chunkedNotServed(Problem.ChunkedUploadNotServed problem) {
        return switch (era) {
            case Y2023 -> new S3Error(400, "InvalidRequest", problem.payloadDeclaration() + " is not supported.");
            case Y2025 ->
                new S3Error(
                        400,
                        "InvalidArgument",
                        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a valid sha256 value.");
            case M2026_05, TODAY -> new S3Error(501, "NotImplemented", "AWS chunked encoding not supported.");
        };
    }

    /** Observed in Amazon S3: its errors tell times by the second. */
    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Observed in Amazon S3: {@code SERVICE}, {@code BUCKET} or {@code OBJECT}, by what the path names. */
    private static String resourceType(String path) {
        int slash = path.indexOf('/', 1);
        if (path.length() <= 1) {
            return "SERVICE";
        }
        return slash < 0 || slash == path.length() - 1 ? "BUCKET" : "OBJECT";
    }

    private boolean isOci() {
        return dialect == Dialect.OCI;
    }
}
