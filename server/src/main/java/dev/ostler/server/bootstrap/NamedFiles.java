// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The files that a bootstrap file names, by the paths that stand there. IOException says in a few words why there is none. */
public interface NamedFiles {
    /** The caller closes it. */
    InputStream open(String path) throws IOException;

    long lengthBytes(String path) throws IOException;

    /** Every file below a directory, by its path from there with slashes, in order of names. */
    List<String> below(String directory) throws IOException;

    /** One of {@link #below}, as a path of its own. */
    default String within(String directory, String path) {
        return directory.isEmpty() || directory.endsWith("/") ? directory + path : directory + "/" + path;
    }
}
