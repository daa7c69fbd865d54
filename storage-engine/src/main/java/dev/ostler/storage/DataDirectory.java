// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The one directory that a server owns: it holds worlds, one of which is current.
 *
 * <p>INVARIANT: {@code CURRENT} names a world that is whole; every other world is garbage and goes at the next start.
 */
@SuppressWarnings({"UnusedMethod", "DoNotCallSuggester"}) // only the contract so far
public final class DataDirectory implements AutoCloseable {
    private final Path path;

    private DataDirectory(Path path) {
        this.path = path;
    }

    /**
     * Opens a directory, creating it for its owner alone if it is not there, and locks it against other servers.
     *
     * @throws UnusableDirectoryException another server has it, or a newer version of the program made it
     */
    public static DataDirectory open(Path path, EngineOptions options) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** A new directory among the temporary files that is deleted at {@link #close}; durability is EPHEMERAL. */
    public static DataDirectory ephemeral(EngineOptions options) throws IOException {
        throw new UnsupportedOperationException();
    }

    public Path path() {
        return path;
    }

    /** Opens the current world, or the first one in a new directory. Called once, before any reset. */
    public StorageEngine openCurrentWorld() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens an empty world, lets {@code fill} write into it, and makes it the current one. If anything throws, or the
     * process dies before this returns, the world before it is still current (or, at the last instant, the new one, whole).
     *
     * <p>The engine before it goes on serving; its caller closes it when its last lease is gone, and its files are then
     * deleted in the background.
     */
    public StorageEngine switchToNewWorld(Consumer<StorageEngine> fill) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Gives up the lock. The engines must have been closed. */
    @Override
    public void close() throws IOException {}
}
