// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where flags that are not given come from: the environment ({@code --ready-file} is {@code OSTLER_READY_FILE}), then the
 * YAML file of {@code --config} ({@code readyFile}), then the default.
 */
final class Settings implements CommandLine.IDefaultValueProvider {
    private final Map<String, String> environment;
    private @Nullable Path configFile;
    private @Nullable JsonNode config;

    Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** The variable of a flag: {@code --public-url} is {@code OSTLER_PUBLIC_URL}. */
    static String variableOf(String flag) {
        return "OSTLER_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
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

    @Override
    public @Nullable String defaultValue(ArgSpec argument) throws IOException {
        if (!(argument instanceof OptionSpec option) || !isSetting(option)) {
            return argument.defaultValue();
        }
        String flag = option.longestName();
        String fromEnvironment = environment.get(variableOf(flag));
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            return fromEnvironment;
        }
        String fromFile = flag.equals("--config") ? null : fromFile(keyOf(flag));
        return fromFile == null ? argument.defaultValue() : fromFile;
    }

    /** Help and version are no settings, and neither is what only one call can mean. */
    static boolean isSetting(OptionSpec option) {
        return !option.usageHelp()
                && !option.versionHelp()
                && option.longestName().startsWith("--")
                && option.group() == null;
    }

    private @Nullable String fromFile(String key) throws IOException {
        JsonNode root = config();
        if (root == null || !root.has(key)) {
            return null;
        }
        JsonNode value = root.get(key);
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.asText()));
            return String.join(",", items);
        }
        return value.asText();
    }

    private @Nullable JsonNode config() throws IOException {
        Path wanted = configFile == null ? configFromEnvironment() : configFile;
        if (config == null && wanted != null) {
            config = new YAMLMapper().readTree(wanted.toFile());
            checkKeys(config, wanted);
        }
        return config;
    }

    private @Nullable Path configFromEnvironment() {
        String path = environment.get("OSTLER_CONFIG");
        return path == null || path.isEmpty() ? null : Path.of(path);
    }

    /** Says where {@code --config} points, before the flags are parsed whose values it gives. */
    void useConfigFile(Path file) {
        configFile = file;
    }

    private static void checkKeys(JsonNode root, Path file) throws IOException {
        TreeSet<String> known = new TreeSet<>();
        new CommandLine(new ServeCommand())
                .getCommandSpec().options().stream()
                        .filter(Settings::isSetting)
                        .forEach(option -> known.add(keyOf(option.longestName())));
        for (var names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new IOException(file + ": unknown key '" + name + "'; known are " + String.join(", ", known));
            }
        }
    }
}
