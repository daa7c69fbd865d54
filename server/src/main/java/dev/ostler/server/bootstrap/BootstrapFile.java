// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads bootstrap files: all of them, and every mistake in them, before anything is made of them. */
public final class BootstrapFile {
    /** The parser copies what it has of a line for each further thousand characters: a line of 16 MiB takes minutes. */
    static final int MAX_LINE_CHARS = 1 << 20;

    private BootstrapFile() {}

    /**
     * One world for each file, in their order; together they are one declaration.
     *
     * @throws BootstrapException with every mistake of every file
     */
    public static List<DeclaredWorld> read(List<BootstrapSource> sources, Environment environment)
            throws BootstrapException {
        Mistakes mistakes = new Mistakes();
        List<DeclaredWorld> worlds = new ArrayList<>();
        for (BootstrapSource source : sources) {
            DeclaredWorld world = read(source, environment, DeclaredWorld.SHAPE, "version: 1", mistakes);
            if (world != null) {
                worlds.add(world);
            }
        }
        NamesTwice.find(worlds, mistakes);
        mistakes.throwIfAny();
        return worlds;
    }

    /**
     * The statements of a file that policies name as their {@code statementsFile}: a JSON array of texts.
     *
     * @param file its name, for messages
     * @param files of no use here: a text names none
     * @throws BootstrapException with every mistake
     */
    public static List<Text> readStatements(String file, String json, NamedFiles files) throws BootstrapException {
        Mistakes mistakes = new Mistakes();
        Optional<List<Text>> statements =
                DeclaredPolicy.statements(file, json, new Reading(mistakes, Variables.none(), files));
        mistakes.throwIfAny();
        return statements.orElse(List.of());
    }

    /**
     * Null for a file that cannot be read, which is among the mistakes then.
     *
     * @param beginning what an empty one might begin with
     */
    static <T> @Nullable T read(
            BootstrapSource source, Environment environment, Shape<T> shape, String beginning, Mistakes mistakes) {
        Place start = Place.startOf(source.name());
        if (source.yaml().length > BootstrapSource.MAX_BYTES) {
            mistakes.add(start, "the file has more than " + BootstrapSource.MAX_BYTES + " bytes");
            return null;
        }
        String yaml;
        try {
            yaml = Reading.utf8(source.yaml());
        } catch (CharacterCodingException e) {
            mistakes.add(start, "the file is not UTF-8");
            return null;
        }
        OptionalInt longLine = tooLongLine(yaml);
        if (longLine.isPresent()) {
            mistakes.add(
                    new Place(source.name(), longLine.getAsInt(), 1),
                    "the line has more than " + MAX_LINE_CHARS
                            + " characters; 'file' takes an object's bytes from a file");
            return null;
        }
        Reading reading = new Reading(mistakes, new Variables(environment, mistakes), source.files());
        Optional<Node> root = YamlTree.read(new YamlText(source.name(), yaml), beginning, mistakes);
        return root.isEmpty() ? null : shape.read(root.get(), reading);
    }

    /** The number of the first such line. */
    private static OptionalInt tooLongLine(String yaml) {
        int number = 1;
        int start = 0;
        for (int end = yaml.indexOf('\n'); end >= 0; end = yaml.indexOf('\n', start)) {
            if (end - start > MAX_LINE_CHARS) {
                return OptionalInt.of(number);
            }
            start = end + 1;
            number++;
        }
        return yaml.length() - start > MAX_LINE_CHARS ? OptionalInt.of(number) : OptionalInt.empty();
    }
}
