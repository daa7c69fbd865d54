// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.iam.cases.CaseWorld;
import dev.ostler.iam.cases.LanguageCase;
import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.server.operation.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ostler policy cases}: decides the cases of a file and compares each with what it expects. */
@Command(
        name = "cases",
        description = {
            "Decides language cases: statements, who asks for what, and what is to come of it.",
            "Prints a line for each case that comes out otherwise, and last how many did."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:  ostler policy cases policy-cases.json"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PolicyCasesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.json", description = "A world of compartments, and cases.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        Map<String, Object> root = read();
        CaseWorld world = new CaseWorld(compartments(root));
        Catalogue catalogue = Catalogue.load();
        PrintWriter out = spec.commandLine().getOut();
        List<?> cases = list(root, "cases");
        int failed = 0;
        for (Object one : cases) {
            Optional<String> failure = failureOf(one, world, catalogue);
            failure.map(Printable::line).ifPresent(out::println);
            failed += failure.isPresent() ? 1 : 0;
        }
        out.println((cases.size() - failed) + " passed, " + failed + " failed");
        out.flush();
        return failed == 0 ? 0 : Main.EXIT_FAILED;
    }

    private Map<String, Object> read() throws IOException {
        try {
            return new ObjectMapper().readValue(file.toFile(), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ":" + e.getLocation().getLineNr() + ":"
                            + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage(),
                    e);
        }
    }

    private List<String> compartments(Map<String, Object> root) throws IOException {
        if (root.get("world") instanceof Map<?, ?> world && world.get("compartments") instanceof Collection<?> names) {
            return names.stream().map(String::valueOf).toList();
        }
        throw new IOException(file + ": needs world.compartments, a list of compartment paths");
    }

    private List<?> list(Map<String, Object> root, String name) throws IOException {
        if (root.get(name) instanceof List<?> found) {
            return found;
        }
        throw new IOException(file + ": needs " + name + ", a list");
    }

    /** What is wrong with a case, or with what came of it. */
    private static Optional<String> failureOf(Object json, CaseWorld world, Catalogue catalogue) {
        if (!(json instanceof Map<?, ?> fields)) {
            return Optional.of("no case: " + json);
        }
        String id = String.valueOf(fields.get("id"));
        try {
            LanguageCase read = LanguageCase.of(named(fields));
            LanguageCase.Outcome outcome = read.outcome(world, catalogue);
            return outcome == read.expected()
                    ? Optional.empty()
                    : Optional.of(id + ": expected " + read.expected().text() + ", was " + outcome.text() + " ("
                            + read.why() + ")");
        } catch (IllegalArgumentException e) {
            return Optional.of(id + ": " + e.getMessage());
        }
    }

    private static Map<String, Object> named(Map<?, ?> fields) {
        Map<String, Object> named = new HashMap<>();
        fields.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }
}
