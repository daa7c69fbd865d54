// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a request was refused, in one line: for the header {@code ostler-reason}, the terminal and explanations.
 *
 * <p>INVARIANT: names the operation and the missing permission, or what shows of a signature without verifying it again;
 * never a policy, a statement, another principal or a secret, and for unproven callers nothing about stored data.
 */
public final class Reasons {
    static final int MAX_HEADER_BYTES = 300;

    private final Where where;

    /** Where a refused client is told the reason. */
    public enum Where {
        /** In a header, on the terminal and by explain. */
        HEADER,
        /** On the terminal and by explain. */
        LOG,
        /** By explain alone. */
        OFF
    }

    public Reasons(Where where) {
        this.where = where;
    }

    /** False for answers that are part of a program's normal course: nothing there, not changed, somebody was first. */
    public static boolean isRefusal(Problem problem) {
        return switch (problem) {
            case Problem.NoSuchKey _,
                    Problem.NoSuchTagSet _,
                    Problem.NotModified _,
                    Problem.PreconditionFailed _,
                    Problem.ConditionalConflict _ -> false;
            default -> true;
        };
    }

    public boolean onTerminal() {
        return where != Where.OFF;
    }

    /** At most 300 ASCII bytes, everything else percent-encoded; empty when headers shall not tell. */
    Optional<String> header(Problem problem, String operation, Caller caller) {
        if (where != Where.HEADER) {
            return Optional.empty();
        }
        boolean wouldTell = caller instanceof Caller.Anonymous && dependsOnStoredData(problem);
        return Optional.of(
                ascii(wouldTell ? operation + " needs a signed request" : withOperation(problem, operation)));
    }

    /** A refusal by policies, or what looks like one, names the operation: a header has no other place for it. */
    private static String withOperation(Problem problem, String operation) {
        return switch (problem) {
            case Problem.NotAuthorized _, Problem.NotSignedIn _ -> operation + " " + of(problem);
            case Problem.NoSuchBucket _, Problem.NotAuthorizedOrNotFound _ -> operation + ": " + of(problem);
            default -> of(problem);
        };
    }

    /** Whether the reason would tell somebody without credentials what is there. */
    private static boolean dependsOnStoredData(Problem problem) {
        return switch (problem) {
            case Problem.NotAuthorized _,
                    Problem.OfIdentity _,
                    Problem.NoSuchBucket _,
                    Problem.NoSuchKey _,
                    Problem.NoSuchUpload _,
                    Problem.NoSuchVersion _,
                    Problem.BucketExists _ -> true;
            default -> false;
        };
    }

    /** The reason as text, to stand beside the operation's name. */
    public static String of(Problem problem) {
        return switch (problem) {
            case Problem.UnknownAccessKey p ->
                p.accessKeyId().isEmpty() ? "no access key id was sent" : "the access key id is not known here";
            case Problem.SignatureMismatch _ -> "the signature does not match";
            case Problem.WrongRegion p ->
                "signed for region '" + p.scopeRegion() + "', this is '" + p.expectedRegion() + "'";
            case Problem.ClockSkewed p ->
                "signed at " + p.signedAt() + ", the server's clock says " + seconds(p.serverTime()) + ": more than "
                        + p.allowed().toMinutes() + " minutes apart";
            case Problem.UrlExpired p ->
                "the URL expired at " + p.expiredAt() + ", the server's clock says " + seconds(p.serverTime());
            case Problem.HeaderNotSigned p -> "the header '" + p.header() + "' is not among the signed ones";
            case Problem.MalformedCredentials p -> p.detail();
            case Problem.CredentialsNotServed p -> p.kind() + " is not accepted; sign with SigV4 and a secret key";
            case Problem.PayloadHashMismatch _ -> "the body does not hash to the signed x-amz-content-sha256";
            case Problem.PayloadHashMissing _ -> "the header x-amz-content-sha256 is missing";
            case Problem.PayloadHashInvalid p ->
                "x-amz-content-sha256 '" + p.value() + "' is no hash and no known word";
            case Problem.ChunkSignatureMismatch p -> "the signature of chunk " + p.chunk() + " does not match";
            case Problem.NotAuthorized p -> "needs " + p.missing() + ", which no policy grants";
            case Problem.NotSignedIn _ -> "needs a signed request";
            case Problem.OtherOwnerExpected p ->
                "the owner is not the expected one, '" + p.expected() + "'; ListBuckets shows the owner's id";
            case Problem.ControlRefused p -> p.detail();
            case Problem.WrongBootstrap p ->
                p.mistakes().stream()
                        .map(Problem.WrongBootstrap.Mistake::toString)
                        .collect(Collectors.joining("\n"));
            case Problem.NotAuthorizedOrNotFound p ->
                "'" + p.resource() + "' does not exist, or the caller may not see it";
            case Problem.RelatedNotFound p -> p.field() + " '" + p.value() + "' does not exist";
            case Problem.AlreadyExists p -> "there is a " + p.kind() + " '" + p.name() + "' already";
            case Problem.LimitExceeded p -> "no more than " + p.max() + " " + p.what();
            case Problem.InvalidParameter p -> p.name() + ": " + p.rule();
            case Problem.InvalidPolicy p ->
                "policy '" + p.policy() + "', statement "
                        + p.errors().getFirst().statement() + ": "
                        + p.errors().getFirst().diagnostic().message();
            case Problem.IncorrectState p -> p.detail();
            case Problem.ServicesOwn p -> p.detail();
            case Problem.NoSuchBucket _ -> "the bucket does not exist, or the caller may not see it";
            case Problem.NoSuchKey _ -> "the object does not exist";
            case Problem.NoSuchUpload _ -> "the multipart upload does not exist; it may be completed or aborted";
            case Problem.NoSuchTagSet _ -> "the bucket has no tags";
            case Problem.NoSuchVersion _ -> "the version does not exist; nothing is versioned yet";
            case Problem.BucketExists _ -> "a bucket of that name exists";
            case Problem.BucketNotEmpty p ->
                "the bucket holds " + counted(p.objects(), "object") + " and "
                        + counted(p.uploads(), "unfinished upload");
            case Problem.InvalidBucketName p -> "the bucket's name '" + p.bucket() + "' breaks the rule: " + p.rule();
            case Problem.InvalidObjectName p -> p.detail();
            case Problem.KeyTooLong p -> "the key has " + p.lengthBytes() + " bytes, " + p.maxBytes() + " are allowed";
            case Problem.MetadataTooLarge p ->
                "the metadata has " + p.sizeBytes() + " bytes, " + p.maxBytes() + " are allowed";
            case Problem.InvalidArgument p -> p.message() + " (" + p.name() + " is '" + p.value() + "')";
            case Problem.InvalidRequest p -> p.message();
            case Problem.InvalidUri p -> "the request line cannot be decoded: " + p.detail();
            case Problem.InvalidTag p -> p.key().isEmpty() ? p.detail() : p.detail() + " ('" + p.key() + "')";
            case Problem.InvalidLocationConstraint p ->
                "LocationConstraint '" + p.value() + "' is not this endpoint's region '" + p.region() + "'";
            case Problem.InvalidStorageClass p -> "'" + p.value() + "' is no storage class";
            case Problem.MalformedXml p -> "the XML body: " + p.detail();
            case Problem.NotAForm p ->
                "the body must be a form (multipart/form-data), its Content-Type is '" + p.contentType() + "'";
            case Problem.MalformedForm p -> "the form is malformed: " + p.detail();
            case Problem.FormFieldsTooLarge p ->
                "the form has more than " + p.maxBytes() + " bytes besides those of files";
            case Problem.FormFieldMissing p ->
                "the form has no field '" + p.field() + "' before its file; what follows the file is not read";
            case Problem.FormFileMissing _ -> "the form has no part named 'file'";
            case Problem.MalformedPolicyDocument p -> "the form's policy: " + p.detail();
            case Problem.PolicyExpired p ->
                "the form's policy expired at " + p.expiredAt() + ", the server's clock says "
                        + seconds(p.serverTime());
            case Problem.PolicyConditionFailed p -> "the form does not meet its policy's condition " + p.condition();
            case Problem.PolicyLacksConditions p ->
                "the form's policy has no condition for its fields " + String.join(", ", p.fields());
            case Problem.FileTooSmall p ->
                "the file has " + p.actualBytes() + " bytes; the form's policy wants " + p.minBytes() + " or more";
            case Problem.MissingContentLength _ ->
                "the length of the body is not announced (Content-Length, or x-amz-decoded-content-length with aws-chunked)";
            case Problem.IncompleteBody p ->
                "the body has " + p.actualBytes() + " bytes, " + p.expectedBytes() + " were announced";
            case Problem.MalformedChunk p -> "the aws-chunked body: " + p.detail();
            case Problem.EntityTooLarge p ->
                "the body has " + p.actualBytes() + " bytes or more, " + p.maxBytes() + " are allowed";
            case Problem.EntityTooSmall p ->
                "part " + p.partNumber() + " has " + p.sizeBytes() + " bytes; all but the last need " + p.minBytes();
            case Problem.InvalidDigest p -> "'" + p.value() + "' is no valid digest";
            case Problem.InvalidChecksum p -> "'" + p.value() + "' is no value that " + p.header() + " can have";
            case Problem.DigestMismatch p ->
                p.algorithm() + " of the body is " + p.actual() + ", announced was " + p.expected();
            case Problem.DigestRequired p -> "one of " + String.join(", ", p.accepted()) + " must be sent";
            case Problem.InvalidRange p -> "the range '" + p.range() + "' lies outside " + p.lengthBytes() + " bytes";
            case Problem.InvalidPart p -> "part " + p.partNumber() + ": " + p.detail();
            case Problem.InvalidPartOrder p -> "part " + p.partNumber() + " is out of order; part numbers must rise";
            case Problem.PreconditionFailed p -> p.condition() + " does not hold";
            case Problem.NotModified _ -> "not modified";
            case Problem.ConditionalConflict _ -> "another request changes the same object";
            case Problem.NotServed p -> p.what() + " is not served" + (p.where().isEmpty() ? "" : "; " + p.where());
            case Problem.ChunkedUploadNotServed p ->
                "aws-chunked uploads (" + p.payloadDeclaration() + ") were not served in this era of OCI (--oci-as-of)";
            case Problem.MethodNotAllowed p -> p.method() + " is not allowed on " + p.resource();
            case Problem.HostNotServed p ->
                "the bucket cannot stand in the host name '" + p.host()
                        + "' here: set path style, or start with --dialect s3";
            case Problem.LineTooLong p -> "the request line is longer than " + p.maxBytes() + " bytes";
            case Problem.HeadersTooLarge p -> "the headers are longer than " + p.maxBytes() + " bytes";
            case Problem.MalformedRequest p -> p.detail();
            case Problem.BodyStalled _ -> "no more of the body came within the time allowed";
            case Problem.TooManyRequests _ -> "too many requests are at work; try again";
            case Problem.DiskNearlyFull _ -> "the server's disk is nearly full";
            case Problem.StorageFailed _ -> "the server's disk failed; it takes no more writes until it is restarted";
            case Problem.DamagedObject _ ->
                "the stored bytes do not match their checksum; ostler scrub lists all that is damaged";
            case Problem.ServerDefect _ -> "a defect of the server; its log has this request's id";
        };
    }

    /** Signatures know no more; neither does whoever compares two clocks. */
    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String counted(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    private static String ascii(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0x20 && b < 0x7f && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
            if (encoded.length() > MAX_HEADER_BYTES - 3) {
                break;
            }
        }
        return encoded.toString();
    }
}
