// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How the body of a verified request must be read. Belongs to one request. */
public sealed interface VerifiedPayload {
    /** The value of {@code x-amz-content-sha256}. */
    String declaration();

    /** The bytes of the object inside the body of {@code contentLength} bytes (-1 if unknown); -1 if they are unknown too. */
    long decodedLength(long contentLength);

    /**
     * The object's bytes; reading them throws {@link SignatureRefusedException} instead of ending when they are not the
     * signed ones. Called once.
     */
    PayloadStream wrap(InputStream body);

    /** Nothing is said of the body. */
    record Unsigned(String declaration) implements VerifiedPayload {
        @Override
        public long decodedLength(long contentLength) {
            return contentLength;
        }

        @Override
        public PayloadStream wrap(InputStream body) {
            return new PayloadStream.Plain(body);
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
            return new PayloadStream.Hashed(body, declaration.toLowerCase(Locale.ROOT));
        }
    }

    /** The body is aws-chunked: the object comes in chunks, signed or not, perhaps followed by trailing headers. */
    final class Chunked implements VerifiedPayload {
        private final String declaration;
        private final long decodedBytes;
        private final AwsChunkedStream.Form form;

        Chunked(String declaration, long decodedBytes, AwsChunkedStream.Form form) {
            this.declaration = declaration;
            this.decodedBytes = decodedBytes;
            this.form = form;
        }

        @Override
        public String declaration() {
            return declaration;
        }

        @Override
        public long decodedLength(long contentLength) {
            return decodedBytes;
        }

        @Override
        public PayloadStream wrap(InputStream body) {
            return new AwsChunkedStream(body, decodedBytes, form);
        }
    }

    /** A length of more digits is no length of an object. */
    int MAX_LENGTH_DIGITS = 18;

    static VerifiedPayload of(RequestView request, Claim claim, SigningKey signingKey)
            throws SignatureRefusedException {
        String declaration = claim.payload();
        return switch (declaration) {
            case Claim.UNSIGNED_PAYLOAD -> withoutTrailer(request, new Unsigned(declaration));
            case Claim.STREAMING_SIGNED -> chunked(request, declaration, signatures(claim, signingKey), false);
            case Claim.STREAMING_SIGNED_TRAILER -> chunked(request, declaration, signatures(claim, signingKey), true);
            case Claim.STREAMING_UNSIGNED_TRAILER -> chunked(request, declaration, null, true);
            default -> {
                if (!Hashing.isSha256Hex(declaration)) {
                    throw new SignatureRefusal.PayloadHashInvalid(declaration).thrown();
                }
                yield withoutTrailer(request, new Hashed(declaration));
            }
        };
    }

    private static ChunkSignatures signatures(Claim claim, SigningKey signingKey) {
        return new ChunkSignatures(signingKey, claim.amzDate(), claim.scope(), claim.signature());
    }

    private static VerifiedPayload chunked(
            RequestView request, String declaration, @Nullable ChunkSignatures signatures, boolean hasTrailer)
            throws SignatureRefusedException {
        Set<String> trailers = trailers(request);
        var form = new AwsChunkedStream.Form(signatures, hasTrailer, trailers);
        var payload = new Chunked(declaration, decodedLength(request), form);
        return hasTrailer ? payload : withoutTrailer(request, payload);
    }

    /** A checksum that is announced must not be lost because the body has no place for it. */
    private static VerifiedPayload withoutTrailer(RequestView request, VerifiedPayload payload)
            throws SignatureRefusedException {
        Set<String> announced = trailers(request);
        if (!announced.isEmpty()) {
            throw new SignatureRefusal.MalformedChunk(
                            "x-amz-trailer announces " + announced + ", x-amz-content-sha256 no trailer")
                    .thrown();
        }
        return payload;
    }

    private static long decodedLength(RequestView request) throws SignatureRefusedException {
        List<String> header = request.headers("x-amz-decoded-content-length");
        String digits = header.size() == 1 ? header.getFirst().strip() : "";
        boolean number = !digits.isEmpty()
                && digits.length() <= MAX_LENGTH_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            throw new SignatureRefusal.DecodedLengthMissing().thrown();
        }
        return Long.parseLong(digits);
    }

    private static Set<String> trailers(RequestView request) {
        List<String> headers = request.headers("x-amz-trailer");
        if (headers.isEmpty()) {
            return Set.of();
        }
        Set<String> names = new TreeSet<>();
        for (String header : headers) {
            for (String name : header.split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }
}
