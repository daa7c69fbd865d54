// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object to write where there is none of its name.
 *
 * @param place of its entry; many objects of one directory share it
 * @param headers Content-Type and its like, by lower-case name
 * @param metadata as the file spells it
 * @param replace to write it even where there is one that differs
 */
public record DeclaredObject(
        Place place,
        String name,
        Content content,
        Map<String, Text> headers,
        Map<String, Text> metadata,
        boolean replace) {
    /** Where its bytes come from. */
    public sealed interface Content {
        long lengthBytes();

        /** They stand in the bootstrap file. */
        record Inline(byte[] bytes) implements Content {
            @Override
            public long lengthBytes() {
                return bytes.length;
            }
        }

        /** They are a file's. */
        record OfFile(NamedFiles files, String path, long lengthBytes) implements Content {}
    }

    private static final Field<Text> NAME = Field.optional("name", Kind.text(), "The object's name.");
    private static final Field<Text> TEXT = Field.optional("text", Kind.text(), "Its content, in UTF-8.");
    private static final Field<Text> FILE = Field.optional("file", Kind.text("a path"), "A file with its content.");
    private static final Field<Text> DIRECTORY = Field.optional(
            "directory",
            Kind.text("a path"),
            "A directory, all files of which become objects, named by their paths in it.");
    private static final Field<Text> PREFIX =
            Field.optional("prefix", Kind.text(), "Stands before the name of each object of a directory.");
    private static final Field<Map<String, Text>> METADATA = Field.optional(
            "metadata",
            new Kind.MapOf<>(Kind.text(), "a mapping of metadata"),
            "User metadata, without any API's prefix.");
    private static final Field<Boolean> REPLACE = Field.optional(
            "replace", new Kind.Flag(), "true: also written where an object of its name has other bytes or headers.");
    private static final Map<String, Field<Text>> HEADERS = headerFields();

    static final Shape<List<DeclaredObject>> SHAPE = Shape.named(
                    "an object", "An object, or a directory of them, to write where there is none of the name.")
            .with(NAME, TEXT, FILE, DIRECTORY, PREFIX)
            .with(HEADERS.values().toArray(Field<?>[]::new))
            .with(METADATA, REPLACE)
            .alternative(TEXT, List.of(NAME), List.of())
            .alternative(FILE, List.of(NAME), List.of())
            .alternative(DIRECTORY, List.of(), List.of(PREFIX))
            .builtBy(DeclaredObject::of);

    private static Map<String, Field<Text>> headerFields() {
        Map<String, Field<Text>> headers = new LinkedHashMap<>();
        headers.put("content-type", Field.optional("contentType", Kind.text(), "Its media type."));
        headers.put("content-language", Field.optional("contentLanguage", Kind.text(), "Its language."));
        headers.put("content-encoding", Field.optional("contentEncoding", Kind.text(), "How its bytes are encoded."));
        headers.put(
                "content-disposition",
                Field.optional("contentDisposition", Kind.text(), "How browsers are to offer it."));
        headers.put("cache-control", Field.optional("cacheControl", Kind.text(), "How long caches may keep it."));
        return headers;
    }

    private static @Nullable List<DeclaredObject> of(Shape.Values values) {
        Map<String, Text> headers = new LinkedHashMap<>();
        HEADERS.forEach((name, field) -> values.optional(field).ifPresent(text -> headers.put(name, text)));
        Map<String, Text> metadata = values.optional(METADATA).orElse(Map.of());
        boolean replace = values.optional(REPLACE).orElse(false);
        return contents(values)
                .map(contents -> contents.entrySet().stream()
                        .map(each -> new DeclaredObject(
                                values.place(), each.getKey(), each.getValue(), headers, metadata, replace))
                        .toList())
                .orElse(null);
    }

    /** By the names of the objects. */
    private static Optional<Map<String, Content>> contents(Shape.Values values) {
        Optional<Text> text = values.optional(TEXT);
        if (text.isPresent()) {
            byte[] bytes = text.get().value().getBytes(StandardCharsets.UTF_8);
            return Optional.of(Map.of(values.of(NAME).value(), new Content.Inline(bytes)));
        }
        Optional<Text> file = values.optional(FILE);
        return file.isPresent()
                ? ofFile(file.get(), values.of(NAME).value(), values.reading())
                : ofDirectory(
                        values.of(DIRECTORY),
                        values.optional(PREFIX).map(Text::value).orElse(""),
                        values.reading());
    }

    private static Optional<Map<String, Content>> ofFile(Text path, String name, Reading reading) {
        NamedFiles files = reading.files();
        try {
            return Optional.of(Map.of(name, new Content.OfFile(files, path.value(), files.lengthBytes(path.value()))));
        } catch (IOException e) {
            reading.cannotRead(path, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Map<String, Content>> ofDirectory(Text path, String prefix, Reading reading) {
        NamedFiles files = reading.files();
        try {
            Map<String, Content> contents = new LinkedHashMap<>();
            for (String name : files.below(path.value())) {
                String file = files.within(path.value(), name);
                contents.put(prefix + name, new Content.OfFile(files, file, files.lengthBytes(file)));
            }
            return Optional.of(contents);
        } catch (IOException e) {
            reading.cannotRead(path, e.getMessage());
            return Optional.empty();
        }
    }
}
