// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one directory that a server owns: it holds worlds, one of which is current.
 *
 * <p>INVARIANT: {@code CURRENT} names a world that is whole; every other world is garbage and goes at the next start.
 *
 * <p>Safe for use by any number of threads. Files of others in the directory are left alone.
 */
public final class DataDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final int FORMAT_VERSION = 1;
    private static final String FORMAT = "FORMAT";
    private static final String CURRENT = "CURRENT";
    private static final String FORMAT_PREFIX = "ostler-storage ";
    private static final int WORLD_DIGITS = 4;
    private static final Pattern WORLD = Pattern.compile("world-(\\d{4,9})");

    private final Path path;
    private final EngineOptions options;
    private final Disk disk;
    private final AutoCloseable lock;
    private final boolean temporary;
    private final List<Thread> removals = new CopyOnWriteArrayList<>();
    private @Nullable RocksEngine serving;

    private DataDirectory(Path path, EngineOptions options, Disk disk, AutoCloseable lock, boolean temporary) {
        this.path = path;
        this.options = options;
        this.disk = disk;
        this.lock = lock;
        this.temporary = temporary;
    }

    /**
     * Opens a directory, creating it for its owner alone if it is not there, and locks it against other servers.
     *
     * @throws UnusableDirectoryException another server has it, or a newer version of the program made it
     */
    public static DataDirectory open(Path path, EngineOptions options) throws IOException {
        return open(path, options, new RealDisk(), false);
    }

    /** A new directory among the temporary files that is deleted at {@link #close}; durability is EPHEMERAL. */
    public static DataDirectory ephemeral(EngineOptions options) throws IOException {
        Path path = Files.createTempDirectory("ostler-");
        return open(path, options.withDurability(EngineOptions.Durability.EPHEMERAL), new RealDisk(), true);
    }

    static DataDirectory open(Path path, EngineOptions options, Disk disk, boolean temporary) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        createWithParents(absolute, disk, !temporary);
        AutoCloseable lock = disk.lock(absolute);
        DataDirectory directory = new DataDirectory(absolute, options, disk, lock, temporary);
        try {
            directory.checkFormat();
            directory.chooseFirstWorld();
            directory.removeOtherWorlds();
            return directory;
        } catch (IOException | RuntimeException e) {
            directory.unlock();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** Opens the current world. Called once, before any reset. */
    public synchronized StorageEngine openCurrentWorld() throws IOException {
        RocksEngine engine = openWorld(currentWorld());
        serving = engine;
        return engine;
    }

    /**
     * Opens an empty world, lets {@code fill} write into it, and makes it the current one. If anything throws, or the
     * process dies before this returns, the world before it is still current (or, at the last instant, the new one, whole).
     *
     * <p>The engine before it goes on serving; its caller closes it when its last lease is gone, and its files are then
     * deleted in the background.
     *
     * @throws EngineFailedException nobody knows which world is current on disk; the engine before it writes no more either
     */
    public synchronized StorageEngine switchToNewWorld(Consumer<StorageEngine> fill) throws IOException {
        String name = worldName(newestNumber() + 1);
        disk.createDirectory(path.resolve(name));
        RocksEngine engine = openWorld(name);
        try {
            fill.accept(engine);
            force(path);
        } catch (IOException | RuntimeException | Error e) {
            engine.close();
            throw e;
        }
        makeCurrent(name, engine);
        serving = engine;
        return engine;
    }

    /** Waits for worlds being removed, deletes a temporary directory, gives up the lock. The engines must have been closed. */
    @Override
    public synchronized void close() throws IOException {
        removals.forEach(Uninterrupted::join);
        if (temporary) {
            disk.deleteTree(path);
        }
        unlock();
    }

    private static void createWithParents(Path directory, Disk disk, boolean forces) throws IOException {
        if (disk.exists(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent == null) {
            throw new UnusableDirectoryException("there is no directory " + directory);
        }
        createWithParents(parent, disk, forces);
        disk.createDirectory(directory);
        if (forces) {
            disk.forceDirectory(parent);
        }
    }

    private void checkFormat() throws IOException {
        Path file = path.resolve(FORMAT);
        if (!disk.exists(file)) {
            writeDurably(FORMAT, FORMAT_PREFIX + FORMAT_VERSION);
            return;
        }
        String format = disk.read(file).strip();
        if (!format.equals(FORMAT_PREFIX + FORMAT_VERSION)) {
            throw new UnusableDirectoryException("the data directory " + path + " has the format '" + format
                    + "'; this program knows '" + FORMAT_PREFIX + FORMAT_VERSION
                    + "': use the version that wrote it, or a newer one, or another directory");
        }
    }

    /** The first world becomes current while it is empty: a world with an index is never without a {@code CURRENT}. */
    private void chooseFirstWorld() throws IOException {
        if (disk.exists(path.resolve(CURRENT))) {
            return;
        }
        for (Path world : worlds()) {
            if (disk.exists(world.resolve("index"))) {
                throw new UnusableDirectoryException(
                        "the data directory " + path + " holds " + world.getFileName() + " but the file " + CURRENT
                                + " that names the current world is missing: write the name into it");
            }
        }
        String name = worldName(newestNumber() + 1);
        disk.createDirectory(path.resolve(name));
        force(path);
        writeDurably(CURRENT, name);
    }

    private String currentWorld() throws IOException {
        String name = disk.read(path.resolve(CURRENT)).strip();
        if (!WORLD.matcher(name).matches() || !disk.exists(path.resolve(name))) {
            throw new UnusableDirectoryException(
                    "the file " + path.resolve(CURRENT) + " names no world that is there: '" + name + "'");
        }
        return name;
    }

    private RocksEngine openWorld(String name) throws IOException {
        return RocksEngine.open(path.resolve(name), options, disk, () -> worldClosed(name));
    }

    /**
     * After a failure the file may name either world at the next start. What the old one acknowledged from now on could be
     * lost then, so it must not acknowledge anything.
     */
    private void makeCurrent(String name, RocksEngine engine) {
        try {
            writeDurably(CURRENT, name);
        } catch (IOException e) {
            EngineFailedException failed = engine.stopWriting(e);
            if (serving != null) {
                serving.stopWriting(e);
            }
            engine.close();
            throw failed;
        }
    }

    private void writeDurably(String fileName, String text) throws IOException {
        Path draft = path.resolve(fileName + ".new");
        disk.delete(draft);
        byte[] bytes = (text + "\n").getBytes(US_ASCII);
        try (Disk.DiskFile file = disk.create(draft)) {
            file.append(bytes, 0, bytes.length);
            if (!temporary) {
                file.force();
            }
        }
        disk.rename(draft, path.resolve(fileName));
        force(path);
    }

    private void force(Path directory) throws IOException {
        if (!temporary) {
            disk.forceDirectory(directory);
        }
    }

    private void worldClosed(String name) {
        try {
            if (!name.equals(currentWorld())) {
                removeInBackground(List.of(path.resolve(name)));
            }
        } catch (IOException e) {
            LOG.warn("{} is left over; the next start deletes it", path.resolve(name), e);
        }
    }

    private void removeOtherWorlds() throws IOException {
        Path current = path.resolve(currentWorld());
        removeInBackground(
                worlds().stream().filter(world -> !world.equals(current)).toList());
    }

    private void removeInBackground(List<Path> worlds) {
        if (worlds.isEmpty()) {
            return;
        }
        removals.removeIf(thread -> !thread.isAlive());
        removals.add(
                Thread.ofPlatform().daemon().name("ostler-remove-worlds").start(() -> worlds.forEach(this::remove)));
    }

    private void remove(Path world) {
        try {
            disk.deleteTree(world);
        } catch (IOException e) {
            LOG.warn("{} is left over; the next start deletes it", world, e);
        }
    }

    private List<Path> worlds() throws IOException {
        return disk.list(path).stream()
                .filter(entry -> WORLD.matcher(entry.getFileName().toString()).matches())
                .toList();
    }

    private int newestNumber() throws IOException {
        return worlds().stream()
                .map(world -> WORLD.matcher(world.getFileName().toString()))
                .filter(Matcher::matches)
                .mapToInt(name -> Integer.parseInt(name.group(1)))
                .max()
                .orElse(0);
    }

    private static String worldName(int number) {
        // Not String.format: it would load Java's locales, at each start, for this alone.
        String digits = Integer.toString(number);
        return "world-" + "0".repeat(Math.max(0, WORLD_DIGITS - digits.length())) + digits;
    }

    private void unlock() throws IOException {
        try {
            lock.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
