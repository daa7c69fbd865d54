// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The key that a signature claims to be made with, where, and when. */
record Credential(String accessKeyId, CredentialScope scope, Instant signedAt) {
    static final DateTimeFormatter BASIC_ISO =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * Parses {@code KEY/DATE/REGION/SERVICE/aws4_request} from its end, for a key id may hold slashes. Throws Malformed,
     * also when DATE is not the day of {@code amzDate}.
     */
    static Credential of(String text, String amzDate) throws SignatureRefusedException {
        String[] parts = text.split("/", -1);
        int date = parts.length - 4;
        if (date < 1 || !parts[date + 3].equals(CredentialScope.TERMINATOR)) {
            throw malformed("the credential is not KEY/DATE/REGION/SERVICE/aws4_request");
        }
        CredentialScope scope = new CredentialScope(parts[date], parts[date + 1], parts[date + 2]);
        if (!scope.service().equals("s3")) {
            throw malformed("the credential's service is '" + scope.service() + "', not s3");
        }
        Instant signedAt = instantOf(amzDate);
        if (!scope.date().equals(amzDate.substring(0, amzDate.indexOf('T')))) {
            throw malformed("the credential's date is not the day of X-Amz-Date");
        }
        String keyId = text.substring(0, text.length() - scope.toString().length() - 1);
        return new Credential(keyId, scope, signedAt);
    }

    private static Instant instantOf(String amzDate) throws SignatureRefusedException {
        try {
            return LocalDateTime.parse(amzDate, BASIC_ISO).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw malformed("X-Amz-Date is not of the form 20260102T030405Z");
        }
    }

    private static SignatureRefusedException malformed(String detail) {
        return new SignatureRefusal.Malformed(detail).thrown();
    }
}
