// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that goes into a request's signature, each part exchangeable. "With" methods make changed copies.
 *
 * @param paths encoded; any of them may be the one that was signed
 * @param query encoded and sorted already
 * @param headers the signed ones in their order, their values trimmed and joined already
 * @param keyScope the scope that the key is derived for
 * @param scope the scope that the string to sign names
 */
record SignedParts(
        String method,
        Set<String> paths,
        String query,
        Map<String, String> headers,
        String payload,
        String amzDate,
        CredentialScope keyScope,
        CredentialScope scope,
        String secret) {

    /** Of a request as it was sent. */
    static SignedParts of(RequestView request, Claim claim, String secret) throws SignatureRefusedException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : claim.signedHeaders()) {
            headers.put(name, CanonicalRequest.value(request.headers(name)));
        }
        return new SignedParts(
                request.method(),
                Set.copyOf(List.of(request.rawPath(), CanonicalRequest.encodedPath(request.rawPath()))),
                CanonicalRequest.query(request.rawQuery()),
                headers,
                claim.payload(),
                claim.amzDate(),
                claim.scope(),
                claim.scope(),
                secret);
    }

    /** Whether this is what {@code signature} was made of. */
    boolean fit(String signature) {
        SigningKey key = SigningKey.derive(secret, keyScope);
        for (String path : paths) {
            String stringToSign = RequestVerifier.stringToSign(amzDate, scope, canonicalRequest(path));
            if (Hashing.sameText(key.sign(stringToSign), signature)) {
                return true;
            }
        }
        return false;
    }

    private String canonicalRequest(String path) {
        StringBuilder text = new StringBuilder();
        text.append(method).append('\n').append(path).append('\n').append(query).append('\n');
        headers.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        text.append('\n').append(String.join(";", headers.keySet()));
        return text.append('\n').append(payload).toString();
    }

    SignedParts withMethod(String other) {
        return new SignedParts(other, paths, query, headers, payload, amzDate, keyScope, scope, secret);
    }

    SignedParts withPath(String other) {
        return new SignedParts(method, Set.of(other), query, headers, payload, amzDate, keyScope, scope, secret);
    }

    SignedParts withQuery(String other) {
        return new SignedParts(method, paths, other, headers, payload, amzDate, keyScope, scope, secret);
    }

    /** In the place where the header is. */
    SignedParts withHeader(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return withHeaders(changed);
    }

    SignedParts withHeaders(Map<String, String> others) {
        return new SignedParts(method, paths, query, others, payload, amzDate, keyScope, scope, secret);
    }

    SignedParts withPayload(String other) {
        return new SignedParts(method, paths, query, headers, other, amzDate, keyScope, scope, secret);
    }

    SignedParts withAmzDate(String other) {
        return new SignedParts(method, paths, query, headers, payload, other, keyScope, scope, secret);
    }

    SignedParts withScopes(CredentialScope otherKeyScope, CredentialScope otherScope) {
        return new SignedParts(method, paths, query, headers, payload, amzDate, otherKeyScope, otherScope, secret);
    }

    SignedParts withSecret(String other) {
        return new SignedParts(method, paths, query, headers, payload, amzDate, keyScope, scope, other);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SignedParts[" + method + " " + paths + "]";
    }
}
