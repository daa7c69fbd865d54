// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.bootstrap.NamedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Remembers what a bootstrap file names, while it is read. */
final class RecordedFiles implements NamedFiles {
    private final NamedFiles files;
    private final Set<String> paths = new LinkedHashSet<>();
    private final Set<String> directories = new LinkedHashSet<>();

    RecordedFiles(NamedFiles files) {
        this.files = files;
    }

    @Override
    public InputStream open(String path) throws IOException {
        paths.add(path);
        return files.open(path);
    }

    @Override
    public long lengthBytes(String path) throws IOException {
        paths.add(path);
        return files.lengthBytes(path);
    }

    @Override
    public List<String> below(String directory) throws IOException {
        directories.add(directory);
        return files.below(directory);
    }

    List<String> paths() {
        return List.copyOf(paths);
    }

    List<String> directories() {
        return List.copyOf(directories);
    }
}
