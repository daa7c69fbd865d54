// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.iam.language.Span;
import dev.ostler.iam.language.StatementText;
import dev.ostler.iam.lint.KnownNames;
import dev.ostler.server.bootstrap.BootstrapException;
import dev.ostler.server.bootstrap.BootstrapFile;
import dev.ostler.server.bootstrap.BootstrapSource;
import dev.ostler.server.bootstrap.DeclaredCompartment;
import dev.ostler.server.bootstrap.DeclaredDynamicGroup;
import dev.ostler.server.bootstrap.DeclaredGroup;
import dev.ostler.server.bootstrap.DeclaredPolicy;
import dev.ostler.server.bootstrap.DeclaredTenancy;
import dev.ostler.server.bootstrap.DeclaredWorld;
import dev.ostler.server.bootstrap.Environment;
import dev.ostler.server.bootstrap.FilesOnDisk;
import dev.ostler.server.bootstrap.Place;
import dev.ostler.server.bootstrap.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Policy statements in a file of any form: one a line, the JSON that the oci CLI takes with {@code --statements}, or a
 * bootstrap file. Each statement knows where its characters stand.
 */
final class StatementFile {
    private static final Pattern BOOTSTRAP = Pattern.compile("(?m)^version:");

    private final String name;
    private final String content;
    private final Path directory;
    private final Map<String, String> namedContents = new HashMap<>();

    private StatementFile(String name, String content, Path directory) {
        this.name = name;
        this.content = content;
        this.directory = directory;
    }

    /** Statements that are in force together. */
    record Together(List<Entry> statements, KnownNames names) {}

    /**
     * One statement.
     *
     * @param file where it stands, with all its content
     * @param offset from a place in the statement to the place in the file, both in UTF-16 units
     */
    record Entry(String text, String attachedTo, String file, String content, IntUnaryOperator offset) {
        Span inFile(Span span) {
            int start = offset.applyAsInt(span.start());
            int end = span.end() == span.start() ? start : offset.applyAsInt(span.end() - 1) + 1;
            return new Span(start, Math.max(start, end));
        }
    }

    /**
     * Takes the form from the content, so that it is known on standard input, too.
     *
     * @param name for messages
     * @param directory of the file, where the files lie that it names
     */
    static List<Together> read(String name, String content, Path directory, Environment environment)
            throws IOException, BootstrapException {
        StatementFile file = new StatementFile(name, content, directory);
        if (content.stripLeading().startsWith("[")) {
            return List.of(file.json());
        }
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
        return yaml || BOOTSTRAP.matcher(content).find() ? file.bootstrap(environment) : List.of(file.lines());
    }

    private Together lines() {
        return new Together(
                StatementText.split(content).stream()
                        .map(it -> new Entry(it.text(), "", name, content, offset -> it.start() + offset))
                        .toList(),
                KnownNames.NONE);
    }

    private Together json() throws IOException, BootstrapException {
        return together(
                entries(BootstrapFile.readStatements(name, content, new FilesOnDisk(directory)), ""), KnownNames.NONE);
    }

    private List<Together> bootstrap(Environment environment) throws IOException, BootstrapException {
        BootstrapSource source =
                new BootstrapSource(name, content.getBytes(StandardCharsets.UTF_8), new FilesOnDisk(directory));
        List<Together> all = new ArrayList<>();
        for (DeclaredWorld world : BootstrapFile.read(List.of(source), environment)) {
            for (DeclaredTenancy tenancy : world.tenancies()) {
                List<Entry> statements = new ArrayList<>();
                for (DeclaredPolicy policy : tenancy.policies()) {
                    statements.addAll(entries(
                            policy.statements(),
                            policy.compartment().map(Text::value).orElse("")));
                }
                all.add(together(statements, namesOf(tenancy)));
            }
        }
        return all;
    }

    private static Together together(List<Entry> statements, KnownNames names) {
        return new Together(List.copyOf(statements), names);
    }

    private List<Entry> entries(List<Text> texts, String attachedTo) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Text text : texts) {
            String file = text.place().file();
            String source = contentOf(file);
            entries.add(new Entry(
                    text.value(), attachedTo, file, source, offset -> offsetOf(source, text.placeOf(offset))));
        }
        return entries;
    }

    /** Of this file, or of one that it names. */
    private String contentOf(String file) throws IOException {
        String known = file.equals(name) ? content : namedContents.get(file);
        if (known != null) {
            return known;
        }
        String read = Files.readString(directory.resolve(file));
        namedContents.put(file, read);
        return read;
    }

    private static int offsetOf(String content, Place place) {
        int at = 0;
        for (int line = 1; line < place.line(); line++) {
            while (at < content.length() && content.charAt(at) != '\n' && content.charAt(at) != '\r') {
                at++;
            }
            at += content.startsWith("\r\n", at) ? 2 : 1;
        }
        int start = Math.min(at, content.length());
        int inLine = Math.min(place.column() - 1, content.codePointCount(start, content.length()));
        return content.offsetByCodePoints(start, inLine);
    }

    private static KnownNames namesOf(DeclaredTenancy tenancy) {
        Set<String> compartments = new HashSet<>();
        tenancy.compartments().forEach(compartment -> collect(compartment, compartments));
        return new KnownNames(
                tenancy.groups().stream()
                        .map(DeclaredGroup::name)
                        .map(Text::value)
                        .collect(Collectors.toSet()),
                tenancy.dynamicGroups().stream()
                        .map(DeclaredDynamicGroup::name)
                        .map(Text::value)
                        .collect(Collectors.toSet()),
                compartments);
    }

    private static void collect(DeclaredCompartment compartment, Set<String> names) {
        names.add(compartment.name().value());
        compartment.compartments().forEach(child -> collect(child, names));
    }
}
