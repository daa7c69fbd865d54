// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How the body of a verified request must be read.
 *
 * @param declaration the value of {@code x-amz-content-sha256}
 */
public sealed interface VerifiedPayload {
    String declaration();

    /** The bytes of the object inside the body of {@code contentLength} bytes (-1 if unknown); -1 if they are unknown too. */
    long decodedLength(long contentLength);

    /** The object's bytes; reading them throws {@link SignatureRefusedException} instead of ending when they are not the signed ones. */
    PayloadStream wrap(InputStream body);

    /** Nothing is said of the body. */
    record Unsigned(String declaration) implements VerifiedPayload {
        @Override
        public long decodedLength(long contentLength) {
            return contentLength;
        }

        @Override
        public PayloadStream wrap(InputStream body) {
            return PayloadStream.plain(body);
        }
    }

    /** The body's SHA-256 is signed. */
    record Hashed(String declaration) implements VerifiedPayload {
        @Override
        public long decodedLength(long contentLength) {
            return contentLength;
        }

        @Override
        public PayloadStream wrap(InputStream body) {
            return PayloadStream.hashed(body, declaration);
        }
    }

    /**
     * The body is aws-chunked.
     *
     * @param decodedBytes of {@code x-amz-decoded-content-length}
     * @param trailers names that {@code x-amz-trailer} announces, lower case
     */
    record Chunked(String declaration, long decodedBytes, Set<String> trailers, ChunkRules rules)
            implements VerifiedPayload {
        @Override
        public long decodedLength(long contentLength) {
            return decodedBytes;
        }

        @Override
        public PayloadStream wrap(InputStream body) {
            return PayloadStream.chunked(body, decodedBytes, trailers, rules);
        }
    }

    Pattern SHA256_HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private static boolean isChunked(String declaration) {
        return declaration.startsWith("STREAMING-");
    }

    static VerifiedPayload of(RequestView request, Claim claim, SigningKey signingKey)
            throws SignatureRefusedException {
        String declaration = claim.payload();
        if (declaration.equals(Claim.UNSIGNED_PAYLOAD)) {
            return new Unsigned(declaration);
        }
        if (!isChunked(declaration)) {
            if (!SHA256_HEX.matcher(declaration).matches()) {
                throw new SignatureRefusal.PayloadHashInvalid(declaration).thrown();
            }
            return new Hashed(declaration.toLowerCase(Locale.ROOT));
        }
        ChunkRules rules = switch (declaration) {
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> ChunkRules.signed(claim, signingKey, false);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> ChunkRules.signed(claim, signingKey, true);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> ChunkRules.unsignedWithTrailer();
            default -> throw new SignatureRefusal.PayloadHashInvalid(declaration).thrown();
        };
        return new Chunked(declaration, decodedLength(request), trailers(request), rules);
    }

    private static long decodedLength(RequestView request) throws SignatureRefusedException {
        List<String> header = request.headers("x-amz-decoded-content-length");
        if (header.size() == 1) {
            try {
                long length = Long.parseLong(header.getFirst().strip());
                if (length >= 0) {
                    return length;
                }
            } catch (NumberFormatException e) {
                // Refused below, like a missing one.
            }
        }
        throw new SignatureRefusal.DecodedLengthMissing().thrown();
    }

    private static Set<String> trailers(RequestView request) {
        Set<String> names = new TreeSet<>();
        for (String header : request.headers("x-amz-trailer")) {
            for (String name : header.split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }
}
