// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.http.RequestBody;
import dev.ostler.server.http.RequestHead;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Identity;
import dev.ostler.server.identity.KeyHolder;
import dev.ostler.server.operation.Authenticated;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Destination;
import dev.ostler.server.operation.IncomingBody;
import dev.ostler.server.problem.Problem;
import dev.ostler.sigv4.AccessKey;
import dev.ostler.sigv4.Claim;
import dev.ostler.sigv4.Claims;
import dev.ostler.sigv4.CredentialScope;
import dev.ostler.sigv4.PayloadStream;
import dev.ostler.sigv4.PolicyClaim;
import dev.ostler.sigv4.RequestVerifier;
import dev.ostler.sigv4.SignatureRefusedException;
import dev.ostler.sigv4.SigningKeys;
import dev.ostler.sigv4.VerifiedPayload;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Proves S3 callers by SigV4, in the header or in the query. A request without credentials is anonymous. */
public final class S3Authenticator {
    private static final int SHOWN_KEY_CHARS = 4;

    private final Identity identity;
    private final S3Settings settings;
    private final RequestVerifier verifier;
    private final VerifiedHosts hosts;

    /** @param hosts learns each Host that a signature is proven with */
    public S3Authenticator(Identity identity, S3Settings settings, Clock clock, VerifiedHosts hosts) {
        this.identity = identity;
        this.settings = settings;
        this.verifier = new RequestVerifier(new SigningKeys(), clock);
        this.hosts = hosts;
    }

    /** Reads nothing of the body. Throws a {@link Problem.Credentials} or MissingContentLength. */
    Authenticated authenticate(RequestHead head, Destination destination, RequestBody body) {
        HeadView view = new HeadView(head);
        String accessKeyId = "";
        try {
            Optional<Claim> claim = Claims.of(view);
            if (claim.isEmpty()) {
                refuseOldChunks(head.header("x-amz-content-sha256").orElse(""));
                return new Authenticated(
                        new Caller.Anonymous(), Map.of(), new IncomingBody(body, body.lengthBytes(), Map::of));
            }
            accessKeyId = claim.get().accessKeyId();
            return proven(view, claim.get(), destination, body);
        } catch (SignatureRefusedException e) {
            throw SignatureProblems.of(e.refusal(), accessKeyId).thrown();
        }
    }

    /** Assumed: the hash of the body is checked on every request, on those that have no body too. */
    private Authenticated proven(HeadView view, Claim claim, Destination destination, RequestBody body)
            throws SignatureRefusedException {
        KeyHolder holder = holderOf(claim.accessKeyId());
        checkRegion(claim.accessKeyId(), placeOf(claim), claim.scope(), destination);
        refuseOldChunks(claim.payload());
        VerifiedPayload payload = verifier.verify(view, claim, accessKey(holder.key()));
        // A Host that begins with a bucket's name is no address of the server, and there are many of them.
        if (destination.bucket().isEmpty()) {
            hosts.add(destination.host());
        }
        PayloadStream stream = payload.wrap(body);
        return new Authenticated(
                holder.caller(),
                claim.isPresigned() ? Claims.headerParameters(view) : Map.of(),
                new IncomingBody(
                        new VerifiedStream(stream, claim.accessKeyId()),
                        payload.decodedLength(body.lengthBytes()),
                        stream::trailers));
    }

    /** The user who signed a form's policy. What the policy allows is not looked at. */
    Caller prove(PolicyClaim claim, Destination destination) throws SignatureRefusedException {
        KeyHolder holder = holderOf(claim.accessKeyId());
        checkRegion(claim.accessKeyId(), Problem.Place.FORM, claim.scope(), destination);
        verifier.verify(claim, accessKey(holder.key()));
        return holder.caller();
    }

    private KeyHolder holderOf(String accessKeyId) {
        return identity.holderOf(accessKeyId)
                .orElseThrow(
                        () -> new Problem.UnknownAccessKey(accessKeyId, identity.pendingKey(accessKeyId)).thrown());
    }

    /** For messages: enough of the key's id to know it, and its user. */
    String claimant(String accessKeyId) {
        if (accessKeyId.isEmpty()) {
            return "unknown";
        }
        String shown = accessKeyId.substring(0, Math.min(SHOWN_KEY_CHARS, accessKeyId.length()));
        return "key " + shown + "..."
                + identity.holderOf(accessKeyId)
                        .map(holder -> " (" + holder.user().name() + ")")
                        .orElse("");
    }

    private static Problem.Place placeOf(Claim claim) {
        return claim.isPresigned() ? Problem.Place.QUERY : Problem.Place.HEADER;
    }

    static AccessKey accessKey(CustomerSecretKey key) {
        return new AccessKey(key.id(), key.secret());
    }

    /** Source: OCI documentation, "Amazon S3 Compatibility API": us-east-1 or blank works in the home region only. */
    private void checkRegion(String accessKeyId, Problem.Place place, CredentialScope scope, Destination destination) {
        String signed = scope.region();
        boolean home = destination.region().equals(settings.homeRegion());
        boolean passes =
                signed.equals(destination.region()) || (home && (signed.isEmpty() || signed.equals("us-east-1")));
        if (!passes) {
            throw new Problem.WrongRegion(accessKeyId, place, signed, destination.region()).thrown();
        }
    }

    /** In OCI's older eras aws-chunked was refused before anything else was looked at. */
    private void refuseOldChunks(String payload) {
        if (settings.isOci() && settings.era() != OciEra.TODAY && payload.startsWith("STREAMING-")) {
            throw new Problem.ChunkedUploadNotServed(payload).thrown();
        }
    }
}
