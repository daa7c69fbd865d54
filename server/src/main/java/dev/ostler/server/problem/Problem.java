// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.problem;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Requirement;
import dev.ostler.iam.decision.Compilation;
import dev.ostler.iam.decision.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything that can go wrong and is the caller's to know, as facts. Each API words it in its own terms; a new one does
 * not compile until all have. Never holds a secret.
 */
public sealed interface Problem {
    /** Throws this problem; declared to return so that callers can write {@code throw problem.thrown()}. */
    default ProblemException thrown() {
        return new ProblemException(this);
    }

    // Who is calling

    /** Facts about credentials that do not prove what they claim. */
    sealed interface Credentials extends Problem {
        /** The key id, when one was given. */
        String accessKeyId();
    }

    /** Where credentials stand. */
    enum Place {
        HEADER,
        QUERY,
        FORM
    }

    /** @param pending of a key that is saved and not in force yet; nothing for the client to know */
    record UnknownAccessKey(String accessKeyId, Optional<Pending> pending) implements Credentials {}

    /** @param form the fields that a form is signed by, which stand in its body; empty for any other request */
    record SignatureMismatch(String accessKeyId, Map<String, List<String>> form) implements Credentials {
        public SignatureMismatch(String accessKeyId) {
            this(accessKeyId, Map.of());
        }

        /** Without the form: a policy and its signature are for nobody else's eyes. */
        @Override
        public String toString() {
            return "SignatureMismatch[" + accessKeyId + "]";
        }
    }

    record WrongRegion(String accessKeyId, Place place, String scopeRegion, String expectedRegion)
            implements Credentials {}

    record ClockSkewed(String accessKeyId, Instant signedAt, Instant serverTime, Duration allowed)
            implements Credentials {}

    record UrlExpired(String accessKeyId, Instant expiredAt, Instant serverTime) implements Credentials {}

    /** A header that had to be among the signed ones. */
    record HeaderNotSigned(String accessKeyId, String header) implements Credentials {}

    /** Credentials that cannot be parsed or contradict themselves. */
    record MalformedCredentials(String accessKeyId, Place place, String detail) implements Credentials {}

    /** A kind of credentials that is known and not accepted: SigV2, SigV4a, session tokens. */
    record CredentialsNotServed(String accessKeyId, String kind) implements Credentials {}

    /** The body does not hash to the signed {@code x-amz-content-sha256}. */
    record PayloadHashMismatch(String accessKeyId, String signed, String actual) implements Credentials {}

    record PayloadHashMissing(String accessKeyId) implements Credentials {}

    record PayloadHashInvalid(String accessKeyId, String value) implements Credentials {}

    /** A chunk's or trailer's signature does not match. */
    record ChunkSignatureMismatch(String accessKeyId, long chunk) implements Credentials {}

    // What the caller may do

    /**
     * Policies do not grant {@code missing}.
     *
     * @param operation in the API's own name
     * @param decision about the missing permission
     * @param decisions about all permissions that were asked for, this one included
     * @param needed of which these permissions are
     * @param exists whether there was an object of the name, where the permission depends on it
     * @param later the first change on its way that will allow it; worked out when somebody wants to know
     */
    record NotAuthorized(
            String operation,
            Permission missing,
            String resource,
            Decision.Denied decision,
            List<Decision> decisions,
            Requirement needed,
            Optional<Boolean> exists,
            Supplier<Optional<PendingGrant>> later)
            implements Problem {
        public NotAuthorized {
            decisions = List.copyOf(decisions);
        }
    }

    /** What will give a missing permission, and when. */
    record PendingGrant(Pending pending, Decision.Ground by) {}

    /** An operation that needs somebody to have signed. */
    record NotSignedIn(String operation) implements Problem {}

    /** The request is for a bucket of another owner, if any. */
    record OtherOwnerExpected(String expected) implements Problem {}

    /** The control API without its token or an administrator's signature, or from a web page. */
    record ControlRefused(String detail) implements Problem {}

    /** Bootstrap files that cannot be applied. No mistake holds a secret. */
    record WrongBootstrap(List<Mistake> mistakes) implements Problem {
        public WrongBootstrap {
            mistakes = List.copyOf(mistakes);
        }

        /** Line and column count from 1. */
        public record Mistake(String file, int line, int column, String message) {
            /** {@code bootstrap.yaml:12:5: there is no group 'analists'}. */
            @Override
            public String toString() {
                return file + ":" + line + ":" + column + ": " + message;
            }
        }
    }

    // What the Identity service refuses

    /** Facts about users, groups, compartments and policies that stand in the way. */
    sealed interface OfIdentity extends Problem {}

    /** What the request is about does not exist, or is none of the caller's business. */
    record NotAuthorizedOrNotFound(String operation, String resource) implements OfIdentity {}

    /** Something that the request refers to besides what it is about does not exist. */
    record RelatedNotFound(String field, String value) implements OfIdentity {}

    /** @param kind as OCI's models are called: {@code User} */
    record AlreadyExists(String kind, String name) implements OfIdentity {}

    record LimitExceeded(String what, int max) implements OfIdentity {}

    record InvalidParameter(String name, String rule) implements OfIdentity {}

    /** Statements that cannot be read, or name what does not exist; or that deny without the tenancy's opt-in. */
    record InvalidPolicy(String policy, List<Compilation.Remark> errors) implements OfIdentity {
        public InvalidPolicy {
            errors = List.copyOf(errors);
        }
    }

    /** What is there does not allow it now: a group with users, a compartment that is not empty. */
    record IncorrectState(String detail) implements OfIdentity {}

    /** What the service keeps for itself, whatever policies say. */
    record ServicesOwn(String detail) implements OfIdentity {}

    // What is there

    record NoSuchBucket(String bucket) implements Problem {}

    record NoSuchKey(String bucket, String key) implements Problem {}

    record NoSuchUpload(String uploadId) implements Problem {}

    record NoSuchTagSet(String bucket) implements Problem {}

    record NoSuchVersion(String key, String versionId) implements Problem {}

    record BucketExists(String bucket, boolean ownedByCaller) implements Problem {}

    record BucketNotEmpty(String bucket, long objects, long uploads) implements Problem {}

    // What was sent

    record InvalidBucketName(String bucket, String rule) implements Problem {}

    record InvalidObjectName(String detail) implements Problem {}

    record KeyTooLong(int lengthBytes, int maxBytes) implements Problem {}

    record MetadataTooLarge(int sizeBytes, int maxBytes) implements Problem {}

    record InvalidArgument(String name, String value, String message) implements Problem {}

    /** The request contradicts itself or lacks something; {@code message} says what. */
    record InvalidRequest(String message) implements Problem {}

    record InvalidUri(String detail) implements Problem {}

    /**
     * @param key of the tag; empty when there are too many
     * @param value empty unless it is what is wrong
     */
    record InvalidTag(String detail, String key, String value) implements Problem {}

    record InvalidLocationConstraint(String value, String region) implements Problem {}

    record InvalidStorageClass(String value) implements Problem {}

    record MalformedXml(String detail) implements Problem {}

    record MissingContentLength() implements Problem {}

    record IncompleteBody(long expectedBytes, long actualBytes) implements Problem {}

    record MalformedChunk(String detail) implements Problem {}

    record EntityTooLarge(long maxBytes, long actualBytes) implements Problem {}

    record EntityTooSmall(int partNumber, long sizeBytes, long minBytes) implements Problem {}

    record InvalidDigest(String value) implements Problem {}

    /** An additional checksum that no bytes can have: not base64, or of another length than its algorithm's. */
    record InvalidChecksum(String header, String value) implements Problem {}

    record DigestMismatch(String algorithm, String expected, String actual) implements Problem {}

    /** DeleteObjects in OCI's dialect: none of the digests it takes was sent. */
    record DigestRequired(List<String> accepted) implements Problem {}

    record InvalidRange(String range, long lengthBytes) implements Problem {}

    record InvalidPart(int partNumber, String detail) implements Problem {}

    record InvalidPartOrder(int partNumber) implements Problem {}

    record PreconditionFailed(String condition) implements Problem {}

    /** Not an error: the client's copy is still good. */
    record NotModified(String etag, Instant lastModified) implements Problem {}

    /** A conditional write met another write of the same name. */
    record ConditionalConflict(String key) implements Problem {}

    // What is wrong with a form upload

    /** Facts about an upload by a form that is no good form, or not the one its policy allows. */
    sealed interface FormUpload extends Problem {}

    /** A POST to a bucket whose body is no form. */
    record NotAForm(String contentType) implements FormUpload {}

    record MalformedForm(String detail) implements FormUpload {}

    /** The fields before the file are longer than is read of them. */
    record FormFieldsTooLarge(int maxBytes) implements FormUpload {}

    record FormFieldMissing(String field) implements FormUpload {}

    record FormFileMissing() implements FormUpload {}

    record MalformedPolicyDocument(String detail) implements FormUpload {}

    record PolicyExpired(Instant expiredAt, Instant serverTime) implements FormUpload {}

    /** {@code condition} as JSON. */
    record PolicyConditionFailed(String condition) implements FormUpload {}

    /** Fields of the form that no condition of its policy is about. */
    record PolicyLacksConditions(List<String> fields) implements FormUpload {}

    /** The file is smaller than the policy wants it. */
    record FileTooSmall(long minBytes, long actualBytes) implements FormUpload {}

    // What is not served

    /** {@code where} names what would serve it ("--dialect s3"), or is empty. */
    record NotServed(String what, String where) implements Problem {}

    /** The API says so in words of its own. */
    record ChunkedUploadNotServed(String payloadDeclaration) implements Problem {}

    record MethodNotAllowed(String method, String resource) implements Problem {}

    record HostNotServed(String host) implements Problem {}

    // What the server can bear

    record LineTooLong(int maxBytes) implements Problem {}

    record HeadersTooLarge(int maxBytes) implements Problem {}

    record MalformedRequest(String detail) implements Problem {}

    /** The client is there and sends no more of the body that it announced. */
    record BodyStalled() implements Problem {}

    record TooManyRequests() implements Problem {}

    record DiskNearlyFull() implements Problem {}

    record StorageFailed() implements Problem {}

    record DamagedObject(String object) implements Problem {}

    /** A defect of ours; the log has it under the request's id. */
    record ServerDefect() implements Problem {}
}
