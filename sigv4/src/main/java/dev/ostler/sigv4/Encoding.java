// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

/** AWS's percent-encoding. Source: IAM User Guide, "Create a signed AWS API request", URI encoding. */
final class Encoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final boolean[] UNRESERVED = unreserved();

    private Encoding() {}

    private static boolean[] unreserved() {
        boolean[] table = new boolean[256];
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
                .chars()
                .forEach(c -> table[c] = true);
        return table;
    }

    /** Encodes bytes, one a char; a slash stays when {@code keepSlash}. */
    static String encoded(String bytes, boolean keepSlash) {
        int plain = 0;
        while (plain < bytes.length() && isPlain(bytes.charAt(plain), keepSlash)) {
            plain++;
        }
        if (plain == bytes.length()) {
            return bytes;
        }
        StringBuilder text = new StringBuilder(bytes.length() + 16).append(bytes, 0, plain);
        for (int i = plain; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (isPlain(c, keepSlash)) {
                text.append(c);
            } else {
                text.append('%').append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            }
        }
        return text.toString();
    }

    private static boolean isPlain(char c, boolean keepSlash) {
        return UNRESERVED[c & 0xff] || (keepSlash && c == '/');
    }

    /** Decodes once, to one char per byte. Throws Malformed for a broken escape. */
    static String decode(String raw, boolean plusIsBlank) throws SignatureRefusedException {
        if (raw.indexOf('%') < 0 && (!plusIsBlank || raw.indexOf('+') < 0)) {
            return raw;
        }
        StringBuilder decoded = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
                if (low < 0) {
                    throw new SignatureRefusal.Malformed(
                                    SignatureRefusal.Place.QUERY, "a % without two hexadecimal digits")
                            .thrown();
                }
                decoded.append((char) (high << 4 | low));
                i += 2;
            } else {
                decoded.append(c == '+' && plusIsBlank ? ' ' : c);
            }
        }
        return decoded.toString();
    }
}
