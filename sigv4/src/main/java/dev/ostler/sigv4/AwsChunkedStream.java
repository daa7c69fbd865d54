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
import org.jspecify.annotations.Nullable;

/**
 * Decodes aws-chunked. Bytes pass through as they come; the last ones of a signed chunk are handed on once its signature
 * is verified, and the stream ends once everything is.
 *
 * <p>Source: Amazon S3 API reference, as {@link ChunkSignatures}. Observed: unsigned chunks with trailers as AWS's SDKs
 * send them; minio-go ends a signed trailer's lines by a line feed alone and puts an empty line before their signature.
 */
final class AwsChunkedStream extends PayloadStream {
    static final int MAX_CHUNK_HEADER_BYTES = 1024;
    static final int MAX_TRAILERS = 16;
    static final int MAX_TRAILER_LINE_BYTES = 4096;

    /** Fifteen hexadecimal digits cannot overflow; what the request announces in all limits a chunk further. */
    private static final int MAX_SIZE_DIGITS = 15;

    /** Lines and chunks' edges go through it; the bytes between go straight to a reader who takes as many. */
    private static final int BUFFER_BYTES = 8 << 10;

    private static final String SIGNATURE_EXTENSION = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature:";

    private final InputStream body;
    private final long declaredBytes;
    private final Form form;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int bufferedFrom;
    private int bufferedTo;
    private final Map<String, String> trailers = new LinkedHashMap<>();

    private long leftOfChunk;
    private String chunkSignature = "";
    private final MessageDigest chunkHash = Hashing.sha256();
    private long chunkNumber;
    private long decodedBytes;
    private boolean ended;

    /**
     * What the body must look like.
     *
     * @param signatures null when chunks and trailer are not signed
     * @param trailers the names announced, lower case
     */
    record Form(@Nullable ChunkSignatures signatures, boolean hasTrailer, Set<String> trailers) {}

    AwsChunkedStream(InputStream body, long declaredBytes, Form form) {
        this.body = body;
        this.declaredBytes = declaredBytes;
        this.form = form;
    }

    @Override
    public Map<String, String> trailers() {
        return trailers;
    }

    @Override
    int readSome(byte[] bytes, int offset, int length) throws IOException {
        while (!ended) {
            if (leftOfChunk > 0) {
                return passOn(bytes, offset, length);
            }
            nextChunk();
        }
        return -1;
    }

    private int passOn(byte[] bytes, int offset, int length) throws IOException {
        int count = take(bytes, offset, (int) Math.min(length, leftOfChunk));
        leftOfChunk -= count;
        if (form.signatures() != null) {
            chunkHash.update(bytes, offset, count);
        }
        if (leftOfChunk == 0) {
            expectLineEnd();
            verifyChunk();
        }
        return count;
    }

    private void nextChunk() throws IOException {
        chunkNumber++;
        String header = readChunkHeader();
        int semicolon = header.indexOf(';');
        long size = size(semicolon < 0 ? header : header.substring(0, semicolon));
        if (form.signatures() != null) {
            chunkSignature = signature(semicolon < 0 ? "" : header.substring(semicolon + 1));
        }
        decodedBytes += size;
        if (decodedBytes > declaredBytes) {
            throw new SignatureRefusal.LengthMismatch(declaredBytes, decodedBytes).thrown();
        }
        if (size > 0) {
            leftOfChunk = size;
        } else {
            end();
        }
    }

    private static long size(String hex) throws SignatureRefusedException {
        boolean number = !hex.isEmpty() && hex.length() <= MAX_SIZE_DIGITS;
        for (int i = 0; i < hex.length() && number; i++) {
            number = hex.charAt(i) < 0x80 && Character.digit(hex.charAt(i), 16) >= 0;
        }
        if (!number) {
            throw malformed("the size of a chunk is no hexadecimal number");
        }
        return Long.parseLong(hex, 16);
    }

    private static String signature(String extension) throws SignatureRefusedException {
        if (!extension.startsWith(SIGNATURE_EXTENSION)) {
            throw malformed("a chunk without chunk-signature");
        }
        return extension.substring(SIGNATURE_EXTENSION.length());
    }

    /** {@code chunkHash} has seen the chunk's bytes; it is as new afterwards. */
    private void verifyChunk() throws SignatureRefusedException {
        ChunkSignatures signatures = form.signatures();
        if (signatures != null && !Hashing.sameText(signatures.nextChunk(chunkHash), chunkSignature)) {
            throw new SignatureRefusal.ChunkSignatureMismatch(chunkNumber).thrown();
        }
    }

    private void end() throws IOException {
        verifyChunk();
        if (form.hasTrailer()) {
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

    private void readTrailers() throws IOException {
        StringBuilder signedLines = new StringBuilder();
        String line = readLine(MAX_TRAILER_LINE_BYTES);
        while (!line.isEmpty() && !isTrailerSignature(line)) {
            addTrailer(line, signedLines);
            line = readLine(MAX_TRAILER_LINE_BYTES);
        }
        ChunkSignatures signatures = form.signatures();
        if (signatures != null) {
            String signature = trailerSignature(line.isEmpty() ? readLine(MAX_TRAILER_LINE_BYTES) : line);
            if (!Hashing.sameText(signatures.trailer(signedLines.toString()), signature)) {
                throw new SignatureRefusal.ChunkSignatureMismatch(chunkNumber + 1).thrown();
            }
            line = readLine(MAX_TRAILER_LINE_BYTES);
        }
        if (!line.isEmpty()) {
            throw malformed("the trailer does not end in an empty line");
        }
        if (!trailers.keySet().equals(form.trailers())) {
            throw malformed("x-amz-trailer announces " + form.trailers() + ", the body brings " + trailers.keySet());
        }
    }

    private void addTrailer(String line, StringBuilder signedLines) throws SignatureRefusedException {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw malformed("a trailer without a name");
        }
        if (trailers.size() == MAX_TRAILERS) {
            throw malformed("more than " + MAX_TRAILERS + " trailers");
        }
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = line.substring(colon + 1).strip();
        signedLines.append(name).append(':').append(value).append('\n');
        if (trailers.put(name, value) != null) {
            throw malformed("the trailer " + name + " stands twice");
        }
    }

    private static boolean isTrailerSignature(String line) {
        return line.regionMatches(true, 0, TRAILER_SIGNATURE, 0, TRAILER_SIGNATURE.length());
    }

    private static String trailerSignature(String line) throws SignatureRefusedException {
        if (!isTrailerSignature(line)) {
            throw malformed("a trailer without x-amz-trailer-signature");
        }
        return line.substring(TRAILER_SIGNATURE.length()).strip();
    }

    // Bytes and lines of the body

    private void expectLineEnd() throws IOException {
        if (readByte() != '\r' || readByte() != '\n') {
            throw malformed("a chunk that does not end in CR LF");
        }
    }

    private String readChunkHeader() throws IOException {
        String line = readUntilLineFeed(MAX_CHUNK_HEADER_BYTES);
        if (!line.endsWith("\r")) {
            throw malformed("the line before a chunk does not end in CR LF");
        }
        return line.substring(0, line.length() - 1);
    }

    /** A line of the trailer without its end, which may lack the carriage return. */
    private String readLine(int maxBytes) throws IOException {
        String line = readUntilLineFeed(maxBytes);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private String readUntilLineFeed(int maxBytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        int b = readByte();
        while (b != '\n') {
            if (line.size() == maxBytes) {
                throw malformed("a line of more than " + maxBytes + " bytes");
            }
            line.write(b);
            b = readByte();
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private int readByte() throws IOException {
        while (bufferedFrom == bufferedTo) {
            fill();
        }
        return buffer[bufferedFrom++];
    }

    /** At least one byte, at most {@code length}. */
    private int take(byte[] bytes, int offset, int length) throws IOException {
        if (bufferedFrom == bufferedTo) {
            if (length >= BUFFER_BYTES) {
                int count = body.read(bytes, offset, length);
                if (count < 0) {
                    throw truncated();
                }
                return count;
            }
            fill();
        }
        int count = Math.min(length, bufferedTo - bufferedFrom);
        System.arraycopy(buffer, bufferedFrom, bytes, offset, count);
        bufferedFrom += count;
        return count;
    }

    private void fill() throws IOException {
        int count = body.read(buffer, 0, BUFFER_BYTES);
        if (count < 0) {
            throw truncated();
        }
        bufferedFrom = 0;
        bufferedTo = count;
    }

    private SignatureRefusedException truncated() {
        return new SignatureRefusal.LengthMismatch(declaredBytes, decodedBytes - leftOfChunk).thrown();
    }

    private static SignatureRefusedException malformed(String detail) {
        return new SignatureRefusal.MalformedChunk(detail).thrown();
    }
}
