// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents written by hand point at is there. */
class ProseDocsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#\\s]+)(?:#[^)]*)?\\)");

    /** {@code `Objects.put`}: a type of ours and one of its methods. */
    private static final Pattern METHOD = Pattern.compile("`([A-Z]\\w+)\\.([a-z]\\w+)`");

    @Test
    void linksLeadToFiles() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            LINK.matcher(Files.readString(document)).results().forEach(link -> {
                Path target = document.resolveSibling(link.group(1)).normalize();
                if (!Files.exists(target)) {
                    broken.add(GeneratedDocument.home().relativize(document) + " links to " + link.group(1));
                }
            });
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void theArchitectureNamesMethodsThatExist() throws IOException {
        Map<String, String> sources = sourcesByType();
        List<String> missing = new ArrayList<>();

        METHOD.matcher(Files.readString(GeneratedDocument.home().resolve("docs/architecture.md")))
                .results()
                .forEach(name -> {
                    String source = sources.getOrDefault(name.group(1), "");
                    if (!Pattern.compile("\\b" + name.group(2) + "\\(")
                            .matcher(source)
                            .find()) {
                        missing.add(name.group());
                    }
                });

        assertThat(missing)
                .as("docs/architecture.md names what is no longer there")
                .isEmpty();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(GeneratedDocument.home())) {
            List<Path> documents = files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !isForeign(GeneratedDocument.home().relativize(file)))
                    .toList();
            assertThat(documents).hasSizeGreaterThan(10);
            return documents;
        }
    }

    /** What tools have installed or built brings documents of its own. */
    private static boolean isForeign(Path file) {
        return Stream.of("target", ".cache", "node_modules", ".venv", ".git")
                .anyMatch(folder -> ("/" + file).contains("/" + folder + "/"));
    }

    private static Map<String, String> sourcesByType() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("sigv4", "iam-policy", "storage-engine", "server")) {
            try (Stream<Path> files =
                    Files.walk(GeneratedDocument.home().resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        return sources;
    }
}
