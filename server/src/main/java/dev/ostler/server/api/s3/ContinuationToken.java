// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a listing goes on, opaque to clients: {@code 1:} and base64. Observed: the real service's form (2026-08). */
final class ContinuationToken {
    private static final String VERSION = "1:";

    private ContinuationToken() {}

    static String encode(String last) {
        return VERSION + Base64.getEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    /** Throws InvalidArgument for what was not made by {@link #encode}. */
    static String decode(String token) {
        if (token.startsWith(VERSION)) {
            try {
                return new String(
                        Base64.getDecoder().decode(token.substring(VERSION.length())), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                // Answered below, like a token of another form.
            }
        }
        throw new Problem.InvalidArgument("continuation-token", token, "The continuation token provided is incorrect")
                .thrown();
    }
}
