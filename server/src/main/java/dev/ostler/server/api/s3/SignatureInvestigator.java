// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.http.RequestHead;
import dev.ostler.server.identity.Identity;
import dev.ostler.server.identity.KeyHolder;
import dev.ostler.server.operation.Finding;
import dev.ostler.server.operation.Investigator;
import dev.ostler.server.operation.Refusal;
import dev.ostler.server.problem.Problem;
import dev.ostler.sigv4.AccessKey;
import dev.ostler.sigv4.Claim;
import dev.ostler.sigv4.Claims;
import dev.ostler.sigv4.PolicyClaim;
import dev.ostler.sigv4.SignatureDiagnosis;
import dev.ostler.sigv4.SignatureMistake;
import dev.ostler.sigv4.SignatureRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what is wrong with credentials that prove nothing; a signature that does not match is verified again for it. */
public final class SignatureInvestigator implements Investigator {
    /** Where a proxy leaves the Host that its client has sent. */
    private static final List<String> FORWARDED_HOSTS = List.of("x-forwarded-host", "x-original-host");

    private final Identity identity;
    private final S3Settings settings;
    private final LikelyHosts hosts;

    public SignatureInvestigator(Identity identity, S3Settings settings, LikelyHosts hosts) {
        this.identity = identity;
        this.settings = settings;
        this.hosts = hosts;
    }

    @Override
    public Optional<Finding> investigate(Refusal refusal) {
        if (!(refusal.problem() instanceof Problem.Credentials credentials)) {
            return Optional.empty();
        }
        if (credentials instanceof Problem.SignatureMismatch mismatch) {
            return identity.holderOf(mismatch.accessKeyId())
                    .map(KeyHolder::key)
                    .map(S3Authenticator::accessKey)
                    .flatMap(key -> verifiedAgain(refusal.head(), mismatch, key));
        }
        return CredentialAdvice.of(credentials, refusal.at());
    }

    private Optional<Finding> verifiedAgain(RequestHead head, Problem.SignatureMismatch mismatch, AccessKey key) {
        try {
            return mismatch.form().isEmpty() ? request(head, key) : form(head, mismatch.form(), key);
        } catch (SignatureRefusedException e) {
            // It could be read when it was refused; if that is no longer so, the reason of then has to do.
            return Optional.empty();
        }
    }

    private Optional<Finding> request(RequestHead head, AccessKey key) throws SignatureRefusedException {
        HeadView view = new HeadView(head);
        Optional<Claim> claim = Claims.of(view);
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        Optional<SignatureMistake> mistake = SignatureDiagnosis.of(view, claim.get(), key, guesses(head));
        var what = claim.get().isPresigned() ? MistakeWording.Signed.URL : MistakeWording.Signed.REQUEST;
        return Optional.of(worded(mistake, head, what));
    }

    private Optional<Finding> form(RequestHead head, Map<String, List<String>> fields, AccessKey key)
            throws SignatureRefusedException {
        var guesses = new SignatureDiagnosis.Guesses(List.of(), List.of(settings.homeRegion()));
        return PolicyClaim.of(fields)
                .map(claim -> worded(SignatureDiagnosis.of(claim, key, guesses), head, MistakeWording.Signed.FORM));
    }

    private Finding worded(Optional<SignatureMistake> mistake, RequestHead head, MistakeWording.Signed what) {
        return mistake.map(new MistakeWording(hosts, head, what)::of).orElseGet(MistakeWording::ofNone);
    }

    private SignatureDiagnosis.Guesses guesses(RequestHead head) {
        List<String> likely = new ArrayList<>();
        FORWARDED_HOSTS.forEach(name -> head.header(name).map(String::strip).ifPresent(likely::add));
        likely.addAll(hosts.otherThan(head.header("host").orElse("")));
        return new SignatureDiagnosis.Guesses(likely, List.of(settings.homeRegion()));
    }
}
