// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects of texts and numbers, as the small files of the server are. Written and read as a stream: Jackson's databind
 * takes an eighth of the time until the server is ready.
 */
final class FlatJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private FlatJson() {}

    /** On one line, which it ends. */
    static String line(Map<String, ? extends @Nullable Object> members) {
        return write(members, false);
    }

    /** A line a member. */
    static String lines(Map<String, ? extends @Nullable Object> members) {
        return write(members, true);
    }

    private static String write(Map<String, ? extends @Nullable Object> members, boolean aLineEach) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            if (aLineEach) {
                json.useDefaultPrettyPrinter();
            }
            json.writeStartObject();
            for (var member : members.entrySet()) {
                json.writeFieldName(member.getKey());
                switch (member.getValue()) {
                    case null -> json.writeNull();
                    case Long number -> json.writeNumber(number);
                    case Object value -> json.writeString(value.toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory can be written", e);
        }
        return text.append('\n').toString();
    }

    /** Each member's value as text, what is null left out; IOException for what is no such object. */
    static Map<String, String> read(String text) throws IOException {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (!value.isScalarValue()) {
                    throw new IOException("'" + name + "' is neither text nor number");
                }
                if (value != JsonToken.VALUE_NULL) {
                    members.put(name, json.getText());
                }
            }
        }
        return members;
    }
}
