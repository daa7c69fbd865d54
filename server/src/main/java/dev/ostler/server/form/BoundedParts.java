// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.form;

import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads multipart/form-data one part after the other, holding no more of it in memory than one buffer. A line ends in
 * CRLF and in nothing else.
 *
 * <p>Source: RFC 7578; RFC 2046, 5.1.1.
 */
public final class BoundedParts {
    /** Source: RFC 2046, 5.1.1. */
    private static final int MAX_BOUNDARY_CHARS = 70;

    private static final int BUFFER_BYTES = 32 << 10;
    private static final Set<String> PLAIN_ENCODINGS = Set.of("7bit", "8bit", "binary");

    private final InputStream body;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    /** INVARIANT: what is not read yet is buffer[position, limit); up to contentEnd it is content for certain. */
    private int position;

    private int contentEnd;
    private int limit;
    private final int maxBytesBesidesFiles;
    private int budgetBytes;
    private boolean inFile;
    /** Of the part that was read, once its end was seen. */
    private Follows follows = Follows.UNKNOWN;

    private enum Follows {
        UNKNOWN,
        PART,
        NOTHING
    }

    /**
     * What the headers of a part say, one char per byte.
     *
     * @param filename as the browser sent it, path included; empty when there was none
     */
    public record PartHead(String name, Optional<String> filename) {}

    private BoundedParts(String boundary, InputStream body, int maxBytesBesidesFiles) {
        this.body = body;
        this.maxBytesBesidesFiles = maxBytesBesidesFiles;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // The first delimiter may stand at the very start, as if a line had ended before it.
        buffer[limit++] = '\r';
        buffer[limit++] = '\n';
        budgetBytes = maxBytesBesidesFiles + limit;
    }

    /**
     * Reads nothing yet. Throws NotAForm, or MalformedForm for a boundary that is missing or too long.
     *
     * @param maxBytesBesidesFiles of everything but the bytes of files: fields, boundaries, the headers of parts. No field
     *     can be longer, and no form can have more of them, than fits in here
     */
    public static BoundedParts of(String contentType, InputStream body, int maxBytesBesidesFiles) {
        HeaderParameters parsed = HeaderParameters.parse(contentType);
        if (!parsed.value().equalsIgnoreCase("multipart/form-data")) {
            throw new Problem.NotAForm(contentType).thrown();
        }
        String boundary =
                parsed.parameter("boundary").orElseThrow(() -> malformed("the Content-Type names no boundary"));
        if (boundary.isEmpty() || boundary.length() > MAX_BOUNDARY_CHARS) {
            throw malformed("the boundary has " + boundary.length() + " characters, 1 to " + MAX_BOUNDARY_CHARS
                    + " are allowed");
        }
        if (boundary.endsWith(" ") || !boundary.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw malformed("the boundary holds a character that none may hold");
        }
        return new BoundedParts(boundary, body, maxBytesBesidesFiles);
    }

    /** Skips what is left of this part, or of the preamble, and reads the head of the next; empty after the last one. */
    public Optional<PartHead> next() throws IOException {
        while (follows == Follows.UNKNOWN && contentBytes() > 0) {
            consume(contentEnd - position);
        }
        if (whatFollows() == Follows.NOTHING) {
            return Optional.empty();
        }
        follows = Follows.UNKNOWN;
        inFile = false;
        return Optional.of(head());
    }

    /** All of this part, one char per byte. */
    public String text() throws IOException {
        StringBuilder text = new StringBuilder();
        while (contentBytes() > 0) {
            int count = contentEnd - position;
            text.append(new String(buffer, position, count, StandardCharsets.ISO_8859_1));
            consume(count);
        }
        return text.toString();
    }

    /**
     * The bytes of this part, which count against no limit here. The end of the stream is the end of the part, for
     * certain: a body that is cut off before the next delimiter throws MalformedForm instead. Not to be read any more after
     * {@link #next}.
     */
    public InputStream file() {
        inFile = true;
        return new PartStream();
    }

    private final class PartStream extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            if (follows != Follows.UNKNOWN || contentBytes() == 0) {
                whatFollows();
                return -1;
            }
            int count = Math.min(length, contentEnd - position);
            System.arraycopy(buffer, position, bytes, offset, count);
            consume(count);
            return count;
        }
    }

    /** How many bytes of this part lie ready, at least one; 0 at its end, where the delimiter lies ready. */
    private int contentBytes() throws IOException {
        while (contentEnd == position) {
            contentEnd = delimiterOrLimit();
            if (contentEnd == position) {
                if (limit - position >= delimiter.length) {
                    return 0;
                }
                fill();
            }
        }
        return contentEnd - position;
    }

    /** Where the delimiter begins, or as much of it as the buffer's end leaves; the limit when nothing looks like it. */
    private int delimiterOrLimit() {
        int at = position;
        while (at < limit) {
            if (buffer[at] != '\r') {
                at++;
                continue;
            }
            int most = Math.min(delimiter.length, limit - at);
            int same = 1;
            while (same < most && buffer[at + same] == delimiter[same]) {
                same++;
            }
            if (same == most) {
                return at;
            }
            // A delimiter has one CR, its first byte: none begins within what was the same.
            at += same;
        }
        return limit;
    }

    /** At the end of a part, steps over the delimiter and what ends its line. */
    private Follows whatFollows() throws IOException {
        if (follows != Follows.UNKNOWN) {
            return follows;
        }
        consume(delimiter.length);
        require(2);
        if (buffer[position] == '-' && buffer[position + 1] == '-') {
            consume(2);
            follows = Follows.NOTHING;
        } else if (line().isBlank()) {
            follows = Follows.PART;
        } else {
            throw malformed("a boundary is followed by neither -- nor the end of its line");
        }
        return follows;
    }

    private PartHead head() throws IOException {
        String disposition = null;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.startsWith(" ") || line.startsWith("\t")) {
                throw malformed("a part's header is not NAME: VALUE on one line");
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("content-disposition")) {
                if (disposition != null) {
                    throw malformed("a part has two Content-Disposition headers");
                }
                disposition = value;
            } else if (name.equalsIgnoreCase("content-transfer-encoding")) {
                requirePlain(value);
            }
        }
        return headOf(disposition);
    }

    private static PartHead headOf(@Nullable String disposition) {
        if (disposition == null) {
            throw malformed("a part has no Content-Disposition header");
        }
        HeaderParameters parsed = HeaderParameters.parse(disposition);
        Optional<String> name = parsed.parameter("name");
        if (!parsed.value().equalsIgnoreCase("form-data") || name.isEmpty()) {
            throw malformed("a part's Content-Disposition is not form-data with a name");
        }
        return new PartHead(name.get(), parsed.parameter("filename"));
    }

    /** Source: RFC 7578, 4.7: senders should not use it. What it would encode is not decoded here. */
    private static void requirePlain(String encoding) {
        if (!PLAIN_ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))) {
            throw malformed("the Content-Transfer-Encoding '" + encoding + "' is not served");
        }
    }

    /** Up to the next CRLF, which is consumed and not returned. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            require(2);
            byte b = buffer[position];
            if (b == '\r' && buffer[position + 1] == '\n') {
                consume(2);
                return line.toString();
            }
            if (b == '\r' || b == '\n') {
                throw malformed("a line does not end in CRLF");
            }
            line.append((char) (b & 0xff));
            consume(1);
        }
    }

    private void consume(int count) {
        position += count;
        contentEnd = Math.max(contentEnd, position);
        if (!inFile) {
            budgetBytes -= count;
            if (budgetBytes < 0) {
                throw new Problem.FormFieldsTooLarge(maxBytesBesidesFiles).thrown();
            }
        }
    }

    private void require(int count) throws IOException {
        while (limit - position < count) {
            fill();
        }
    }

    /** Reads more behind what is there. Throws MalformedForm at the body's end: the last delimiter was not seen yet. */
    private void fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            contentEnd -= position;
            position = 0;
        }
        int read = body.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            throw malformed("the body ends before the form does");
        }
        limit += read;
    }

    /** The text that came as one char per byte. Throws MalformedForm: a form must be UTF-8. */
    public static String utf8(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a field is not UTF-8");
        }
    }

    private static RuntimeException malformed(String detail) {
        return new Problem.MalformedForm(detail).thrown();
    }
}
