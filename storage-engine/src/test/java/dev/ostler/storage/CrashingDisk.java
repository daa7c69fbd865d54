// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A disk that stops at a numbered step, and can then be turned into what power loss leaves: bytes that were not forced are
 * gone, and so are names that were created, moved or deleted without their directory being forced.
 *
 * <p>It works on real files and remembers how to undo what is not certain yet. The worst case is kept for moves: the name in
 * the forced directory is there, and the one in the other directory too.
 */
final class CrashingDisk implements Disk {
    private final Disk real = new RealDisk();
    private final Path graveyard;
    private final Map<Path, Length> lengths = new HashMap<>();
    private final List<Uncertain> uncertain = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private int crashAtStep = Integer.MAX_VALUE;
    private boolean crashed;
    private int buried;

    /** @param graveyard a directory on the same file system that keeps what was deleted but may come back */
    CrashingDisk(Path graveyard) throws IOException {
        this.graveyard = graveyard;
        Files.createDirectories(graveyard);
    }

    /** The process is gone: this and every later step fails. */
    static final class CrashedException extends IOException {
        CrashedException(String step) {
            super("crashed before: " + step);
        }
    }

    /** A change of a directory that is not on disk yet. */
    private record Uncertain(Path directory, String what, Undo undo) {}

    private interface Undo {
        void run() throws IOException;
    }

    private static final class Length {
        private long written;
        private long forced;
    }

    /** Counts steps from here on, and stops before the given one (from 1). */
    synchronized void arm(int step) {
        steps.clear();
        crashAtStep = step;
    }

    synchronized boolean hasCrashed() {
        return crashed;
    }

    /** What was done since {@link #arm}; the last one was not, if it has crashed. */
    synchronized List<String> steps() {
        return List.copyOf(steps);
    }

    /** Leaves on disk only what is certain. Everything that used this disk must have been closed. */
    synchronized void losePower() throws IOException {
        for (Map.Entry<Path, Length> entry : lengths.entrySet()) {
            if (Files.exists(entry.getKey())) {
                try (FileChannel file = FileChannel.open(entry.getKey(), StandardOpenOption.WRITE)) {
                    file.truncate(entry.getValue().forced);
                }
            }
        }
        for (Uncertain change : uncertain.reversed()) {
            change.undo.run();
        }
    }

    @Override
    public synchronized DiskFile create(Path file) throws IOException {
        step("create", file);
        DiskFile created = real.create(file);
        Length length = new Length();
        lengths.put(file, length);
        uncertain(file.getParent(), "create " + file, () -> Files.deleteIfExists(file));
        return new CrashingFile(file, created, length);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        step("rename", to);
        Path replaced = Files.exists(to) ? bury(to) : null;
        real.rename(from, to);
        Length length = lengths.remove(from);
        if (length != null) {
            lengths.put(to, length);
        }
        uncertain(to.getParent(), "rename " + to, () -> {
            if (Files.exists(from)) {
                // The loss of the old name was not certain either, and has been undone.
                Files.delete(to);
            } else if (Files.exists(to)) {
                Files.move(to, from);
            }
            if (replaced != null) {
                Files.move(replaced, to);
            }
        });
        if (!Objects.equals(to.getParent(), from.getParent())) {
            Path second = graveyard.resolve("link" + buried++);
            Files.createLink(second, to);
            uncertain(from.getParent(), "unlink " + from, () -> {
                if (!Files.exists(from) && Files.exists(to)) {
                    Files.createLink(from, second);
                }
            });
        }
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        step("delete", path);
        buryUncertainly(path);
    }

    @Override
    public synchronized void deleteTree(Path directory) throws IOException {
        step("deleteTree", directory);
        buryUncertainly(directory);
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        step("createDirectory", directory);
        boolean isNew = !Files.exists(directory);
        real.createDirectory(directory);
        if (isNew) {
            uncertain(directory.getParent(), "create " + directory, () -> real.deleteTree(directory));
        }
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        step("forceDirectory", directory);
        uncertain.removeIf(change -> change.directory.equals(directory));
    }

    @Override
    public synchronized void aboutToWriteIndex() throws IOException {
        step("write index", graveyard);
    }

    @Override
    public synchronized void wroteIndex() throws IOException {
        step("tell what was written", graveyard);
    }

    @Override
    public FileChannel openForReading(Path file) throws IOException {
        requireRunning();
        return real.openForReading(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        requireRunning();
        return real.list(directory);
    }

    @Override
    public boolean exists(Path path) {
        return real.exists(path);
    }

    @Override
    public String read(Path file) throws IOException {
        requireRunning();
        return real.read(file);
    }

    @Override
    public long freeBytes(Path directory) throws IOException {
        return real.freeBytes(directory);
    }

    @Override
    public AutoCloseable lock(Path directory) throws IOException {
        return real.lock(directory);
    }

    private synchronized void requireRunning() throws IOException {
        if (crashed) {
            throw new CrashedException("a read");
        }
    }

    private void step(String what, Path path) throws IOException {
        if (crashed) {
            throw new CrashedException(what + " " + path);
        }
        steps.add(what + " " + path.getFileName());
        if (steps.size() >= crashAtStep) {
            crashed = true;
            throw new CrashedException(what + " " + path);
        }
    }

    private void uncertain(@Nullable Path directory, String what, Undo undo) {
        if (directory != null) {
            uncertain.add(new Uncertain(directory, what, undo));
        }
    }

    private Path bury(Path path) throws IOException {
        Path grave = graveyard.resolve("grave" + buried++);
        Files.move(path, grave);
        return grave;
    }

    private void buryUncertainly(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (Files.isDirectory(path)
                && !real.list(path).isEmpty()
                && !path.getFileName().toString().startsWith("world-")) {
            throw new IOException("the directory is not empty: " + path);
        }
        Path grave = bury(path);
        Length length = lengths.remove(path);
        uncertain(path.getParent(), "delete " + path, () -> {
            if (!Files.exists(path)) {
                Files.move(grave, path);
                if (length != null && Files.isRegularFile(path)) {
                    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                        file.truncate(length.forced);
                    }
                }
            }
        });
    }

    private final class CrashingFile implements DiskFile {
        private final Path path;
        private final DiskFile file;
        private final Length length;

        CrashingFile(Path path, DiskFile file, Length length) {
            this.path = path;
            this.file = file;
            this.length = length;
        }

        @Override
        public void append(byte[] bytes, int offset, int count) throws IOException {
            synchronized (CrashingDisk.this) {
                step("append", path);
                file.append(bytes, offset, count);
                length.written += count;
            }
        }

        @Override
        public void appendAll(FileChannel source) throws IOException {
            synchronized (CrashingDisk.this) {
                step("appendAll", path);
                file.appendAll(source);
                length.written += source.size();
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (CrashingDisk.this) {
                step("force", path);
                length.forced = length.written;
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
