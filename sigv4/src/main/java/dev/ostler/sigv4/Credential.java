// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.Instant;

/** The key that a signature claims to be made with, where, and when. */
record Credential(String accessKeyId, CredentialScope scope, Instant signedAt) {
    /**
     * Parses {@code KEY/DATE/REGION/SERVICE/aws4_request} from its end, for a key id may hold slashes; a region may be
     * empty. Throws Malformed, also when DATE is not the day of {@code amzDate}.
     */
    static Credential of(String text, String amzDate, SignatureRefusal.Place place) throws SignatureRefusedException {
        Instant signedAt = AmzDate.parse(amzDate)
                .orElseThrow(() -> malformed("X-Amz-Date is not of the form 20260102T030405Z", place));
        int terminator = text.lastIndexOf('/');
        int service = before(text, terminator);
        int region = before(text, service);
        int date = before(text, region);
        if (date < 1 || !text.endsWith("/" + CredentialScope.TERMINATOR)) {
            throw malformed("the credential is not KEY/DATE/REGION/SERVICE/aws4_request", place);
        }
        var scope = new CredentialScope(
                text.substring(date + 1, region),
                text.substring(region + 1, service),
                text.substring(service + 1, terminator));
        if (!scope.service().equals(CredentialScope.S3)) {
            throw malformed("the credential's service is '" + scope.service() + "', not s3", place);
        }
        if (!scope.date().equals(AmzDate.day(amzDate))) {
            throw malformed("the credential's date is not the day of X-Amz-Date", place);
        }
        return new Credential(text.substring(0, date), scope, signedAt);
    }

    private static int before(String text, int slash) {
        return slash < 0 ? -1 : text.lastIndexOf('/', slash - 1);
    }

    private static SignatureRefusedException malformed(String detail, SignatureRefusal.Place place) {
        return new SignatureRefusal.Malformed(place, detail).thrown();
    }
}
