// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Validates by the few words of JSON Schema that ours uses, and fails on any other. Source: JSON Schema 2020-12. */
record SchemaValidator(JsonNode root) {
    private static final Set<String> KNOWN = Set.of(
            "$schema",
            "$defs",
            "$ref",
            "title",
            "description",
            "type",
            "enum",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "oneOf");

    List<String> refusals(JsonNode value) {
        List<String> refusals = new ArrayList<>();
        check(root, value, "", refusals);
        return refusals;
    }

    private void check(JsonNode schema, JsonNode value, String path, List<String> refusals) {
        if (schema.isBoolean()) {
            if (!schema.booleanValue()) {
                refusals.add(path + " may not be there");
            }
            return;
        }
        schema.fieldNames().forEachRemaining(word -> {
            if (!KNOWN.contains(word)) {
                throw new AssertionError("the validator does not know '" + word + "'");
            }
        });
        if (schema.has("$ref")) {
            check(root.at(schema.get("$ref").textValue().substring(1)), value, path, refusals);
        }
        if (schema.has("type") && !isOfType(schema.get("type"), value)) {
            refusals.add(path + " is not " + schema.get("type"));
            return;
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            refusals.add(path + " is none of " + schema.get("enum"));
        }
        if (schema.has("items")) {
            value.forEach(item -> check(schema.get("items"), item, path + "/-", refusals));
        }
        schema.path("required").forEach(name -> {
            if (!value.has(name.textValue())) {
                refusals.add(path + " has no " + name);
            }
        });
        value.fieldNames().forEachRemaining(name -> {
            JsonNode property = schema.path("properties").path(name);
            JsonNode fitting = property.isMissingNode() ? schema.path("additionalProperties") : property;
            if (!fitting.isMissingNode()) {
                check(fitting, value.get(name), path + "/" + name, refusals);
            }
        });
        if (schema.has("oneOf")) {
            oneOf(schema.get("oneOf"), value, path, refusals);
        }
    }

    private void oneOf(JsonNode schemas, JsonNode value, String path, List<String> refusals) {
        int fitting = 0;
        for (JsonNode each : schemas) {
            List<String> refused = new ArrayList<>();
            check(each, value, path, refused);
            fitting += refused.isEmpty() ? 1 : 0;
        }
        if (fitting != 1) {
            refusals.add(path + " fits " + fitting + " of the alternatives");
        }
    }

    private static boolean contains(JsonNode choices, JsonNode value) {
        for (JsonNode choice : choices) {
            if (choice.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfType(JsonNode types, JsonNode value) {
        if (types.isTextual()) {
            return switch (types.textValue()) {
                case "object" -> value.isObject();
                case "array" -> value.isArray();
                case "string" -> value.isTextual();
                case "number" -> value.isNumber();
                case "boolean" -> value.isBoolean();
                default -> throw new AssertionError("unknown type " + types);
            };
        }
        for (JsonNode type : types) {
            if (isOfType(type, value)) {
                return true;
            }
        }
        return false;
    }
}
