// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.Tags;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tags that a file gives a resource; empty where it does not speak of them.
 *
 * @param freeform by name
 * @param defined by namespace, then by key
 */
public record DeclaredTags(Optional<Map<String, Text>> freeform, Optional<Map<String, Map<String, Text>>> defined) {
    private static final Kind<Map<String, Text>> TAGS = new Kind.MapOf<>(Kind.text(), "a mapping of tags");
    private static final Field<Map<String, Text>> FREEFORM_TAGS =
            Field.optional("freeformTags", TAGS, "Tags of the author's making.");
    private static final Field<Map<String, Map<String, Text>>> DEFINED_TAGS = Field.optional(
            "definedTags",
            new Kind.MapOf<>(TAGS, "a mapping of tag namespaces"),
            "Tags by namespace and key, of which policies can speak. Namespaces need no declaration.");

    /** For the shape of whatever has tags. */
    static Field<?>[] fields() {
        return new Field<?>[] {FREEFORM_TAGS, DEFINED_TAGS};
    }

    static DeclaredTags of(Shape.Values values) {
        return new DeclaredTags(values.optional(FREEFORM_TAGS), values.optional(DEFINED_TAGS));
    }

    /** With those that are there wherever the file is silent. */
    Tags over(Tags before) {
        return new Tags(freeformOver(before.freeform()), definedOver(before.defined()));
    }

    /** In the order of the file, if it gives any. */
    Map<String, String> freeformOver(Map<String, String> before) {
        return freeform.map(DeclaredTags::values).orElse(before);
    }

    Map<String, Map<String, String>> definedOver(Map<String, Map<String, String>> before) {
        return defined.map(DeclaredTags::valuesByNamespace).orElse(before);
    }

    private static Map<String, Map<String, String>> valuesByNamespace(Map<String, Map<String, Text>> texts) {
        Map<String, Map<String, String>> values = LinkedHashMap.newLinkedHashMap(texts.size());
        texts.forEach((namespace, tags) -> values.put(namespace, values(tags)));
        return values;
    }

    private static Map<String, String> values(Map<String, Text> texts) {
        Map<String, String> values = LinkedHashMap.newLinkedHashMap(texts.size());
        texts.forEach((name, text) -> values.put(name, text.value()));
        return values;
    }
}
