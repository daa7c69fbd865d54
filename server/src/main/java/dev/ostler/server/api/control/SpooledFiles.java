// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.bootstrap.NamedFiles;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Files that came along with a bootstrap file, by the paths that stand there. No path leads to a file of this machine. */
final class SpooledFiles implements NamedFiles {
    private final Spool spool;
    private final String whenMissing;
    private final Map<String, Spool.Slice> slices = new HashMap<>();
    private final Set<String> directories = new HashSet<>();

    /** @param whenMissing what to do about a file that did not come along */
    SpooledFiles(Spool spool, String whenMissing) {
        this.spool = spool;
        this.whenMissing = whenMissing;
    }

    /** Throws MalformedForm for one that is there already. */
    void add(String path, Spool.Slice slice) {
        if (slices.putIfAbsent(path, slice) != null) {
            throw new Problem.MalformedForm("the file '" + path + "' is sent twice").thrown();
        }
    }

    /** One that may be empty. */
    void addDirectory(String path) {
        directories.add(path);
    }

    private Spool.Slice slice(String path) throws IOException {
        Spool.Slice slice = slices.get(path);
        if (slice == null) {
            throw new IOException(whenMissing);
        }
        return slice;
    }

    @Override
    public InputStream open(String path) throws IOException {
        return spool.open(slice(path));
    }

    @Override
    public long lengthBytes(String path) throws IOException {
        return slice(path).lengthBytes();
    }

    @Override
    public List<String> below(String directory) throws IOException {
        String start = within(directory, "");
        List<String> found = slices.keySet().stream()
                .filter(path -> path.startsWith(start))
                .map(path -> path.substring(start.length()))
                .sorted()
                .toList();
        if (found.isEmpty() && !directories.contains(directory)) {
            throw new IOException(whenMissing);
        }
        return found;
    }
}
