// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler and the formatter let pass, and a reader should not have to point out. */
class TidyTest {
    private static final Path HOME = home();

    /**
     * Something that no line of Java may hold.
     *
     * @param where the files it is forbidden in
     * @param instead what to write; the message of the failure
     */
    private record Ban(Pattern pattern, Predicate<Path> where, String instead) {
        static Ban everywhere(String pattern, String instead) {
            return new Ban(Pattern.compile(pattern), _ -> true, instead);
        }

        static Ban inMain(String pattern, String instead) {
            return new Ban(Pattern.compile(pattern), TidyTest::isMain, instead);
        }
    }

    private static final List<Ban> BANS = List.of(
            new Ban(
                    Pattern.compile("System\\.(out|err)\\b"),
                    file -> isMain(file) && !file.endsWith("server/Main.java"),
                    "write to spec.commandLine().getOut() or getErr(), or log"),
            Ban.inMain("Thread\\.sleep\\b", "wait for what you wait for: a Condition, a Future, a CountDownLatch"),
            Ban.inMain("\\.printStackTrace\\(", "log the exception or throw it on"),
            Ban.everywhere("new Date\\(", "use java.time.Instant"),
            Ban.everywhere("\\bLocalDateTime\\.now\\b", "use clock.instant(): a local time is not a moment"),
            Ban.inMain(
                    "\\b(Instant|LocalDate|ZonedDateTime|OffsetDateTime)\\.now\\(\\)|\\bcurrentTimeMillis\\(",
                    "take the time from a java.time.Clock that is handed in"),
            Ban.inMain(
                    "(String\\.format|\\.printf)\\((?!\\s*(java\\.util\\.)?Locale\\.)",
                    "say the locale: String.format(Locale.ROOT, ...)"),
            Ban.inMain("\\.formatted\\(", "say the locale: String.format(Locale.ROOT, ...)"),
            Ban.everywhere(
                    "\\bFIX" + "ME\\b|\\bTO" + "DO\\b|\\bX" + "XX\\b", "do it, or write down why it is not done"),
            Ban.everywhere(
                    "\\b(?:class|record|interface|enum) \\w*(?:Manager|Helper|Utils?|Impl|Base)\\b",
                    "name the type after the thing it is in the domain"),
            Ban.everywhere("\\bAssumed\\b(?!:)", "write Assumed: and then what is assumed, so that a search finds it"),
            Ban.everywhere(
                    "\"/(?:home|Users|root|work|tmp)/",
                    "use @TempDir or a relative path: not every machine has this one"));

    @Test
    void noLineHoldsWhatIsBanned() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            for (Ban ban : BANS) {
                if (ban.where().test(file)) {
                    ban.pattern()
                            .matcher(text)
                            .results()
                            .forEach(hit -> found.add(HOME.relativize(file) + ":" + lineOf(text, hit.start()) + " has '"
                                    + hit.group() + "'; " + ban.instead()));
                }
            }
        }

        assertThat(found).isEmpty();
    }

    /** NullAway looks at marked packages alone: a package without the mark would silently go unchecked. */
    @Test
    void everyPackageOfMainIsNullMarked() throws IOException {
        List<Path> unmarked = new ArrayList<>();
        for (Path folder : sources().stream()
                .filter(TidyTest::isMain)
                .map(Path::getParent)
                .distinct()
                .toList()) {
            Path info = folder.resolve("package-info.java");
            if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
                unmarked.add(HOME.relativize(folder));
            }
        }

        assertThat(unmarked).isEmpty();
    }

    @Test
    void publicTypesSayWhatTheyAreFor() throws IOException {
        Pattern type = Pattern.compile("(?m)^public (?:\\w+ )*?(?:class|record|interface|enum) ");
        List<Path> found = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            Matcher declaration = type.matcher(text);
            if (isMain(file) && declaration.find()) {
                String before =
                        text.substring(text.lastIndexOf("\nimport ", declaration.start()) + 1, declaration.start());
                if (!before.contains("*/")) {
                    found.add(HOME.relativize(file));
                }
            }
        }

        assertThat(found).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(HOME)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("TidyTest.java"))
                    .filter(file -> !HOME.relativize(file).toString().contains("target/"))
                    .toList();
            assertThat(sources).hasSizeGreaterThan(100);
            return sources;
        }
    }

    private static boolean isMain(Path file) {
        return file.toString().contains("/src/main/java/");
    }

    private static int lineOf(String text, int position) {
        return (int) text.substring(0, position).lines().count() + (text.startsWith("\n", position - 1) ? 1 : 0);
    }

    /** The folder of the whole project: the tests of a module start in the module's own. */
    private static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        return Files.exists(folder.resolve("LICENSE"))
                ? folder
                : folder.resolve("..").normalize();
    }
}
