// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RSA public key in PEM.
 *
 * @param fingerprint sixteen pairs of hexadecimal digits between colons: the MD5 of the key's DER
 */
public record PublicKeyPem(String text, String fingerprint) {
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    /** Source: OCI documentation, "Required Keys and OCIDs": RSA of at least 2048 bits, PEM. Throws InvalidParameter. */
    public static PublicKeyPem of(String text) {
        if (text.length() > Limits.MAX_PEM_CHARS) {
            throw invalid();
        }
        Matcher pem = PEM.matcher(text);
        if (!pem.matches()) {
            throw invalid();
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
            var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            if (!(key instanceof RSAPublicKey rsa) || rsa.getModulus().bitLength() < Limits.MIN_RSA_BITS) {
                throw invalid();
            }
            byte[] md5 = MessageDigest.getInstance("MD5").digest(der);
            return new PublicKeyPem(text, HexFormat.ofDelimiter(":").formatHex(md5));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static RuntimeException invalid() {
        return Rules.invalid("key", "an RSA public key of at least " + Limits.MIN_RSA_BITS + " bits in PEM");
    }
}
