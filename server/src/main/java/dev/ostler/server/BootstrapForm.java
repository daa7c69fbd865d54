// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ostler.server.bootstrap.BootstrapSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/**
 * Bootstrap files with the files that they name, as multipart/form-data for {@code POST /_ostler/apply}. The named ones are
 * read while they are sent.
 */
final class BootstrapForm {
    private final String boundary = "ostler-" + UUID.randomUUID();
    private final List<Piece> pieces = new ArrayList<>();
    private long lengthBytes;

    /** Some of the form's bytes. */
    private record Piece(String name, long lengthBytes, Content content) {}

    private interface Content {
        InputStream open() throws IOException;
    }

    void addVariable(String name, String value) {
        add("variable", "", (name + "=" + value).getBytes(UTF_8));
    }

    /** What it names follows it. */
    void addYaml(BootstrapSource source) throws IOException {
        add("yaml", filename(source.name()), source.yaml());
    }

    void addDirectory(String path) {
        add("directory", "", path.getBytes(UTF_8));
    }

    /** @param path as it stands in the bootstrap file */
    void addFile(RecordedFiles files, String path) throws IOException {
        addHead("file", filename(path));
        addPiece(path, files.lengthBytes(path), () -> files.open(path));
    }

    private void add(String part, String filename, byte[] content) {
        addHead(part, filename);
        addPiece(part, content.length, () -> new ByteArrayInputStream(content));
    }

    private void addHead(String part, String filename) {
        String start = pieces.isEmpty() ? "--" : "\r\n--";
        addText(start + boundary + "\r\nContent-Disposition: form-data; name=\"" + part + "\"" + filename + "\r\n\r\n");
    }

    /** Source: RFC 9110, 5.6.4: a backslash stands before quotes and backslashes. */
    private static String filename(String path) throws IOException {
        if (path.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IOException(
                    "the name of a file holds a control character and cannot be sent; rename it, or give it to the server: ostler serve --bootstrap");
        }
        return "; filename=\"" + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private void addText(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        addPiece("", bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    private void addPiece(String name, long pieceLengthBytes, Content content) {
        pieces.add(new Piece(name, pieceLengthBytes, content));
        lengthBytes += pieceLengthBytes;
    }

    /** Nothing is added any more. */
    void end() {
        addText("\r\n--" + boundary + "--\r\n");
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    /** All of it, from the beginning. Throws IOException where a file has not the bytes any more that it had. */
    InputStream open() {
        return new PieceStream(pieces.iterator());
    }

    private static final class PieceStream extends InputStream {
        private final Iterator<Piece> rest;
        private Piece piece = new Piece("", 0, InputStream::nullInputStream);
        private InputStream bytes = InputStream.nullInputStream();
        private long leftBytes;

        PieceStream(Iterator<Piece> rest) {
            this.rest = rest;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (leftBytes == 0) {
                if (bytes.read() >= 0) {
                    throw changed();
                }
                bytes.close();
                if (!rest.hasNext()) {
                    return -1;
                }
                piece = rest.next();
                bytes = piece.content().open();
                leftBytes = piece.lengthBytes();
            }
            int read = bytes.read(into, offset, (int) Math.min(length, leftBytes));
            if (read < 0) {
                throw changed();
            }
            leftBytes -= read;
            return read;
        }

        private IOException changed() {
            return new IOException("'" + piece.name() + "' changed while it was sent; nothing was applied, try again");
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
