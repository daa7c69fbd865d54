// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.problem.Problem;
import dev.ostler.sigv4.SignatureRefusal;

/** What the signature library refuses, as problems. */
final class SignatureProblems {
    private SignatureProblems() {}

    static Problem of(SignatureRefusal refusal, String accessKeyId) {
        return switch (refusal) {
            case SignatureRefusal.Malformed p ->
                new Problem.MalformedCredentials(accessKeyId, placeOf(p.place()), p.detail());
            case SignatureRefusal.FormFieldMissing p -> new Problem.FormFieldMissing(p.field());
            case SignatureRefusal.KindNotAccepted p ->
                new Problem.CredentialsNotServed(accessKeyId, p.kind().toString());
            case SignatureRefusal.HeaderNotSigned p -> new Problem.HeaderNotSigned(accessKeyId, p.header());
            case SignatureRefusal.ClockSkewed p ->
                new Problem.ClockSkewed(accessKeyId, p.signedAt(), p.serverTime(), p.allowed());
            case SignatureRefusal.Expired p -> new Problem.UrlExpired(accessKeyId, p.expiredAt(), p.serverTime());
            case SignatureRefusal.SignatureMismatch _ -> new Problem.SignatureMismatch(accessKeyId);
            case SignatureRefusal.PayloadHashMissing _ -> new Problem.PayloadHashMissing(accessKeyId);
            case SignatureRefusal.PayloadHashInvalid p -> new Problem.PayloadHashInvalid(accessKeyId, p.value());
            case SignatureRefusal.DecodedLengthMissing _ -> new Problem.MissingContentLength();
            case SignatureRefusal.PayloadHashMismatch p ->
                new Problem.PayloadHashMismatch(accessKeyId, p.signed(), p.actual());
            case SignatureRefusal.ChunkSignatureMismatch p ->
                new Problem.ChunkSignatureMismatch(accessKeyId, p.chunk());
            case SignatureRefusal.MalformedChunk p -> new Problem.MalformedChunk(p.detail());
            case SignatureRefusal.LengthMismatch p -> new Problem.IncompleteBody(p.declaredBytes(), p.actualBytes());
        };
    }

    private static Problem.Place placeOf(SignatureRefusal.Place place) {
        return switch (place) {
            case HEADER -> Problem.Place.HEADER;
            case QUERY -> Problem.Place.QUERY;
            case FORM -> Problem.Place.FORM;
        };
    }
}
