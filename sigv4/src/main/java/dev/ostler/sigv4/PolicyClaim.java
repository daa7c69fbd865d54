// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a form for a browser's upload says of its own signature: parsed, not believed.
 *
 * <p>Source: Amazon S3 developer guide, "Authenticating requests in browser-based uploads using POST (AWS Signature
 * Version 4)".
 *
 * @param policy the field as sent, one char per byte: base64, which is itself the string to sign
 * @param signature lower-case hexadecimal digits
 */
public record PolicyClaim(
        String accessKeyId, CredentialScope scope, Instant signedAt, String policy, String signature) {
    private static final String ALGORITHM_FIELD = "X-Amz-Algorithm";
    private static final String CREDENTIAL_FIELD = "X-Amz-Credential";
    private static final String DATE_FIELD = "X-Amz-Date";
    private static final String SIGNATURE_FIELD = "X-Amz-Signature";

    /**
     * Empty for a form without credentials; a policy alone is none. Throws FormFieldMissing when only some of the fields
     * are there, Malformed, or KindNotAccepted.
     *
     * @param form each field's values in the order received, one char per byte, by lower-case name
     */
    public static Optional<PolicyClaim> of(Map<String, List<String>> form) throws SignatureRefusedException {
        refuseOtherKinds(form);
        boolean any = Stream.of(ALGORITHM_FIELD, CREDENTIAL_FIELD, DATE_FIELD, SIGNATURE_FIELD)
                .anyMatch(name -> form.containsKey(lowerCase(name)));
        if (!any) {
            return Optional.empty();
        }
        String policy = required(form, "Policy");
        String algorithm = required(form, ALGORITHM_FIELD);
        String credential = required(form, CREDENTIAL_FIELD);
        String date = required(form, DATE_FIELD);
        String signature = required(form, SIGNATURE_FIELD);
        if (algorithm.equals(Claims.ALGORITHM_V4A)) {
            throw new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SIGV4A).thrown();
        }
        if (!algorithm.equals(Claims.ALGORITHM)) {
            throw malformed(ALGORITHM_FIELD + " must be " + Claims.ALGORITHM);
        }
        Credential parsed = Credential.of(credential, date, SignatureRefusal.Place.FORM);
        return Optional.of(new PolicyClaim(parsed.accessKeyId(), parsed.scope(), parsed.signedAt(), policy, signature));
    }

    private static void refuseOtherKinds(Map<String, List<String>> form) throws SignatureRefusedException {
        if (form.containsKey("awsaccesskeyid") || form.containsKey("signature")) {
            throw new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SIGV2).thrown();
        }
        if (form.containsKey("x-amz-security-token")) {
            throw new SignatureRefusal.KindNotAccepted(SignatureRefusal.Kind.SESSION_TOKEN).thrown();
        }
    }

    private static String required(Map<String, List<String>> form, String field) throws SignatureRefusedException {
        List<String> values = form.getOrDefault(lowerCase(field), List.of());
        if (values.isEmpty() || values.getFirst().isEmpty()) {
            throw new SignatureRefusal.FormFieldMissing(field).thrown();
        }
        if (values.size() > 1) {
            throw malformed("the form's field " + field + " stands twice");
        }
        return values.getFirst();
    }

    private static String lowerCase(String field) {
        return field.toLowerCase(Locale.ROOT);
    }

    private static SignatureRefusedException malformed(String detail) {
        return new SignatureRefusal.Malformed(SignatureRefusal.Place.FORM, detail).thrown();
    }
}
