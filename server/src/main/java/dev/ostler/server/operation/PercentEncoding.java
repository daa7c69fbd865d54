// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.server.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes what stands in a request line, once. */
public final class PercentEncoding {
    private PercentEncoding() {}

    /** Decodes part of a path, where a plus is a plus. Throws InvalidUri for a broken escape or invalid UTF-8. */
    public static String decodePath(String raw) {
        return decode(raw, false);
    }

    /** Decodes a name or value of a query, where a plus is a blank. Throws InvalidUri like {@link #decodePath}. */
    public static String decodeQuery(String raw) {
        return decode(raw, true);
    }

    private static String decode(String raw, boolean plusIsBlank) {
        if (isPlain(raw, plusIsBlank)) {
            return raw;
        }
        byte[] bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) escaped(raw, i);
                i += 2;
            } else if (c == '+' && plusIsBlank) {
                bytes[length++] = ' ';
            } else {
                bytes[length++] = (byte) c;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Problem.InvalidUri("not valid UTF-8 after percent-decoding").thrown();
        }
    }

    private static boolean isPlain(String raw, boolean plusIsBlank) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c >= 0x80 || (c == '+' && plusIsBlank)) {
                return false;
            }
        }
        return true;
    }

    private static int escaped(String raw, int at) {
        if (at + 2 < raw.length()) {
            int high = Character.digit(raw.charAt(at + 1), 16);
            int low = Character.digit(raw.charAt(at + 2), 16);
            if (high >= 0 && low >= 0) {
                return high << 4 | low;
            }
        }
        throw new Problem.InvalidUri("a % without two hexadecimal digits").thrown();
    }
}
