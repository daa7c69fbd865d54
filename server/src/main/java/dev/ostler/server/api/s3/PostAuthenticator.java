// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.form.BoundedParts;
import dev.ostler.server.http.RequestBody;
import dev.ostler.server.http.RequestHead;
import dev.ostler.server.operation.Authenticated;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Destination;
import dev.ostler.server.operation.IncomingBody;
import dev.ostler.server.problem.Problem;
import dev.ostler.sigv4.Claims;
import dev.ostler.sigv4.PolicyClaim;
import dev.ostler.sigv4.SignatureRefusal;
import dev.ostler.sigv4.SignatureRefusedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Proves who signed the policy of a browser's upload; its fields are read for that, its file is not. A form without
 * credentials is anonymous, with or without a policy.
 */
final class PostAuthenticator {
    private static final Set<String> SIGNED_FIELDS =
            Set.of("policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature");

    private final S3Authenticator keys;
    private final String filenameVariable;

    PostAuthenticator(S3Authenticator keys, S3Settings settings) {
        this.keys = keys;
        // Source: OCI documentation, "Uploads using POST", variables; Amazon S3 developer guide, "HTML form fields".
        this.filenameVariable = settings.isOci() ? "$filename" : "${filename}";
    }

    /** Throws a {@link Problem.FormUpload}, a {@link Problem.Credentials} or MissingContentLength. */
    Authenticated authenticate(RequestHead head, Destination destination, RequestBody body) throws IOException {
        BoundedParts parts =
                BoundedParts.of(head.header("content-type").orElse(""), body, PostForm.MAX_BYTES_BEFORE_FILE);
        if (body.lengthBytes() < 0) {
            // Assumed: a form of unknown length is refused as a PUT is.
            throw new Problem.MissingContentLength().thrown();
        }
        try {
            refuseOutside(new HeadView(head));
            PostForm form = PostForm.read(parts, filenameVariable);
            Optional<PolicyClaim> claim = PolicyClaim.of(form.fields());
            return authenticated(
                    claim.isPresent() ? prove(claim.get(), destination, form) : new Caller.Anonymous(), form);
        } catch (SignatureRefusedException e) {
            throw SignatureProblems.of(e.refusal(), "").thrown();
        }
    }

    private Caller prove(PolicyClaim claim, Destination destination, PostForm form) {
        try {
            return keys.prove(claim, destination);
        } catch (SignatureRefusedException e) {
            throw (e.refusal() instanceof SignatureRefusal.SignatureMismatch
                            ? new Problem.SignatureMismatch(claim.accessKeyId(), signedFields(form))
                            : SignatureProblems.of(e.refusal(), claim.accessKeyId()))
                    .thrown();
        }
    }

    /** What the signature can be verified again with; the rest of the form need not be remembered. */
    private static Map<String, List<String>> signedFields(PostForm form) {
        Map<String, List<String>> fields = new HashMap<>(form.fields());
        fields.keySet().retainAll(SIGNED_FIELDS);
        return fields;
    }

    /** Source: Amazon S3 developer guide, "HTML form declaration": no credentials in the query. */
    private static void refuseOutside(HeadView head) throws SignatureRefusedException {
        Claims.of(head).ifPresent(claim -> {
            throw new Problem.MalformedCredentials(
                            claim.accessKeyId(),
                            claim.isPresigned() ? Problem.Place.QUERY : Problem.Place.HEADER,
                            "a form carries its credentials in its fields: none may stand in the Authorization header"
                                    + " or the query")
                    .thrown();
        });
    }

    private static Authenticated authenticated(Caller caller, PostForm form) {
        return Authenticated.byForm(caller, form.joined(), new IncomingBody(form.file(), -1, Map::of));
    }
}
