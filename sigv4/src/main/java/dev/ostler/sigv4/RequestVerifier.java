// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Checks claims against secrets. Thread-safe. */
public final class RequestVerifier {
    /** Source: Amazon S3 API reference, error RequestTimeTooSkewed. Assumed: so does OCI. */
    public static final Duration MAX_SKEW = Duration.ofMinutes(15);

    private final SigningKeys signingKeys;
    private final Clock clock;

    public RequestVerifier(SigningKeys signingKeys, Clock clock) {
        this.signingKeys = signingKeys;
        this.clock = clock;
    }

    /**
     * Proves that whoever knows the key's secret has signed this request, now.
     *
     * @return how the body must be read for that to be true of it as well
     */
    public VerifiedPayload verify(RequestView request, Claim claim, AccessKey key) throws SignatureRefusedException {
        Optional<String> unsigned = Claims.unsigned(request.headerNames(), claim);
        if (unsigned.isPresent()) {
            throw new SignatureRefusal.HeaderNotSigned(unsigned.get()).thrown();
        }
        checkTime(claim);
        SigningKey signingKey = signingKeys.get(key, claim.scope());
        if (!matches(request, claim, signingKey)) {
            throw new SignatureRefusal.SignatureMismatch().thrown();
        }
        return VerifiedPayload.of(request, claim, signingKey);
    }

    /**
     * Proves that whoever knows the key's secret has signed this form's policy. Until when the policy holds, and what it
     * allows, stands in the policy itself. Source: Amazon S3 developer guide, "Amazon S3 Signature Version 4 authentication
     * specific policy keys": a signing key is good for seven days. Assumed: a form's date lies no further ahead of the
     * server's clock than a request's may.
     */
    public void verify(PolicyClaim claim, AccessKey key) throws SignatureRefusedException {
        Instant now = clock.instant();
        if (now.isBefore(claim.signedAt().minus(MAX_SKEW))) {
            throw new SignatureRefusal.ClockSkewed(claim.signedAt(), now, MAX_SKEW).thrown();
        }
        Instant expiredAt = claim.signedAt().plus(Claims.MAX_EXPIRES);
        if (!now.isBefore(expiredAt)) {
            throw new SignatureRefusal.Expired(expiredAt, now).thrown();
        }
        String signature = signingKeys.get(key, claim.scope()).sign(claim.policy());
        if (!Hashing.sameText(signature, claim.signature())) {
            throw new SignatureRefusal.SignatureMismatch().thrown();
        }
    }

    private void checkTime(Claim claim) throws SignatureRefusedException {
        Instant now = clock.instant();
        boolean tooEarly = now.isBefore(claim.signedAt().minus(MAX_SKEW));
        if (claim.expires().isPresent()) {
            Instant expiredAt = claim.signedAt().plus(claim.expires().get());
            if (!now.isBefore(expiredAt)) {
                throw new SignatureRefusal.Expired(expiredAt, now).thrown();
            }
        } else if (now.isAfter(claim.signedAt().plus(MAX_SKEW))) {
            tooEarly = true;
        }
        if (tooEarly) {
            throw new SignatureRefusal.ClockSkewed(claim.signedAt(), now, MAX_SKEW).thrown();
        }
    }

    /** Clients sign the path as they send it, or as AWS's rule encodes it: either is proof. */
    private static boolean matches(RequestView request, Claim claim, SigningKey signingKey)
            throws SignatureRefusedException {
        if (matches(request, request.rawPath(), claim, signingKey)) {
            return true;
        }
        String encoded = CanonicalRequest.encodedPath(request.rawPath());
        return !encoded.equals(request.rawPath()) && matches(request, encoded, claim, signingKey);
    }

    private static boolean matches(RequestView request, String path, Claim claim, SigningKey signingKey)
            throws SignatureRefusedException {
        String canonical = CanonicalRequest.of(request, path, claim.signedHeaders(), claim.payload());
        String signature = signingKey.sign(stringToSign(claim.amzDate(), claim.scope(), canonical));
        return Hashing.sameText(signature, claim.signature());
    }

    static String stringToSign(String amzDate, CredentialScope scope, String canonicalRequest) {
        return "AWS4-HMAC-SHA256\n" + amzDate + "\n" + scope + "\n" + Hashing.sha256Hex(canonicalRequest);
    }
}
