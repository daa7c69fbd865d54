// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Decodes aws-chunked. A signed chunk is held back until its signature is verified; bytes of an unsigned one pass through.
 *
 * <p>Source: Amazon S3 API reference, as {@link ChunkRules}; the grammar of unsigned chunks with trailers is the one AWS's
 * SDKs send.
 */
final class AwsChunkedStream extends PayloadStream {
    static final int MAX_CHUNK_HEADER_BYTES = 1024;
    /** A signed chunk lies in memory until it is verified. AWS's SDKs send 64 KiB to 1 MiB. */
    static final int MAX_SIGNED_CHUNK_BYTES = 16 << 20;

    static final int MAX_TRAILERS = 16;
    static final int MAX_TRAILER_LINE_BYTES = 4096;

    private static final String SIGNATURE_EXTENSION = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";
    private static final byte[] NOTHING = new byte[0];

    private final InputStream body;
    private final long declaredBytes;
    private final Set<String> declaredTrailers;
    private final ChunkRules rules;
    private final byte[] buffer = new byte[64 << 10];
    private int bufferedFrom;
    private int bufferedTo;
    private final Map<String, String> trailers = new LinkedHashMap<>();
    /** The verified bytes of a signed chunk. */
    private byte[] chunk = NOTHING;

    private int chunkPosition;
    private int chunkLength;
    /** What is left of an unsigned chunk. */
    private long passingBytes;

    private long decodedBytes;
    private long chunkNumber;
    private boolean ended;

    AwsChunkedStream(InputStream body, long declaredBytes, Set<String> declaredTrailers, ChunkRules rules) {
        this.body = body;
        this.declaredBytes = declaredBytes;
        this.declaredTrailers = declaredTrailers;
        this.rules = rules;
    }

    @Override
    public Map<String, String> trailers() {
        return trailers;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (chunkPosition < chunkLength) {
                int count = Math.min(length, chunkLength - chunkPosition);
                System.arraycopy(chunk, chunkPosition, bytes, offset, count);
                chunkPosition += count;
                return count;
            }
            if (passingBytes > 0) {
                return pass(bytes, offset, length);
            }
            nextChunk();
        }
        return -1;
    }

    private int pass(byte[] bytes, int offset, int length) throws IOException {
        int count = readSome(bytes, offset, (int) Math.min(length, passingBytes));
        passingBytes -= count;
        if (passingBytes == 0) {
            expectLineEnd();
        }
        return count;
    }

    private void nextChunk() throws IOException {
        chunkNumber++;
        String header = readLine(MAX_CHUNK_HEADER_BYTES);
        int semicolon = header.indexOf(';');
        long size = size(semicolon < 0 ? header : header.substring(0, semicolon));
        String signature = signature(semicolon < 0 ? "" : header.substring(semicolon + 1));
        decodedBytes += size;
        if (decodedBytes > declaredBytes) {
            throw new SignatureRefusal.LengthMismatch(declaredBytes, decodedBytes).thrown();
        }
        if (size == 0) {
            end(signature);
        } else if (rules.areSigned()) {
            takeSigned(size, signature);
        } else {
            passingBytes = size;
        }
    }

    private long size(String hex) throws SignatureRefusedException {
        // Fifteen digits cannot overflow.
        if (hex.isEmpty() || hex.length() > 15 || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80)) {
            throw malformed("the size of a chunk is no hexadecimal number");
        }
        return Long.parseLong(hex, 16);
    }

    private String signature(String extension) throws SignatureRefusedException {
        if (!rules.areSigned()) {
            return "";
        }
        if (!extension.startsWith(SIGNATURE_EXTENSION)) {
            throw malformed("a chunk without chunk-signature");
        }
        return extension.substring(SIGNATURE_EXTENSION.length());
    }

    private void takeSigned(long size, String signature) throws IOException {
        if (size > MAX_SIGNED_CHUNK_BYTES) {
            throw malformed("a chunk of " + size + " bytes; signed chunks may have " + MAX_SIGNED_CHUNK_BYTES);
        }
        // Grown as bytes arrive: a header alone must not make us hold what it announces.
        chunkLength = 0;
        chunkPosition = 0;
        MessageDigest hash = Hashing.sha256();
        int filled = 0;
        while (filled < size) {
            if (filled == chunk.length) {
                chunk = java.util.Arrays.copyOf(chunk, (int) Math.min(size, Math.max(64 << 10, chunk.length * 2L)));
            }
            int count = readSome(chunk, filled, (int) Math.min(chunk.length - filled, size - filled));
            hash.update(chunk, filled, count);
            filled += count;
        }
        expectLineEnd();
        verify(rules.acceptsChunk(signature, hash));
        chunkLength = filled;
    }

    private void end(String signature) throws IOException {
        if (rules.areSigned()) {
            verify(rules.acceptsChunk(signature, Hashing.sha256()));
        }
        if (rules.hasTrailer()) {
            readTrailers();
        } else {
            expectLineEnd();
        }
        if (bufferedFrom < bufferedTo || body.read() >= 0) {
            throw malformed("bytes after the last chunk");
        }
        if (decodedBytes != declaredBytes) {
            throw new SignatureRefusal.LengthMismatch(declaredBytes, decodedBytes).thrown();
        }
        ended = true;
    }

    private void verify(boolean accepted) throws SignatureRefusedException {
        if (!accepted) {
            throw new SignatureRefusal.ChunkSignatureMismatch(chunkNumber).thrown();
        }
    }

    private void readTrailers() throws IOException {
        StringBuilder signedLines = new StringBuilder();
        String signature = "";
        while (true) {
            String line = readLine(MAX_TRAILER_LINE_BYTES);
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || trailers.size() == MAX_TRAILERS) {
                throw malformed(colon <= 0 ? "a trailer without a name" : "more than " + MAX_TRAILERS + " trailers");
            }
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE)) {
                signature = value;
            } else {
                signedLines.append(name).append(':').append(value).append('\n');
                if (trailers.put(name, value) != null) {
                    throw malformed("the trailer " + name + " stands twice");
                }
            }
        }
        if (!trailers.keySet().equals(declaredTrailers)) {
            throw malformed("x-amz-trailer announces " + declaredTrailers + ", the body brings " + trailers.keySet());
        }
        if (rules.areSigned()) {
            chunkNumber++;
            verify(rules.acceptsTrailer(signature, signedLines.toString()));
        }
    }

    private void expectLineEnd() throws IOException {
        if (readByte() != '\r' || readByte() != '\n') {
            throw malformed("a chunk that does not end in CR LF");
        }
    }

    /** A line without its end; the end of the body ends the last one. */
    private String readLine(int maxBytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        while (true) {
            if (bufferedFrom == bufferedTo && !fill()) {
                if (line.size() == 0 && rules.hasTrailer() && !trailers.isEmpty()) {
                    return "";
                }
                throw truncated();
            }
            int b = buffer[bufferedFrom++];
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() == maxBytes) {
                throw malformed("a line of more than " + maxBytes + " bytes");
            }
            line.write(b);
        }
    }

    private int readByte() throws IOException {
        if (bufferedFrom == bufferedTo && !fill()) {
            throw truncated();
        }
        return buffer[bufferedFrom++];
    }

    private int readSome(byte[] bytes, int offset, int length) throws IOException {
        if (bufferedFrom < bufferedTo) {
            int count = Math.min(length, bufferedTo - bufferedFrom);
            System.arraycopy(buffer, bufferedFrom, bytes, offset, count);
            bufferedFrom += count;
            return count;
        }
        if (length >= buffer.length) {
            int count = body.read(bytes, offset, length);
            if (count < 0) {
                throw truncated();
            }
            return count;
        }
        if (!fill()) {
            throw truncated();
        }
        return readSome(bytes, offset, length);
    }

    private boolean fill() throws IOException {
        int count = body.read(buffer, 0, buffer.length);
        bufferedFrom = 0;
        bufferedTo = Math.max(0, count);
        return count > 0;
    }

    private SignatureRefusedException truncated() {
        return new SignatureRefusal.LengthMismatch(declaredBytes, Math.min(decodedBytes, declaredBytes)).thrown();
    }

    private static SignatureRefusedException malformed(String detail) {
        return new SignatureRefusal.MalformedChunk(detail).thrown();
    }
}
