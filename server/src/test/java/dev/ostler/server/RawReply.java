// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer as it came over the wire.
 *
 * @param head the status line and the headers, as text of one char a byte
 * @param headers by lower-case name, in the order received
 */
public record RawReply(int status, String head, Map<String, List<String>> headers, byte[] body) {
    static RawReply of(String head, byte[] body) {
        Map<String, List<String>> headers = new TreeMap<>();
        String[] lines = head.split("\r\n", -1);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(lines[i].substring(colon + 1).strip());
            }
        }
        return new RawReply(Integer.parseInt(lines[0].split(" ", 3)[1]), head, headers, body);
    }

    /** The only value of a header, as UTF-8; empty when there is none. */
    public Optional<String> header(String lowerCaseName) {
        List<String> values = headers.getOrDefault(lowerCaseName, List.of());
        if (values.size() > 1) {
            throw new AssertionError(lowerCaseName + " came more than once:\n" + head);
        }
        return values.stream().findFirst().map(value -> new String(value.getBytes(ISO_8859_1), UTF_8));
    }

    public String text() {
        return new String(body, UTF_8);
    }

    /** The text of the first element of this name; empty when there is none. */
    public Optional<String> element(String name) {
        Matcher matcher =
                Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(text());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The error code of the body, or nothing. */
    public String code() {
        return element("Code").orElse("");
    }

    /** The error message of the body, or nothing. */
    public String message() {
        return element("Message")
                .map(text -> text.replace("&apos;", "'")
                        .replace("&lt;", "<")
                        .replace("&quot;", "\"")
                        .replace("&amp;", "&"))
                .orElse("");
    }

    /** Such as {@code 404 NoSuchKey}; the status alone when the body has no code. */
    public String summary() {
        return (status + " " + code()).strip();
    }

    @Override
    public String toString() {
        return head + "\r\n\r\n" + (body.length > 4_000 ? body.length + " bytes" : text());
    }
}
