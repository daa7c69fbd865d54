// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A request as it would arrive; one char per byte. Its "with" methods make changed copies. */
record TestRequest(String method, String rawPath, String rawQuery, List<Header> fields) implements RequestView {
    /** One header line. */
    record Header(String name, String value) {}

    TestRequest {
        fields = List.copyOf(fields);
    }

    static TestRequest of(String method, String target, String... namesAndValues) {
        List<Header> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Header(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new TestRequest(method, path(target), query(target), fields);
    }

    /** Reads request line and headers. A folded header line is joined by a blank (RFC 9112, 5.2). */
    static TestRequest parse(String utf8) {
        String text = new String(utf8.getBytes(UTF_8), ISO_8859_1);
        List<String> lines = text.split("\n\n", 2)[0].lines().toList();
        String first = lines.getFirst();
        String target = first.substring(first.indexOf(' ') + 1, first.lastIndexOf(" HTTP/1.1"));
        List<Header> fields = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith(" ")) {
                Header folded = fields.removeLast();
                fields.add(new Header(folded.name(), folded.value() + " " + line.strip()));
            } else {
                int colon = line.indexOf(':');
                fields.add(new Header(line.substring(0, colon), line.substring(colon + 1)));
            }
        }
        return new TestRequest(first.substring(0, first.indexOf(' ')), path(target), query(target), fields);
    }

    private static String path(String target) {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    private static String query(String target) {
        int question = target.indexOf('?');
        return question < 0 ? "" : target.substring(question + 1);
    }

    TestRequest withMethod(String other) {
        return new TestRequest(other, rawPath, rawQuery, fields);
    }

    TestRequest withPath(String other) {
        return new TestRequest(method, other, rawQuery, fields);
    }

    TestRequest withQuery(String other) {
        return new TestRequest(method, rawPath, other, fields);
    }

    /** One more header line. */
    TestRequest with(String name, String value) {
        List<Header> more = new ArrayList<>(fields);
        more.add(new Header(name, value));
        return new TestRequest(method, rawPath, rawQuery, more);
    }

    /** Another header line in the place of that one. */
    TestRequest withField(int index, Header header) {
        List<Header> changed = new ArrayList<>(fields);
        changed.set(index, header);
        return new TestRequest(method, rawPath, rawQuery, changed);
    }

    /** The header as the only one of its name. */
    TestRequest replacing(String name, String value) {
        return without(name).with(name, value);
    }

    TestRequest without(String name) {
        return new TestRequest(
                method,
                rawPath,
                rawQuery,
                fields.stream()
                        .filter(field -> !field.name().equalsIgnoreCase(name))
                        .toList());
    }

    @Override
    public List<String> headers(String lowerCaseName) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(lowerCaseName))
                .map(Header::value)
                .toList();
    }

    @Override
    public Collection<String> headerNames() {
        Set<String> names = new LinkedHashSet<>();
        fields.forEach(field -> names.add(field.name().toLowerCase(Locale.ROOT)));
        return names;
    }
}
