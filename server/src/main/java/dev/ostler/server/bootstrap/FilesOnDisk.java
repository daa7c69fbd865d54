// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Files of this machine, relative to the directory of the file that names them. */
public final class FilesOnDisk implements NamedFiles {
    /** A directory with more of them is hardly meant to be a test's fixtures. */
    static final int MAX_FILES = 100_000;

    private final Path directory;

    public FilesOnDisk(Path directory) {
        this.directory = directory;
    }

    @Override
    public InputStream open(String path) throws IOException {
        return Files.newInputStream(existing(path));
    }

    @Override
    public long lengthBytes(String path) throws IOException {
        return Files.size(existing(path));
    }

    private Path existing(String path) throws IOException {
        Path file = resolved(path);
        if (Files.isDirectory(file)) {
            throw new IOException("it is a directory");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(Files.exists(file) ? "it may not be read" : "there is no such file");
        }
        return file;
    }

    private Path resolved(String path) throws IOException {
        try {
            return directory.resolve(path);
        } catch (InvalidPathException e) {
            throw new IOException("that is no path", e);
        }
    }

    /** Links are followed, as who lays them out means them. */
    @Override
    public List<String> below(String path) throws IOException {
        Path root = resolved(path);
        if (!Files.isDirectory(root)) {
            throw new IOException(Files.exists(root) ? "it is no directory" : "there is no such directory");
        }
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (Iterator<Path> files = all.iterator(); files.hasNext(); ) {
                Path file = files.next();
                if (Files.isRegularFile(file)) {
                    found.add(root.relativize(file).toString().replace(File.separatorChar, '/'));
                    if (found.size() > MAX_FILES) {
                        throw new IOException("it holds more than " + MAX_FILES + " files");
                    }
                }
            }
        } catch (UncheckedIOException e) {
            throw new IOException(reason(e), e);
        }
        found.sort(null);
        return found;
    }

    private static String reason(UncheckedIOException e) {
        return switch (e.getCause()) {
            case FileSystemLoopException loop -> "a link in it leads round in a circle: " + loop.getFile();
            case NoSuchFileException gone -> "there is no " + gone.getFile();
            case null, default -> "it cannot be read: " + e.getMessage();
        };
    }
}
