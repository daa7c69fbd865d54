// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Requests of every shape that S3 takes: hostile names, repeated and valueless parameters, odd headers. */
final class RandomDrafts {
    private static final int MAX_KEY_BYTES = 1024;
    private static final List<String> PIECES = List.of(
            "a", "Z", "0", "-", "_", ".", "~", "/", "//", "/../", "/./", " ", "  ", "+", "%", "%2F", "&", "=", "?", "#",
            "!", "'", "(", ")", "*", ":", ";", "@", "$", ",", "\"", "<", ">", "\\", "^", "`", "{", "|", "}", "é", "ü",
            "語", "\u1234", "😀", "\u0001", "\u007f");

    private final Random random;

    RandomDrafts(Random random) {
        this.random = random;
    }

    SdkSigner.Draft next(String method) {
        byte[] body = new byte[method.equals("PUT") ? random.nextInt(300) : 0];
        random.nextBytes(body);
        return new SdkSigner.Draft(method, path(), query(), headers(), body);
    }

    String pick(String... values) {
        return values[random.nextInt(values.length)];
    }

    private String path() {
        if (random.nextInt(20) == 0) {
            return pick("/", "/bucket", "/bucket/");
        }
        return "/" + pick("bucket", "b.u-c", "1a2") + "/" + encoded(text(random.nextInt(10) == 0 ? MAX_KEY_BYTES : 30));
    }

    /** Up to so many bytes; at times exactly. */
    private String text(int maxBytes) {
        StringBuilder text = new StringBuilder();
        int wanted = random.nextBoolean() ? maxBytes : random.nextInt(maxBytes + 1);
        while (true) {
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            if (text.toString().getBytes(UTF_8).length + piece.getBytes(UTF_8).length > wanted) {
                return text.toString();
            }
            text.append(piece);
        }
    }

    /** Encoded as clients do it: most encode all but the unreserved, some leave more, some use lower-case digits. */
    private String encoded(String text) {
        boolean lowerCase = random.nextInt(4) == 0;
        String kept = pick("/", "/", "", "/!'()*", "/+:;@$&=,");
        StringBuilder path = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            boolean unreserved = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || "-_.~".indexOf(b) >= 0;
            if (unreserved || kept.indexOf(b) >= 0) {
                path.append((char) b);
            } else {
                String escape = String.format(Locale.ROOT, "%%%02X", b & 0xff);
                path.append(lowerCase ? escape.toLowerCase(Locale.ROOT) : escape);
            }
        }
        return path.toString();
    }

    private Map<String, List<String>> query() {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            String name = random.nextBoolean()
                    ? pick("prefix", "list-type", "a", "a-b", "A", "aa", "uploads", "x-id", "é")
                    : "p" + text(8);
            List<String> values = query.computeIfAbsent(name, _ -> new ArrayList<>());
            values.add(random.nextInt(4) == 0 ? "" : text(20));
        }
        return query;
    }

    private Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(
                "Host", List.of(pick("127.0.0.1:9000", "localhost", "ns.compat.objectstorage.us-ashburn-1.localhost")));
        if (random.nextBoolean()) {
            headers.put("Content-Type", List.of(pick("text/plain", "  text/plain ;  charset=utf-8 ", "a\t\tb")));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.put(pick("x-amz-meta-a", "X-Amz-Meta-B", "My-Header", "x-amz-meta-" + i), values());
        }
        return headers;
    }

    private List<String> values() {
        List<String> values = new ArrayList<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            values.add(pick(
                    "v", "", " ", "a  b   c", "  x  ", "\"a   b\"", "1,2, 3", "=?UTF-8?Q?=C3=BC?=", "ü 語", "a \t b"));
        }
        return values;
    }

    /** One of the ways to write down a query so that it means this: order, blanks and needless escapes are free. */
    String wireQuery(Map<String, List<String>> query) {
        List<String> parameters = new ArrayList<>();
        query.forEach((name, values) -> {
            for (String value : values) {
                boolean bare = value.isEmpty() && random.nextBoolean();
                parameters.add(wire(name) + (bare ? "" : "=" + wire(value)));
            }
        });
        Collections.shuffle(parameters, random);
        return String.join(random.nextInt(10) == 0 ? "&&" : "&", parameters);
    }

    private String wire(String text) {
        StringBuilder wire = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            boolean unreserved = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
            if (b == ' ' && random.nextBoolean()) {
                wire.append('+');
            } else if ((unreserved || "-_.~/:!*'(),;@$".indexOf(b) >= 0) && random.nextInt(10) > 0) {
                wire.append((char) b);
            } else {
                wire.append(String.format(Locale.ROOT, random.nextBoolean() ? "%%%02X" : "%%%02x", b & 0xff));
            }
        }
        return wire.toString();
    }
}
