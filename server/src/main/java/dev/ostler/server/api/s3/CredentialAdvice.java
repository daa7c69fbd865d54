// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.operation.Finding;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.problem.Problem;
import dev.ostler.sigv4.RequestSigner;
import dev.ostler.sigv4.SignatureRefusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What to do about credentials that show without verifying again what is wrong with them. */
final class CredentialAdvice {
    private static final String EMPTY_SHA256 = RequestSigner.sha256(new byte[0]);

    private CredentialAdvice() {}

    /** @param at when it was refused */
    static Optional<Finding> of(Problem.Credentials problem, Instant at) {
        return switch (problem) {
            case Problem.UnknownAccessKey p
            when p.pending().isPresent() ->
                advice(
                        "Key. It is not in force yet: " + p.pending().get().wordedAt(at) + " (--key-delay)",
                        "wait until " + p.pending().get().inForceAt().truncatedTo(ChronoUnit.SECONDS)
                                + "; OCI takes up to some minutes, so a program has to try again");
            case Problem.UnknownAccessKey _ ->
                advice(
                        "Key. " + sentence(problem)
                                + "; it is another server's, or from before this one's data were deleted",
                        "eval \"$(./ostler env)\"");
            case Problem.WrongRegion p ->
                advice(
                        "Region. " + sentence(problem),
                        "AWS_DEFAULT_REGION=" + p.expectedRegion() + ", or region_name='" + p.expectedRegion()
                                + "'; or start the server with --region");
            case Problem.ClockSkewed _ ->
                advice("Clock. " + sentence(problem), "date -u on both machines, and set the wrong one");
            case Problem.UrlExpired _ ->
                advice("Expiry. " + sentence(problem), "presign anew; a URL may live seven days at most");
            case Problem.HeaderNotSigned p ->
                advice(
                        "Header. " + sentence(problem),
                        "sign " + p.header()
                                + ", or do not send it; did a proxy or a later step of the client add it?");
            case Problem.CredentialsNotServed p -> ofKind(p);
            case Problem.PayloadHashMismatch p -> ofBody(p);
            case Problem.PayloadHashMissing _ ->
                advice(
                        "Payload. " + sentence(problem),
                        "send the body's SHA-256 or UNSIGNED-PAYLOAD in it; a signer for the service s3 does");
            case Problem.ChunkSignatureMismatch p ->
                advice(
                        "Chunk " + p.chunk()
                                + ". The request's own signature matches, so key, Host and path are right; the"
                                + " bytes of chunk " + p.chunk() + " are not those that were signed",
                        "send the chunks as they were signed, in their order; each signature continues the one before it");
            case Problem.SignatureMismatch _, Problem.MalformedCredentials _, Problem.PayloadHashInvalid _ ->
                Optional.empty();
        };
    }

    private static Optional<Finding> ofKind(Problem.CredentialsNotServed problem) {
        String kind = problem.kind();
        String fix = "sign with SigV4 and a secret key";
        if (kind.equals(SignatureRefusal.Kind.SIGV2.toString())) {
            fix = "give the client a region, as ostler env does (boto3 presigns with SigV2 without one), or"
                    + " Config(signature_version='s3v4')";
        } else if (kind.equals(SignatureRefusal.Kind.SESSION_TOKEN.toString())) {
            fix = "unset AWS_SESSION_TOKEN; keys of this service have none";
        }
        return advice("Scheme. " + kind + " is not accepted", fix);
    }

    private static Optional<Finding> ofBody(Problem.PayloadHashMismatch problem) {
        String what = "the body that came is not the one that was signed";
        if (problem.signed().equals(EMPTY_SHA256)) {
            what = "it was signed for an empty body, and another one came";
        } else if (problem.actual().equals(EMPTY_SHA256)) {
            what = "it was signed with a body, and none came";
        }
        return advice(
                "Body. The signature matches; " + what,
                "hash the bytes that are sent, after any compression or re-encoding; or sign UNSIGNED-PAYLOAD");
    }

    private static Optional<Finding> advice(String cause, String fix) {
        return Optional.of(new Finding(cause, fix));
    }

    /** The reason as it was told at once, as a sentence. */
    private static String sentence(Problem problem) {
        String reason = Reasons.of(problem);
        return Character.toUpperCase(reason.charAt(0)) + reason.substring(1);
    }
}
