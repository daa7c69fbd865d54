// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.bootstrap.BootstrapException;
import dev.ostler.server.bootstrap.BootstrapFile;
import dev.ostler.server.bootstrap.BootstrapSource;
import dev.ostler.server.bootstrap.DeclaredWorld;
import dev.ostler.server.bootstrap.FilesOnDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bootstrap files that a server applies at each start and after each reset.
 *
 * @param paths files, and directories of them
 * @param yaml one more, given in full; its paths are relative to the working directory
 * @param environment of its variables
 */
public record BootstrapFiles(List<Path> paths, Optional<String> yaml, Map<String, String> environment) {
    public static final BootstrapFiles NONE = new BootstrapFiles(List.of(), Optional.empty(), Map.of());

    boolean isNone() {
        return paths.isEmpty() && yaml.isEmpty();
    }

    /** Reads them as they are now. Throws BootstrapException with every mistake. */
    List<DeclaredWorld> read() throws IOException, BootstrapException {
        List<BootstrapSource> sources = new ArrayList<>();
        for (Path path : paths) {
            sources.addAll(BootstrapSource.of(path));
        }
        yaml.ifPresent(text -> sources.add(new BootstrapSource(
                "OSTLER_BOOTSTRAP_YAML",
                text.getBytes(StandardCharsets.UTF_8),
                new FilesOnDisk(Path.of("").toAbsolutePath()))));
        return BootstrapFile.read(sources, name -> Optional.ofNullable(environment.get(name)));
    }

    /** {@link #toString} shows no variable of the environment. */
    @Override
    public String toString() {
        return "BootstrapFiles" + paths;
    }
}
