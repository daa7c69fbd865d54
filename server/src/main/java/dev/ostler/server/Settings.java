// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ostler.server.operation.Nearest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where flags that are not given come from: the environment ({@code --ready-file} is {@code OSTLER_READY_FILE}), then the
 * YAML file of {@code --config} ({@code readyFile}), then the default.
 */
final class Settings implements CommandLine.IDefaultValueProvider {
    private static final String PREFIX = "OSTLER_";
    private static final String DEFAULT_SEPARATOR = ",";

    /** What the launcher, the logging and clients read, or {@code ostler env} sets. */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            "OSTLER_JAVA_HOME",
            "OSTLER_JAVA_OPTS",
            "OSTLER_JDK",
            "OSTLER_LOG",
            "OSTLER_ENDPOINT",
            "OSTLER_TENANCY_ID",
            "OSTLER_USER_ID",
            "OSTLER_COMPARTMENT_ID");

    private final Map<String, String> environment;
    private @Nullable Path configFile;
    private @Nullable JsonNode config;

    Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The variable of a flag: {@code --public-url} is {@code OSTLER_PUBLIC_URL}. */
    static String variableOf(String flag) {
        return PREFIX + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The key of a flag in the YAML file: {@code --public-url} is {@code publicUrl}. */
    static String keyOf(String flag) {
        String[] words = flag.substring(2).split("-", -1);
        return words[0]
                + Stream.of(words)
                        .skip(1)
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining());
    }

    /** The settings that the commands of {@code spec} were made with. */
    static Settings of(CommandSpec spec) {
        return (Settings) spec.root().defaultValueProvider();
    }

    Map<String, String> environment() {
        return environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) throws IOException {
        if (!(argument instanceof OptionSpec option) || !isSetting(option)) {
            return argument.defaultValue();
        }
        Optional<String> given = given(option.longestName(), separatorOf(option));
        return given.isPresent() ? given.get() : argument.defaultValue();
    }

    /** What the environment, or else the file, says in place of a flag. */
    Optional<String> given(String flag) throws IOException {
        return given(flag, DEFAULT_SEPARATOR);
    }

    private Optional<String> given(String flag, String separator) throws IOException {
        Optional<String> fromEnvironment = variable(variableOf(flag));
        if (fromEnvironment.isPresent() || flag.equals("--config")) {
            return fromEnvironment;
        }
        return Optional.ofNullable(fromFile(keyOf(flag), separator));
    }

    /** What stands between the values of a list: no file's name is taken apart at its comma. */
    private static String separatorOf(OptionSpec option) {
        return option.splitRegex().isEmpty() ? DEFAULT_SEPARATOR : option.splitRegex();
    }

    /** A variable of the environment; an empty one counts as none. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Whether a flag has a variable and a key; not what only one call can mean. */
    static boolean isSetting(OptionSpec option) {
        return option.userObject() instanceof AnnotatedElement member && member.isAnnotationPresent(Setting.class);
    }

    /** Where the wrong value of a flag comes from that nobody gave; empty for a flag that somebody did. */
    String sourceOf(ParameterException wrong) {
        if (!(wrong.getArgSpec() instanceof OptionSpec option) || !isSetting(option)) {
            return "";
        }
        String variable = variableOf(option.longestName());
        return variable(variable)
                        .filter(value -> value.equals(wrong.getValue()))
                        .isPresent()
                ? " (from " + variable + ")"
                : "";
    }

    /** A sentence for each variable that looks like a setting and is none, which is mostly a slip of the pen. */
    List<String> unknownVariables() {
        List<String> candidates = environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !OTHER_VARIABLES.contains(name))
                .sorted()
                .toList();
        if (candidates.isEmpty()) {
            return List.of();
        }
        Set<String> known = serverSettings().stream().map(Settings::variableOf).collect(Collectors.toSet());
        return candidates.stream()
                .filter(name -> !known.contains(name))
                .map(name -> "the variable " + name + " is no setting and is ignored"
                        + Nearest.to(name, known)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""))
                .toList();
    }

    /** The flags of a server that are settings. */
    private static List<String> serverSettings() {
        return new CommandLine(new ServeCommand())
                .getCommandSpec().options().stream()
                        .filter(Settings::isSetting)
                        .map(OptionSpec::longestName)
                        .toList();
    }

    private @Nullable String fromFile(String key, String separator) throws IOException {
        JsonNode root = config();
        if (root == null || !root.has(key)) {
            return null;
        }
        JsonNode value = root.get(key);
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.asText()));
            return String.join(separator, items);
        }
        return value.asText();
    }

    private @Nullable JsonNode config() throws IOException {
        Path wanted =
                configFile == null ? variable("OSTLER_CONFIG").map(Path::of).orElse(null) : configFile;
        if (config == null && wanted != null) {
            config = read(wanted);
        }
        return config;
    }

    /** Says where {@code --config} points, before the flags are parsed whose values it gives. */
    void useConfigFile(Path file) {
        configFile = file;
    }

    private static JsonNode read(Path file) throws IOException {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ", line " + e.getLocation().getLineNr() + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        } catch (FileNotFoundException e) {
            throw new IOException("the file of --config cannot be read: " + e.getMessage(), e);
        }
        if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
            throw new IOException(file + " has no settings: write a line like  dialect: s3");
        }
        Set<String> known = serverSettings().stream()
                .filter(flag -> !flag.equals("--config"))
                .map(Settings::keyOf)
                .collect(Collectors.toCollection(TreeSet::new));
        for (var names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new IOException(file + ": unknown key '" + name + "'; "
                        + Nearest.to(name, known)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("known are " + String.join(", ", known)));
            }
        }
        return root;
    }
}
