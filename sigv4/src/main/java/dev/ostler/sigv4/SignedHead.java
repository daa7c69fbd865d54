// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that {@link RequestSigner} has signed: the headers to add to it, and what encodes its chunks. For one thread. */
public final class SignedHead {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final Map<String, String> headers;
    private final String payload;
    private final ChunkSignatures signatures;

    SignedHead(Map<String, String> headers, String payload, ChunkSignatures signatures) {
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        this.payload = payload;
        this.signatures = signatures;
    }

    /** {@code x-amz-date}, {@code x-amz-content-sha256} and {@code authorization}. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The next chunk of an aws-chunked body, encoded; at least one byte of the object. */
    public byte[] chunk(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("an empty chunk is the last one: see end");
        }
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(bytes.length + 128);
        appendHeader(chunk, bytes);
        chunk.writeBytes(bytes);
        chunk.writeBytes(LINE_END);
        return chunk.toByteArray();
    }

    /** The last chunk and, where the payload announces them, the trailing headers; names in lower case. */
    public byte[] end(Map<String, String> trailers) {
        boolean hasTrailer = payload.endsWith("-TRAILER");
        if (!hasTrailer && !trailers.isEmpty()) {
            throw new IllegalArgumentException(payload + " has no trailer");
        }
        ByteArrayOutputStream end = new ByteArrayOutputStream(256);
        appendHeader(end, new byte[0]);
        StringBuilder signedLines = new StringBuilder();
        trailers.forEach((name, value) -> {
            signedLines.append(name).append(':').append(value).append('\n');
            end.writeBytes(Hashing.bytes(name + ":" + value + "\r\n"));
        });
        if (payload.equals(Claim.STREAMING_SIGNED_TRAILER)) {
            String signature = signatures.trailer(signedLines.toString());
            end.writeBytes(Hashing.bytes("x-amz-trailer-signature:" + signature + "\r\n"));
        }
        end.writeBytes(LINE_END);
        return end.toByteArray();
    }

    private void appendHeader(ByteArrayOutputStream out, byte[] bytes) {
        String signature = "";
        switch (payload) {
            case Claim.STREAMING_SIGNED, Claim.STREAMING_SIGNED_TRAILER -> {
                var hash = Hashing.sha256();
                hash.update(bytes);
                signature = ";chunk-signature=" + signatures.nextChunk(hash);
            }
            case Claim.STREAMING_UNSIGNED_TRAILER -> {
                // Nothing but the size.
            }
            default ->
                throw new IllegalStateException("the request was signed for a body that is not chunked: " + payload);
        }
        out.writeBytes(Hashing.bytes(Integer.toHexString(bytes.length) + signature + "\r\n"));
    }
}
