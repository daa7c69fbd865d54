// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.iam.decision.StatementId;
import dev.ostler.server.api.control.SimulationExplanation;
import dev.ostler.server.bootstrap.BootstrapException;
import dev.ostler.server.bootstrap.BootstrapSource;
import dev.ostler.server.bootstrap.DeclaredPolicyTest;
import dev.ostler.server.bootstrap.Mistake;
import dev.ostler.server.bootstrap.PolicyTestFile;
import dev.ostler.server.operation.Printable;
import dev.ostler.server.simulation.CaseDecision;
import dev.ostler.server.simulation.PolicyTest;
import dev.ostler.server.simulation.Simulated;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ostler policy test}: proves what the policies of a bootstrap file allow and deny. */
@Command(
        name = "test",
        description = {
            "Runs decision cases: who is to be allowed what, and who not.",
            "The policies are those of a bootstrap file; no server is needed. Names each decision that came out otherwise,"
                    + " and the statements that no case needed."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:  ostler policy test policy-tests.yaml --junit-xml target/policies.xml"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PolicyTestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files; each names the world that it asks.")
    private List<Path> files;

    @Option(names = "--strict", description = "Exit code 1 also when a statement was never needed.")
    private boolean strict;

    @Option(
            names = "--junit-xml",
            paramLabel = "FILE",
            description = "Also write the results there, as CI systems read them.")
    private @Nullable Path junitXml;

    /** The worlds that files name, each with the account of its statements; several files may ask one. */
    private static final class Worlds implements AutoCloseable {
        private final Map<Path, OfflineWorld> worlds = new LinkedHashMap<>();
        private final Map<Path, PolicyTest> tests = new LinkedHashMap<>();

        PolicyTest testOf(Path bootstrap, Settings settings) throws IOException {
            PolicyTest known = tests.get(bootstrap);
            if (known != null) {
                return known;
            }
            OfflineWorld world = OfflineWorld.of(List.of(bootstrap), settings);
            worlds.put(bootstrap, world);
            PolicyTest test = world.simulator().test();
            tests.put(bootstrap, test);
            return test;
        }

        @Override
        public void close() throws IOException {
            for (OfflineWorld world : worlds.values()) {
                world.close();
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        try (Worlds worlds = new Worlds()) {
            for (Path file : files) {
                run(file, worlds);
            }
            throwIfMistaken(worlds);
            List<CaseDecision> decisions = worlds.tests.values().stream()
                    .flatMap(test -> test.decisions().stream())
                    .toList();
            List<StatementId> neverDecided = worlds.tests.values().stream()
                    .flatMap(test -> test.neverDecided().stream())
                    .toList();
            if (junitXml != null) {
                JUnitXml.write(junitXml, suites(decisions));
            }
            return print(decisions, neverDecided);
        }
    }

    private void run(Path file, Worlds worlds) throws IOException {
        Settings settings = Settings.of(spec);
        DeclaredPolicyTest declared;
        try {
            declared = PolicyTestFile.read(
                    BootstrapSource.ofFile("the policy test", file),
                    name -> Optional.ofNullable(settings.environment().get(name)));
        } catch (BootstrapException e) {
            throw new IOException(e.getMessage(), e);
        }
        PolicyTest test;
        try {
            Path bootstrap = file.resolveSibling(declared.world().value());
            test = worlds.testOf(bootstrap.normalize(), settings);
        } catch (InvalidPathException | IOException e) {
            throw new IOException(
                    new Mistake(declared.world().place(), "the world cannot be made") + "\n" + e.getMessage(), e);
        }
        test.run(declared.cases());
    }

    /** Nothing is proven by a file that asks for what there is not. */
    private static void throwIfMistaken(Worlds worlds) throws IOException {
        List<Mistake> mistakes = worlds.tests.values().stream()
                .flatMap(test -> test.mistakes().stream())
                .toList();
        if (!mistakes.isEmpty()) {
            throw new IOException(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        }
    }

    private int print(List<CaseDecision> decisions, List<StatementId> neverDecided) {
        PrintWriter out = spec.commandLine().getOut();
        List<CaseDecision> failed =
                decisions.stream().filter(each -> each.failure().isPresent()).toList();
        for (CaseDecision decision : failed) {
            out.println(Printable.line(decision.operation().place() + ": FAILED " + headline(decision)));
            reasons(decision).forEach(line -> out.println("    " + line));
        }
        neverDecided.forEach(statement -> out.println(Printable.line("NEVER DECIDED " + statement)));
        out.println((decisions.size() - failed.size()) + " passed, " + failed.size() + " failed");
        out.flush();
        return failed.isEmpty() && (neverDecided.isEmpty() || !strict) ? 0 : Main.EXIT_FAILED;
    }

    private static String headline(CaseDecision decision) {
        Simulated.Asked asked = decision.simulated().asked();
        return decision.declared().name().value() + ": " + asked.operation() + " on " + asked.resource() + " by "
                + asked.caller() + " is to be " + (decision.toBeAllowed() ? "allowed" : "denied") + ", but "
                + decision.failure().orElse("");
    }

    /** The statement that decided, as {@code ostler policy simulate} tells of it. */
    private static List<String> reasons(CaseDecision decision) {
        return new SimulationExplanation(decision.simulated())
                .text(false)
                .lines()
                .skip(1)
                .toList();
    }

    private static List<JUnitXml.Suite> suites(List<CaseDecision> decisions) {
        Map<String, List<JUnitXml.TestCase>> byFile = new LinkedHashMap<>();
        for (CaseDecision decision : decisions) {
            byFile.computeIfAbsent(decision.operation().place().file(), _ -> new ArrayList<>())
                    .add(new JUnitXml.TestCase(
                            decision.declared().name().value() + ": "
                                    + decision.operation().value(),
                            decision.operation().place().line(),
                            decision.failure()
                                    .map(_ -> new JUnitXml.Failure(
                                            headline(decision), String.join("\n", reasons(decision)) + "\n"))));
        }
        return byFile.entrySet().stream()
                .map(entry -> new JUnitXml.Suite(entry.getKey(), entry.getValue()))
                .toList();
    }
}
