// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.operation.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What reading one file needs at every turn. */
record Reading(Mistakes mistakes, Variables variables, NamedFiles files) {
    private static final int MAX_SHOWN_CHARS = 80;

    /** Says what was expected in the place of a node. */
    void wrong(Node node, String expected) {
        boolean nothing = node instanceof Node.Scalar scalar && scalar.isNothing();
        String hint = nothing ? "; leave the key out, or write '' or [] for one that is empty" : "";
        mistakes.add(node.place(), expected + " is expected here, not " + node.words() + hint);
    }

    /** Says so when a key was there before; remembers it otherwise. */
    void refuseSecond(Node.Scalar key, Map<String, Place> seen) {
        Place first = seen.putIfAbsent(key.value(), key.place());
        if (first != null) {
            mistakes.add(key.place(), "'" + shown(key.value()) + "' is given twice; first in line " + first.line());
        }
    }

    String shown(Text text) {
        return shown(text.toString());
    }

    /** All of a small text file that is named in the file; empty when it cannot be had, which is among the mistakes then. */
    Optional<String> contents(Text path, int maxBytes) {
        try (InputStream in = files.open(path.value())) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length <= maxBytes) {
                return Optional.of(utf8(bytes));
            }
            cannotRead(path, "it has more than " + maxBytes + " bytes");
        } catch (CharacterCodingException e) {
            cannotRead(path, "it is not UTF-8");
        } catch (IOException e) {
            cannotRead(path, e.getMessage());
        }
        return Optional.empty();
    }

    void cannotRead(Text path, @Nullable String reason) {
        mistakes.add(path.place(), "'" + shown(path) + "' cannot be taken: " + reason);
    }

    static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** Fit for a terminal, and not the whole file. */
    static String shown(String text) {
        String printable = Printable.line(text);
        return printable.length() <= MAX_SHOWN_CHARS ? printable : printable.substring(0, MAX_SHOWN_CHARS) + "...";
    }
}
