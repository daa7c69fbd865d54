// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/differences.md} lists the guesses of the sources: the paragraphs of comments that hold the mark. */
class DifferencesDocsTest {
    private static final String MARK = "Assumed:";

    /** A line of a comment in Java, or in a data file of ours. */
    private static final Pattern COMMENT = Pattern.compile("^\\s*(/\\*\\*?|\\*/|\\*|//|#)(.*)$");

    private static final String INTRODUCTION = """
            # Where Ostler differs from OCI, or may

            ## Knowingly

            - Refusals carry the header `ostler-reason` (`--reasons log` or `off` leaves it out).
            - What is not served yet is answered 501, even where OCI serves it: see [operations](operations.md).
            - There are no rate limits, and no delays of propagation but those of `--policy-delay` and `--key-delay`; a write is
              seen by the next read.
            - Addresses and unlisted host names serve path style; OCI's own host names are understood, not required.
            - `x-amz-server-side-encryption: AES256` is taken and never confirmed: nothing is encrypted at rest.
            - `/_ostler/` is the server's own. A bucket of that name cannot be made.

            ## By assumption

            What no document and no recorded answer of OCI tells is decided by us and marked in the sources; this is the list of
            those marks, printed by `./build docs`. Do you know better? A recorded request and answer shortens the list.
            """;

    @Test
    void differencesDocumentListsEveryGuess() throws IOException {
        Map<String, List<String>> guesses = new TreeMap<>();
        int marks = 0;
        for (Path file : sources()) {
            String text = Files.readString(GeneratedDocument.home().resolve(file));
            marks += text.split(MARK, -1).length - 1;
            for (String guess : guessesOf(text)) {
                guesses.computeIfAbsent(groupOf(file), _ -> new ArrayList<>())
                        .add("- " + guess + " ([" + file.getFileName() + "](../" + slashed(file) + "))\n");
            }
        }
        StringBuilder text = new StringBuilder(INTRODUCTION);
        guesses.forEach((group, lines) -> {
            text.append("\n### ").append(group).append("\n\n");
            lines.forEach(text::append);
        });

        assertThat(text.toString().split(Pattern.quote("**" + MARK + "**"), -1))
                .as("each mark in the sources is in a comment")
                .hasSize(marks + 1);
        new GeneratedDocument("differences.md").says(text.toString());
    }

    /** The paragraphs of comments that hold the mark, each on one line. */
    private static List<String> guessesOf(String source) {
        List<String> guesses = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        for (String line : (source + "\n").lines().toList()) {
            var comment = COMMENT.matcher(line);
            boolean inside = comment.matches();
            String content =
                    inside ? comment.group(2).replaceFirst("\\*/\\s*$", "").strip() : "";
            if (content.isEmpty() || content.startsWith("<p>") || content.startsWith("@")) {
                keepIfGuess(paragraph, guesses);
            }
            paragraph.append(content.replace("<p>", "")).append(content.isEmpty() ? "" : " ");
        }
        keepIfGuess(paragraph, guesses);
        return guesses;
    }

    private static void keepIfGuess(StringBuilder paragraph, List<String> guesses) {
        if (paragraph.indexOf(MARK) >= 0) {
            guesses.add(paragraph
                    .toString()
                    .strip()
                    .replaceAll("\\{@(?:code|link) #?([^}]*)\\}", "`$1`")
                    .replace("*", "\\*")
                    .replace(MARK, "**" + MARK + "**"));
        }
        paragraph.setLength(0);
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("sigv4", "iam-policy", "storage-engine", "server")) {
            try (Stream<Path> files =
                    Files.walk(GeneratedDocument.home().resolve(module).resolve("src/main"))) {
                files.filter(Files::isRegularFile)
                        .map(GeneratedDocument.home()::relativize)
                        .forEach(sources::add);
            }
        }
        sources.sort((one, other) -> slashed(one).compareTo(slashed(other)));
        assertThat(sources).hasSizeGreaterThan(100);
        return sources;
    }

    /** The module, and the package where a module has several: {@code server, api.s3}. */
    private static String groupOf(Path file) {
        String path = slashed(file);
        String module = path.substring(0, path.indexOf('/'));
        String inside = path.replaceFirst(".*/dev/ostler/[a-z0-9]+/?", "");
        int end = inside.lastIndexOf('/');
        return end < 0
                ? module
                : module + ", " + inside.substring(0, end).replace('/', '.').toLowerCase(Locale.ROOT);
    }

    private static String slashed(Path file) {
        return file.toString().replace('\\', '/');
    }
}
