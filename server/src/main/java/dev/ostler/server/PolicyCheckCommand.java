// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.language.Diagnostic;
import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Diagnostic.Severity;
import dev.ostler.iam.language.Parsed;
import dev.ostler.iam.language.Parser;
import dev.ostler.iam.language.Place;
import dev.ostler.iam.language.Rendering;
import dev.ostler.iam.language.Span;
import dev.ostler.iam.language.Vocabulary;
import dev.ostler.iam.lint.Linter;
import dev.ostler.iam.lint.Warning;
import dev.ostler.iam.lint.WrittenStatement;
import dev.ostler.server.StatementFile.Entry;
import dev.ostler.server.StatementFile.Together;
import dev.ostler.server.bootstrap.BootstrapException;
import dev.ostler.server.bootstrap.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ostler policy check}: what is wrong with statements, or hardly meant. */
@Command(
        name = "check",
        description = {
            "Parses and lints policy statements.",
            "The files have a statement a line, or are the JSON that the oci CLI takes with --statements, or"
                    + " bootstrap files. Exit code 1 when a statement is wrong."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  ostler policy check policies.txt bootstrap.yaml"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PolicyCheckCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files; - reads standard input.")
    private List<String> files;

    @Option(names = "--strict", description = "Exit code 1 for warnings as well.")
    private boolean strict;

    @Option(names = "--json", description = "A JSON object a line, without the count.")
    private boolean json;

    private int statements;

    /**
     * Something to tell of one place of a file.
     *
     * @param content of the file; empty when there is nothing to show of it
     */
    private record Remark(
            String file,
            Place place,
            Severity severity,
            @Nullable String lint,
            String message,
            String content,
            Span span,
            Optional<Fix> fix) {}

    @Override
    public Integer call() throws IOException {
        Catalogue catalogue = Catalogue.load();
        List<Remark> remarks = new ArrayList<>();
        for (String file : files) {
            remarks.addAll(check(file, catalogue));
        }
        PrintWriter out = spec.commandLine().getOut();
        remarks.forEach(remark -> out.print(json ? jsonOf(remark) : textOf(remark)));
        long errors =
                remarks.stream().filter(it -> it.severity() == Severity.ERROR).count();
        long warnings = remarks.size() - errors;
        if (!json) {
            out.println(
                    count(statements, "statement") + ": " + count(errors, "error") + ", " + count(warnings, "warning"));
        }
        out.flush();
        return errors > 0 || (strict && warnings > 0) ? Main.EXIT_FAILED : 0;
    }

    private static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private List<Remark> check(String file, Catalogue catalogue) throws IOException {
        boolean standardInput = file.equals(STANDARD_INPUT);
        Path directory = standardInput
                ? Path.of("").toAbsolutePath()
                : Path.of(file).toAbsolutePath().getParent();
        try {
            List<Remark> remarks = new ArrayList<>();
            for (Together together : StatementFile.read(
                    file, contentOf(file), directory == null ? Path.of("/") : directory, environment())) {
                remarks.addAll(check(together, catalogue));
            }
            return remarks;
        } catch (BootstrapException e) {
            return e.mistakes().stream()
                    .map(mistake -> new Remark(
                            mistake.place().file(),
                            new Place(mistake.place().line(), mistake.place().column()),
                            Severity.ERROR,
                            null,
                            mistake.message(),
                            "",
                            new Span(0, 0),
                            Optional.empty()))
                    .toList();
        }
    }

    private static String contentOf(String file) throws IOException {
        try {
            return file.equals(STANDARD_INPUT)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": the file is not UTF-8", e);
        }
    }

    /** A variable that is not set matters to whoever applies the file; here its name will do. */
    private Environment environment() {
        Settings settings = Settings.of(spec);
        return name -> settings.variable(name).or(() -> Optional.of(name));
    }

    private List<Remark> check(Together together, Catalogue catalogue) {
        Vocabulary vocabulary = Policies.vocabulary(catalogue);
        List<Remark> remarks = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        List<WrittenStatement> parsed = new ArrayList<>();
        for (Entry entry : together.statements()) {
            statements++;
            Parsed one = Parser.parse(entry.text(), vocabulary);
            for (Diagnostic it : one.diagnostics()) {
                remarks.add(remark(entry, it.severity(), it.span(), it.message(), null, it.fix()));
            }
            one.statement().ifPresent(statement -> {
                entries.add(entry);
                parsed.add(new WrittenStatement(entry.text(), statement, entry.attachedTo()));
            });
        }
        for (Warning it : new Linter(catalogue).lint(parsed, together.names())) {
            Entry entry = entries.get(it.statement());
            remarks.add(remark(
                    entry, Severity.WARNING, it.span(), it.message(), it.lint().id(), it.fix()));
        }
        remarks.sort(Comparator.comparing(Remark::file)
                .thenComparingInt(it -> it.place().line())
                .thenComparingInt(it -> it.place().column()));
        return remarks;
    }

    private static Remark remark(
            Entry entry, Severity severity, Span span, String message, @Nullable String lint, Optional<Fix> fix) {
        Span inFile = entry.inFile(span);
        return new Remark(
                entry.file(),
                Place.of(entry.content(), inFile.start()),
                severity,
                lint,
                message,
                entry.content(),
                inFile,
                fix.map(it -> new Fix(entry.inFile(it.span()), it.replacement())));
    }

    private static String textOf(Remark remark) {
        return remark.file() + ":" + remark.place() + ": " + lower(remark.severity()) + ": " + remark.message()
                + (remark.lint() == null ? "" : " [" + remark.lint() + "]") + "\n"
                + (remark.content().isEmpty() ? "" : Rendering.excerpt(remark.span(), remark.fix(), remark.content()));
    }

    private static String jsonOf(Remark remark) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("file", remark.file());
        members.put("line", (long) remark.place().line());
        members.put("column", (long) remark.place().column());
        members.put("severity", lower(remark.severity()));
        members.put("lint", remark.lint());
        members.put("message", remark.message());
        members.put(
                "fix",
                remark.fix().map(fix -> Rendering.advice(fix, remark.content())).orElse(null));
        return FlatJson.line(members);
    }

    private static String lower(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
