// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tags of a resource.
 *
 * @param freeform names with values
 * @param defined by namespace, then by key: what policies can ask for
 */
public record Tags(Map<String, String> freeform, Map<String, Map<String, String>> defined) {
    public static final Tags NONE = new Tags(Map.of(), Map.of());

    public Tags {
        freeform = Map.copyOf(freeform);
        defined = defined.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
    }

    /** The value of a defined tag. Namespace and key ignore case. */
    public Optional<String> defined(String namespace, String key) {
        return named(defined, namespace).flatMap(keys -> named(keys, key));
    }

    /** Throws LimitExceeded for more tags, InvalidParameter for longer ones than OCI takes. */
    public void requireWithinLimits() {
        Rules.checkTags(this);
    }

    private static <T> Optional<T> named(Map<String, T> map, String name) {
        return map.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    void write(ValueWriter out) {
        writeMap(freeform, out);
        out.number(defined.size());
        defined.forEach((namespace, tags) -> {
            out.text(namespace);
            writeMap(tags, out);
        });
    }

    static Tags read(ValueReader in) {
        Map<String, String> freeform = readMap(in);
        int namespaces = (int) in.number();
        Map<String, Map<String, String>> defined = LinkedHashMap.newLinkedHashMap(namespaces);
        for (int i = 0; i < namespaces; i++) {
            defined.put(in.text(), readMap(in));
        }
        return freeform.isEmpty() && defined.isEmpty() ? NONE : new Tags(freeform, defined);
    }

    private static void writeMap(Map<String, String> map, ValueWriter out) {
        out.number(map.size());
        map.forEach((key, value) -> out.text(key).text(value));
    }

    private static Map<String, String> readMap(ValueReader in) {
        int size = (int) in.number();
        Map<String, String> map = LinkedHashMap.newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            map.put(in.text(), in.text());
        }
        return map;
    }
}
