// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The only door to the file system for the engine's own files, so that a test can stand in it: drop what was not forced,
 * fail a force, or stop everything at a numbered step. RocksDB keeps its files itself.
 *
 * <p>A created file, a rename and a deletion are certain only after {@link #forceDirectory} of the directory they are in.
 */
interface Disk {
    /** Creates a file that must not exist yet. */
    DiskFile create(Path file) throws IOException;

    FileChannel openForReading(Path file) throws IOException;

    /** Moves a file within the file system, replacing what is there. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or an empty directory; nothing happens when it is not there. */
    void delete(Path path) throws IOException;

    /** Deletes a directory and everything in it; nothing happens when it is not there. */
    void deleteTree(Path directory) throws IOException;

    /** Creates a directory for its owner alone; nothing happens when it is there. Its parent must exist. */
    void createDirectory(Path directory) throws IOException;

    void forceDirectory(Path directory) throws IOException;

    /** The names in a directory, in no order; none when it is not there. */
    List<Path> list(Path directory) throws IOException;

    boolean exists(Path path);

    /** The whole of a small text file. */
    String read(Path file) throws IOException;

    long freeBytes(Path directory) throws IOException;

    /** Locks a directory for this process, until the handle is closed or the process ends. */
    AutoCloseable lock(Path directory) throws IOException;

    /** Called by the thread that writes the index, right before a batch goes to RocksDB. */
    default void aboutToWriteIndex() throws IOException {}

    /** Called by the thread that writes the index, right after RocksDB has written a batch and before anybody is told. */
    default void wroteIndex() throws IOException {}

    /** A file that only grows. Used by one thread at a time, but {@link #force} may run beside an append. */
    interface DiskFile extends AutoCloseable {
        void append(byte[] bytes, int offset, int length) throws IOException;

        /** Appends the whole of {@code source} without passing it through the heap. */
        void appendAll(FileChannel source) throws IOException;

        /** Returns when everything appended before the call, and the length, is on disk. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }
}
