// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/configuration.md} is what the command line's own description of itself says. */
class ConfigurationDocsTest {
    private static final String INTRODUCTION = """
            # Configuration

            Printed from the command line's own description; `./build docs` writes it anew.

            A flag wins over its environment variable, that over the key in the YAML file of `--config`, that over the default. An
            empty variable counts as none. Lists are separated by commas, those of files by line breaks; flags that take no
            value are `true` or `false` as a variable or key. Exit codes: 0 done, 1 the command failed, 2 wrong usage, 78 no JDK 25 (or no Maven to build with).

            """;

    private static final String CLOSING = """

            ## Variables without a flag

            | variable | meaning |
            |---|---|
            | `OSTLER_JAVA_HOME` | the JDK that `./ostler` and `./build` use, before `JAVA_HOME` and all other places |
            | `OSTLER_JAVA_OPTS` | further options for the JVM of `./ostler`, such as `-Xmx512m` |
            | `OSTLER_LOG` | how much the server logs on stderr: `ERROR`, `WARN` (default), `INFO`, `DEBUG` |
            | `OSTLER_ENDPOINT`, `OSTLER_CONTROL_TOKEN` | where `explain`, `apply`, `reset`, `scrub` and `policy simulate` find a server that has no directory here |

            ## A file

            ```yaml
            # ostler serve --config ostler.yaml
            port: 9100
            dialect: s3
            buckets: [photos, logs]
            publicUrl: http://storage:9100
            ```
            """;

    /** The default has a column of its own. */
    private static final Pattern DEFAULT = Pattern.compile(" \\(default:? ([^)]*)\\)");

    private final CommandLine ostler = Main.commandLine(new Settings(Map.of()));

    @Test
    void configurationDocumentIsTheCommandLine() throws IOException {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        text.append("## The server: `ostler serve`, `ostler run`\n\n");
        text.append(GeneratedDocument.row("flag", "variable", "key", "default", "meaning"))
                .append(GeneratedDocument.rule(5));
        settings("serve")
                .forEach(option -> text.append(GeneratedDocument.row(
                        flag(option),
                        code(Settings.variableOf(option.longestName())),
                        option.longestName().equals("--config") ? "" : code(Settings.keyOf(option.longestName())),
                        defaultOf(option),
                        meaning(option))));
        text.append(
                "\n`run` takes them too, but always has a free port and a temporary directory, and no `--ready-file`.\n");
        for (String command : List.of(
                "env", "explain", "apply", "reset", "scrub", "policy check", "policy test", "policy simulate")) {
            text.append("\n## `ostler ").append(command).append("`\n\n");
            text.append(String.join(" ", commandOf(command).usageMessage().description()))
                    .append("\n\n")
                    .append(GeneratedDocument.row("flag", "variable", "default", "meaning"))
                    .append(GeneratedDocument.rule(4));
            flags(command)
                    .forEach(option -> text.append(GeneratedDocument.row(
                            flag(option),
                            Settings.isSetting(option) ? code(Settings.variableOf(option.longestName())) : "",
                            defaultOf(option),
                            meaning(option))));
        }

        new GeneratedDocument("configuration.md").says(text + CLOSING);
    }

    private CommandLine.Model.CommandSpec commandOf(String name) {
        CommandLine command = ostler;
        for (String word : name.split(" ", -1)) {
            command = requireNonNull(command.getSubcommands().get(word), name);
        }
        return command.getCommandSpec();
    }

    private List<OptionSpec> settings(String command) {
        return flags(command).stream().filter(Settings::isSetting).toList();
    }

    private List<OptionSpec> flags(String command) {
        return commandOf(command).options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.hidden())
                .toList();
    }

    private static String flag(OptionSpec option) {
        return code(
                option.arity().max() == 0 ? option.longestName() : option.longestName() + " " + option.paramLabel());
    }

    private static String defaultOf(OptionSpec option) {
        if (option.defaultValue() != null) {
            return code(option.defaultValue());
        }
        Matcher inWords = DEFAULT.matcher(String.join(" ", option.description()));
        return inWords.find() ? inWords.group(1) : "";
    }

    private static String meaning(OptionSpec option) {
        return DEFAULT.matcher(String.join(" ", option.description())).replaceFirst("");
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
