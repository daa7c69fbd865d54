// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One bootstrap file, not read yet.
 *
 * @param name for messages
 * @param yaml in UTF-8; as many bytes as {@link #MAX_BYTES} and one more when there are more
 * @param files those that it names
 */
public record BootstrapSource(String name, byte[] yaml, NamedFiles files) {
    /** Enough for a hundred thousand users; what is larger is hardly written by anybody. */
    public static final int MAX_BYTES = 16 << 20;

    /**
     * A file, or every {@code .yaml} and {@code .yml} of a directory in the order of their names.
     *
     * @throws IOException it cannot be read; the message says why
     */
    public static List<BootstrapSource> of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(ofFile("the bootstrap file", path));
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(path)) {
            files = all.filter(file -> isYaml(file) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
        List<BootstrapSource> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(ofFile("the bootstrap file", file));
        }
        return sources;
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    /** @param what it is, for messages: {@code the bootstrap file} */
    public static BootstrapSource ofFile(String what, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Path directory = file.toAbsolutePath().getParent();
            return new BootstrapSource(
                    file.toString(),
                    in.readNBytes(MAX_BYTES + 1),
                    new FilesOnDisk(directory == null ? file.toAbsolutePath() : directory));
        } catch (IOException e) {
            throw new IOException(what + " " + file + " cannot be read: " + reason(file, e), e);
        }
    }

    private static String reason(Path file, IOException e) {
        return Files.exists(file) ? String.valueOf(e.getMessage()) : "there is no such file";
    }
}
