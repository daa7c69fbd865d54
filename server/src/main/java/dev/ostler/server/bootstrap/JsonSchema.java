// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bootstrap file's JSON Schema, which editors complete and check by, written from the shapes that read it. */
public final class JsonSchema {
    private final Map<String, Object> definitions = new LinkedHashMap<>();

    private JsonSchema() {}

    /** As nested maps, lists and texts in their order. */
    public static Map<String, Object> ofBootstrapFile() {
        JsonSchema schema = new JsonSchema();
        Map<String, Object> root =
                map("$schema", "https://json-schema.org/draft/2020-12/schema", "title", "Ostler's bootstrap file");
        root.putAll(schema.definitionOf(DeclaredWorld.SHAPE));
        root.put("$defs", schema.definitions);
        return root;
    }

    Map<String, Object> referenceTo(Shape<?> shape) {
        String name = shape.name().replace(' ', '-');
        if (!definitions.containsKey(name)) {
            // Known before it is described: it may hold itself.
            definitions.put(name, Map.of());
            definitions.put(name, definitionOf(shape));
        }
        return map("$ref", "#/$defs/" + name);
    }

    private Map<String, Object> definitionOf(Shape<?> shape) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Field<?> field : shape.fields()) {
            Map<String, Object> property = map("description", field.says());
            property.putAll(field.kind().schema(this));
            properties.put(field.name(), property);
            if (field.required()) {
                required.add(field.name());
            }
        }
        Map<String, Object> definition = map("description", shape.says(), "type", "object", "properties", properties);
        if (!required.isEmpty()) {
            definition.put("required", required);
        }
        definition.put("additionalProperties", false);
        if (!shape.alternatives().isEmpty()) {
            definition.put(
                    "oneOf",
                    shape.alternatives().stream().map(each -> only(each, shape)).toList());
        }
        return definition;
    }

    private static Map<String, Object> only(Shape.Alternative taken, Shape<?> shape) {
        List<String> required = new ArrayList<>(List.of(taken.key().name()));
        taken.needed().forEach(field -> required.add(field.name()));
        Map<String, Object> only = map("required", required);
        Map<String, Object> forbidden = new LinkedHashMap<>();
        for (Field<?> field : shape.fields()) {
            boolean ofOthers = shape.alternatives().stream().anyMatch(each -> each.has(field));
            if (ofOthers && !taken.has(field)) {
                forbidden.put(field.name(), false);
            }
        }
        only.put("properties", forbidden);
        return only;
    }

    static Map<String, Object> ofType(String... types) {
        return map("type", types.length == 1 ? types[0] : Arrays.asList(types));
    }

    /** Keys and values in turn; the map keeps their order and may grow. */
    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
